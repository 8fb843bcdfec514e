"""Organisations and groups: who takes part, which makes they answer for, whom an agreement can address together."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.changes import change_group, change_organisation
from vinculum.desk.access.models import Agreement, Group, Organisation
from vinculum.desk.access.scope import agreements_to, organisations_to, people_to
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.administration.forms import GroupForm, OrganisationForm
from vinculum.site.pages.administration.telling import may_change, tell_change


@guarded(Action.READ_ACCESS, purpose=True)
def organisations(request: DeskRequest) -> HttpResponseBase:
    """List organisations with how many people each has."""
    found = Organisation.objects.filter(organisations_to(request.viewer)).annotate(held=Count("people"))
    asked = request.GET.get("q", "").strip()
    if asked:
        found = found.filter(name__icontains=asked)
    if request.GET.get("people"):
        found = found.filter(held__gt=0)
    request.told.counted(rows=len(found))
    return render(request, "administration/organisations.html", {"organisations": found, "asked": asked})


@guarded(Action.READ_ACCESS, purpose=True)
def organisation(request: DeskRequest, code: str) -> HttpResponseBase:
    """Show an organisation with its people and agreements."""
    return _organisation(request, _find(request, code), None)


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def change(request: DeskRequest, code: str) -> HttpResponseBase:
    """Change an organisation's makes, and whether it takes part."""
    found = _find(request, code)
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return _organisation(request, found, form, status=422)
    told = form.cleaned_data
    tell_change(request, change_organisation(request.viewer, found, makes=told["makes"].splitlines(), active=told["active"]))
    messages.success(request, f"{found.name} is changed.")
    return HttpResponseRedirect(reverse("organisation", args=[code]))


def _organisation(
    request: DeskRequest, found: Organisation, form: OrganisationForm | None, status: int = 200
) -> HttpResponseBase:
    request.told.about("organisation", found.code)
    told = {
        "organisation": found,
        "people": found.people.filter(people_to(request.viewer)),
        "given": Agreement.objects.filter(agreements_to(request.viewer), provider=found),
        "received": Agreement.objects.filter(agreements_to(request.viewer), recipient=found),
        "form": form or OrganisationForm({"makes": "\n".join(found.makes), "active": found.active}),
        "may_change": may_change(request),
    }
    return render(request, "administration/organisation.html", told, status=status)


def _find(request: DeskRequest, code: str) -> Organisation:
    found = Organisation.objects.filter(organisations_to(request.viewer), pk=code).first()
    if found is None:
        raise Http404
    return found


@guarded(Action.READ_ACCESS, purpose=True)
def groups(request: DeskRequest) -> HttpResponseBase:
    """List groups with their members."""
    return _groups(request, GroupForm(request.viewer, None))


@guarded(Action.READ_ACCESS, purpose=True)
def group(request: DeskRequest, code: str) -> HttpResponseBase:
    """Show a group and its members."""
    found = _find_group(code)
    held = [member.pk for member in found.members.all()]
    return _group(request, found, GroupForm(request.viewer, found, initial={"title": found.title, "members": held}))


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def add_group(request: DeskRequest) -> HttpResponseBase:
    """Make a group."""
    form = GroupForm(request.viewer, None, request.POST)
    if not form.is_valid():
        return _groups(request, form, status=422)
    told = form.cleaned_data
    made = Group(code=told["code"])
    tell_change(request, change_group(request.viewer, made, told["title"], list(told["members"])))
    messages.success(request, f"The group {made.title} is made.")
    return HttpResponseRedirect(reverse("group", args=[made.code]))


@guarded(Action.CHANGE_ACCESS, Verb.ALTERATION, purpose=True)
@require_POST
def edit_group(request: DeskRequest, code: str) -> HttpResponseBase:
    """Change a group's title and members."""
    found = _find_group(code)
    form = GroupForm(request.viewer, found, request.POST)
    if not form.is_valid():
        return _group(request, found, form, status=422)
    told = form.cleaned_data
    tell_change(request, change_group(request.viewer, found, told["title"], list(told["members"])))
    messages.success(request, f"The group {found.title} is changed.")
    return HttpResponseRedirect(reverse("group", args=[code]))


def _groups(request: DeskRequest, form: GroupForm, status: int = 200) -> HttpResponseBase:
    told = {"groups": Group.objects.annotate(held=Count("members")), "form": form, "may_change": may_change(request)}
    return render(request, "administration/groups.html", told, status=status)


def _group(request: DeskRequest, found: Group, form: GroupForm, status: int = 200) -> HttpResponseBase:
    request.told.about("group", found.code)
    members = found.members.filter(organisations_to(request.viewer))
    told = {"group": found, "members": members, "form": form, "may_change": may_change(request)}
    return render(request, "administration/group.html", told, status=status)


def _find_group(code: str) -> Group:
    found = Group.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    return found
