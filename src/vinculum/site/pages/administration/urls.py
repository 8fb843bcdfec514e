"""Where the pages of the administration are."""

from django.urls import path

from vinculum.site.pages.administration import agreements, organisations, people
from vinculum.site.pages.administration.overview import administration
from vinculum.site.pages.administration.why import why

urlpatterns = [
    path("administration", administration, name="administration"),
    path("administration/organisations", organisations.organisations, name="organisations"),
    path("administration/organisations/<str:code>", organisations.organisation, name="organisation"),
    path("administration/organisations/<str:code>/change", organisations.change, name="change_organisation"),
    path("administration/groups", organisations.groups, name="groups"),
    path("administration/groups/add", organisations.add_group, name="add_group"),
    path("administration/groups/<str:code>", organisations.group, name="group"),
    path("administration/groups/<str:code>/change", organisations.edit_group, name="change_group"),
    path("administration/people", people.people, name="people"),
    path("administration/people/add", people.add, name="add_person"),
    path("administration/people/<int:number>", people.person, name="person"),
    path("administration/people/<int:number>/roles", people.appoint, name="give_role"),
    path("administration/people/<int:number>/roles/<int:appointment>/end", people.dismiss, name="end_role"),
    path("administration/people/<int:number>/active", people.set_active, name="set_active"),
    path("administration/people/<int:number>/first-link", people.first_link, name="first_link"),
    path("administration/agreements", agreements.agreements, name="agreements"),
    path("administration/agreements/form", agreements.form, name="agreement_form"),
    path("administration/agreements/enter", agreements.enter, name="enter_agreement"),
    path("administration/agreements/<int:number>", agreements.agreement, name="agreement"),
    path("administration/agreements/<int:number>/end", agreements.finish, name="end_agreement"),
    path("administration/why", why, name="why"),
]
