"""Contacts: put right by themselves or by who keeps members, ended, erased at their request or when their time is over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.members.contacts import (
    ContactTold,
    correct_contact,
    due_for_erasure,
    end_contact,
    erase_contact,
    erase_due,
    periods,
    to_confirm,
)
from vinculum.desk.programme.members.models import Contact
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.named_forms import NamedForm
from vinculum.site.pages.members.finding import find_contact
from vinculum.site.pages.members.forms import ContactForm


@guarded(Action.READ_MEMBERS)
def contact(request: DeskRequest, member: str, contact: int) -> HttpResponseBase:
    """Show a contact, and the form that puts it right."""
    found = find_contact(request, member, contact)
    start = {"title": found.name, "role": found.role, "email": found.email, "phone": found.phone}
    return _one(request, found, ContactForm(request, initial=start))


@guarded(Action.CORRECT_CONTACTS, Verb.ALTERATION)
@require_POST
def correct(request: DeskRequest, member: str, contact: int) -> HttpResponseBase:
    """Put a contact right, which confirms it."""
    found = find_contact(request, member, contact)
    form = ContactForm(request, filled=True)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    told = form.cleaned_data
    correct_contact(request.viewer, found, ContactTold(told["title"], told["role"], told["email"], told["phone"]))
    messages.success(request, f"{told['title']} is as you wrote.")
    return HttpResponseRedirect(reverse("member", args=[found.member.reference]))


@guarded(Action.CORRECT_CONTACTS, Verb.ALTERATION)
@require_POST
def finish(request: DeskRequest, member: str, contact: int) -> HttpResponseBase:
    """Say that somebody is no longer the one to ask."""
    found = find_contact(request, member, contact)
    end_contact(request.viewer, found)
    messages.success(request, f"{found.name} is no longer a contact, and is erased in {periods()['after_ending']} days.")
    return HttpResponseRedirect(reverse("member", args=[found.member.reference]))


@guarded(Action.CORRECT_CONTACTS, Verb.ERASURE)
@require_POST
def erase(request: DeskRequest, member: str, contact: int) -> HttpResponseBase:
    """Erase a contact at their own request."""
    found = find_contact(request, member, contact)
    reference = found.member.reference
    erase_contact(request.viewer, found)
    messages.success(request, "The contact is erased. That it was done is kept, and nothing of it.")
    return HttpResponseRedirect(reverse("member", args=[reference]))


@guarded(Action.KEEP_MEMBERS)
def due(request: DeskRequest) -> HttpResponseBase:
    """List the contacts whose time is over, and those to be asked whether they are still right."""
    over = due_for_erasure(request.viewer)
    request.told.counted(rows=sum(len(one.contacts) for one in over))
    return render(
        request, "members/contacts_due.html", {"due": over, "confirm": to_confirm(request.viewer), "periods": periods()}
    )


@guarded(Action.KEEP_MEMBERS, Verb.ERASURE)
@require_POST
def erase_all(request: DeskRequest) -> HttpResponseBase:
    """Erase every contact whose time is over."""
    erased = erase_due(request.viewer)
    request.told.counted(rows=erased)
    messages.success(request, f"Erased: {erased}. That it was done is kept, and nothing of them.")
    return HttpResponseRedirect(reverse("contacts-due"))


def _one(request: DeskRequest, found: Contact, form: NamedForm, status: int = 200) -> HttpResponseBase:
    return render(request, "members/contact.html", {"contact": found, "form": form}, status=status)
