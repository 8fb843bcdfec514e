"""Where the pages of members are."""

from django.urls import path

from vinculum.site.pages.members import contacts, listing, member

ONE = "members/<slug:member>"
CONTACT = f"{ONE}/contacts/<int:contact>"

urlpatterns = [
    path("members", listing.members, name="members"),
    path("members/add", listing.add, name="member-add"),
    path("members/list", listing.list_form, name="members-list"),
    path("members/list/template.xlsx", listing.list_template, name="members-list-template"),
    path("members/list/take", listing.take, name="members-list-take"),
    path("members/contacts-due", contacts.due, name="contacts-due"),
    path("members/contacts-due/erase", contacts.erase_all, name="contacts-due-erase"),
    path(ONE, member.member, name="member"),
    path(f"{ONE}/act", member.act, name="member-act"),
    path(f"{ONE}/describe", member.correct, name="member-describe"),
    path(f"{ONE}/contacts", member.contact, name="contact-add"),
    path(f"{ONE}/given", member.given, name="given-add"),
    path(CONTACT, contacts.contact, name="contact"),
    path(f"{CONTACT}/correct", contacts.correct, name="contact-correct"),
    path(f"{CONTACT}/end", contacts.finish, name="contact-end"),
    path(f"{CONTACT}/erase", contacts.erase, name="contact-erase"),
]
