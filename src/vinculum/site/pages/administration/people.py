"""People: adding them, their roles from and until, closing an account, and the link for a first sign-in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.changes import ChangeRefused, add_person, end_role, give_role, open_or_close
from vinculum.desk.access.models import Appointment, Person
from vinculum.desk.access.policy import Grant
from vinculum.desk.access.reach import grants_by_purpose
from vinculum.desk.access.roles import roles
from vinculum.desk.access.scope import people_to
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.evidence.contract import contracts
from vinculum.site.accounts import first_sign_in_path
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.account.sessions import end_sessions
from vinculum.site.pages.administration.forms import PersonForm, RoleForm, begin, end
from vinculum.site.pages.administration.telling import may_change, tell_change


@guarded(Action.READ_ACCESS, purpose=True)
def people(request: DeskRequest) -> HttpResponseBase:
    """List people with their roles."""
    return _people(request, PersonForm(request.viewer))


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def add(request: DeskRequest) -> HttpResponseBase:
    """Add a person."""
    form = PersonForm(request.viewer, request.POST)
    if not form.is_valid():
        return _people(request, form, status=422)
    told = form.cleaned_data
    made, changed = add_person(
        request.viewer, email=told["email"], name=told["name"], organisation=told["organisation"], held=told["roles"]
    )
    tell_change(request, changed)
    messages.success(request, f"{made.name} is added. Give them a link for their first sign-in.")
    return HttpResponseRedirect(reverse("person", args=[made.pk]))


@guarded(Action.READ_ACCESS, purpose=True)
def person(request: DeskRequest, number: int) -> HttpResponseBase:
    """Show a person: roles, and everything that is open to them, by purpose."""
    return _person(request, _find(request, number), RoleForm())


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def appoint(request: DeskRequest, number: int) -> HttpResponseBase:
    """Give a person a role."""
    found = _find(request, number)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _person(request, found, form, status=422)
    told = form.cleaned_data
    from_at = begin(told["from_day"]) or request.viewer.at
    tell_change(request, give_role(request.viewer, found, told["role"], from_at, end(told["until_day"])))
    messages.success(request, f"{found.name} holds the role {roles()[told['role']].title}.")
    return HttpResponseRedirect(reverse("person", args=[number]))


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def dismiss(request: DeskRequest, number: int, appointment: int) -> HttpResponseBase:
    """End a role of a person."""
    found = _find(request, number)
    held = Appointment.objects.filter(person=found, pk=appointment).first()
    if held is None:
        raise Http404
    tell_change(request, end_role(request.viewer, held))
    messages.success(request, f"{found.name} no longer holds that role.")
    return HttpResponseRedirect(reverse("person", args=[number]))


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def set_active(request: DeskRequest, number: int) -> HttpResponseBase:
    """Close a person's account, which ends their sessions, or open it again."""
    found = _find(request, number)
    active = request.POST.get("active") == "1"
    tell_change(request, open_or_close(request.viewer, found, active=active))
    if not active:
        request.told.counted(sessions_ended=end_sessions(found.pk))
    messages.success(request, f"The account of {found.name} is {'open' if active else 'closed'}.")
    return HttpResponseRedirect(reverse("person", args=[number]))


@guarded(Action.CHANGE_ACCESS, Verb.DISCLOSURE, purpose=True)
@require_POST
def first_link(request: DeskRequest, number: int) -> HttpResponseBase:
    """Show the link with which somebody who never signed in sets their password; once they have, there is none."""
    found = _find(request, number)
    if found.has_usable_password() or found.last_login is not None:
        raise ChangeRefused(f"{found.name} has set a password already. If it is lost, they have a new one sent to their address.")
    if not found.is_active:
        raise ChangeRefused(f"The account of {found.name} is closed.")
    request.told.about("person", found.email)
    request.told.counted(left="a link for a first sign-in")
    link = request.build_absolute_uri(first_sign_in_path(found))
    answer = render(request, "administration/first_link.html", {"person": found, "link": link})
    answer["Cache-Control"] = "no-store"
    return answer


def _people(request: DeskRequest, form: PersonForm, status: int = 200) -> HttpResponseBase:
    found = Person.objects.filter(people_to(request.viewer)).select_related("organisation").prefetch_related("appointments")
    asked = request.GET.get("q", "").strip()
    if asked:
        found = found.filter(name__icontains=asked) | found.filter(email__icontains=asked)
    request.told.counted(rows=len(found))
    told = {"people": found, "form": form, "asked": asked, "may_change": may_change(request), "roles": roles()}
    return render(request, "administration/people.html", told, status=status)


def _person(request: DeskRequest, found: Person, form: RoleForm, status: int = 200) -> HttpResponseBase:
    request.told.about("person", found.email)
    opened = [
        {"purpose": purpose, "grants": [_told(grant) for grant in grants if grant.provider != found.organisation_id]}
        for purpose, grants in grants_by_purpose(found, request.viewer.at).items()
    ]
    held = [
        {"row": row, "title": roles()[row.role].title, "over": row.until_at is not None and row.until_at <= request.viewer.at}
        for row in found.appointments.all()
        if row.role in roles()
    ]
    told = {
        "person": found,
        "held": held,
        "opened": opened,
        "form": form,
        "may_change": may_change(request),
        "oneself": found.pk == request.viewer.person,
        "never_signed_in": not found.has_usable_password() and found.last_login is None,
        "now": request.viewer.at,
    }
    return render(request, "administration/person.html", told, status=status)


def _told(grant: Grant) -> dict[str, object]:
    whole = len(grant.columns) == len(contracts()[grant.feed].columns)
    return {"grant": grant, "whole": whole, "columns": sorted(grant.columns)}


def _find(request: DeskRequest, number: int) -> Person:
    found = Person.objects.filter(people_to(request.viewer), pk=number).select_related("organisation").first()
    if found is None:
        raise Http404
    return found
