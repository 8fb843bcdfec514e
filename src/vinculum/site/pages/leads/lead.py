"""The page of one lead: what it says, why, on which records, what to do, who else is at work, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vinculum.desk.access.policy import Grant, decide, why_seen
from vinculum.desk.access.seen import grants_behind
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.leads.acting import LeadSeen
from vinculum.desk.leads.deconfliction import contact_name, others_at_work
from vinculum.desk.leads.seeing import tasks_received
from vinculum.desk.leads.standing import Happening, allowed, standing_of, undoable
from vinculum.desk.leads.workflow import Act, State, acts, states
from vinculum.engine.door import Door
from vinculum.picture.current import Build, current_build
from vinculum.site import plain
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.leads.drawn import draw_lead, record_address
from vinculum.site.pages.leads.forms import FORMS, ActForm
from vinculum.site.pages.leads.grouped import group_records
from vinculum.site.pages.leads.history import words_of
from vinculum.site.pages.leads.links import subject_address
from vinculum.site.pages.leads.reading import Lead, Source, read_lead, read_sources
from vinculum.site.pages.leads.standpoint import Standpoint, standpoint
from vinculum.site.wording import title_of


@dataclass(frozen=True, slots=True)
class Offered:
    """An act that the lead allows now, with its form."""

    act: Act
    title: str
    address: str
    form: ActForm

    @property
    def bare(self) -> bool:
        """Whether the act needs a button and nothing else."""
        return not self.form.visible_fields()

    @property
    def amiss(self) -> bool:
        """Whether the form was sent and is wrong."""
        return bool(self.form.errors)


@dataclass(frozen=True, slots=True)
class Told:
    """One act of the organisation in words, for the history; ``undo`` is how it is taken back, if it can be."""

    happening: Happening
    words: str
    undo: Offered | None


@guarded(Action.READ_LEADS)
def lead(request: DeskRequest, lead: str) -> HttpResponse:
    """Show one lead."""
    return show_lead(request, lead)


def show_lead(
    request: DeskRequest, lead: str, *, form: tuple[Act, ActForm] | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    """Return the page of a lead; ``form`` is one that was sent and is wrong, ``fault`` says why an act was not kept."""
    door, build, viewer = seen(request), current_build(settings.WORKSPACE), request.viewer
    held, cameras = read_lead(door, lead)
    request.told.about(held.subject_kind, held.subject)
    request.told.counted(rows=len(held.records))
    at = standpoint(viewer, held)
    drawn = draw_lead(door, held, cameras)
    contact = contact_name()
    notices = others_at_work(viewer, [(held.id, (held.subject_kind, held.subject))]).get(held.id, ())
    context = {
        "lead": held,
        "build": build,
        "value": plain.pounds(held.value_gbp),
        "time_left": plain.time_left(held.cold_at, build.as_at),
        "subject_address": subject_address(held.subject_kind, held.subject),
        "drawn": drawn,
        "groups": _groups(held),
        "whys": _whys(viewer, read_sources(door, held), grants_behind(door, viewer)),
        "state": states()[at.shown.state],
        "woken": at.shown.woken,
        "fresh": {f"{delivery}-{row}" for delivery, row in at.shown.fresh},
        "since": _since(at),
        "notices": notices,
        "through": contact if any(notice.organisation != contact for notice in notices) else "",
        "given": tasks_received(viewer).get(held.id),
        "history": _history(viewer, held, at),
        "offered": _offered(viewer, held, at, form),
        "wrong": form[1] if form else None,
        "fault": fault,
        "may_pack": decide(viewer, Action.MAKE_PACK).allowed,
    }
    return render(request, "leads/lead.html", context, status=status)


def lead_seen(lead: Lead, build: Build) -> LeadSeen:
    """Return what is kept of a lead beside an act on it."""
    return LeadSeen(lead.id, lead.kind.code, lead.subject_kind, lead.subject, lead.probability, lead.evidence, build.id)


def read_for_act(door: Door, lead: str) -> LeadSeen:
    """Return the lead that somebody acts on; Http404 if they do not see it."""
    held, _ = read_lead(door, lead)
    return lead_seen(held, current_build(settings.WORKSPACE))


def _groups(lead: Lead) -> list[dict[str, Any]]:
    return [
        {
            "feed": group.feed,
            "title": group.title,
            "columns": group.columns,
            "narrow": group.narrow,
            "records": [
                {
                    "record": record,
                    "address": record_address(record.delivery, record.row),
                    "cells": [plain.cell((record.columns or {}).get(name)) for name in group.columns],
                    "filled": [(name, plain.cell(value)) for name, value in (record.columns or {}).items()],
                }
                for record in group.records
            ],
        }
        for group in group_records(lead.records)
    ]


def _whys(viewer: Viewer, sources: Sequence[Source], grants: tuple[Grant, ...]) -> list[tuple[str, str, str]]:
    """Return, for every provider and feed behind a lead, the feed, the provider and why the viewer may see it."""
    pairs = dict.fromkeys((source.partner, source.feed) for source in sources)
    return [(title_of(feed), partner, why_seen(viewer, partner, feed, grants).reason) for partner, feed in pairs]


def _history(viewer: Viewer, lead: Lead, at: Standpoint) -> list[Told]:
    open_to_undo = {one.number for one in undoable(at.happenings)}
    words = words_of(at.happenings)
    return [
        Told(one, words[one.number], _undo(viewer, lead, at, one) if one.number in open_to_undo else None)
        for one in reversed(at.happenings)
    ]


def _undo(viewer: Viewer, lead: Lead, at: Standpoint, one: Happening) -> Offered | None:
    needed = acts()[one.act].permission
    if needed is None or not decide(viewer, needed).allowed:
        return None
    form = _form(viewer, Act.UNDO, {"after": len(at.happenings), "undoes": one.number}, f"undo-{one.number}")
    route = "lead-recall" if needed is Action.TASK_LEADS else "lead-undo"
    return Offered(Act.UNDO, acts()[Act.UNDO].title, reverse(route, args=[lead.id]), form)


def _form(viewer: Viewer, act: Act, initial: dict[str, Any], prefix: str) -> ActForm:
    return FORMS[act](viewer.at.date(), viewer.organisation, initial=initial, auto_id=f"{prefix}-%s")


def _offered(viewer: Viewer, lead: Lead, at: Standpoint, sent: tuple[Act, ActForm] | None) -> list[Offered]:
    """Return the acts that the state allows and the policy permits, each with a fresh form or the one that was sent."""
    found = []
    for act in allowed(at.shown.state):
        needed = acts()[act].permission
        if needed is None or not decide(viewer, needed).allowed or (act is Act.ADOPT and _is_mine(viewer, at)):
            continue
        form = sent[1] if sent and sent[0] is act else _form(viewer, act, {"after": len(at.happenings)}, act.value)
        found.append(Offered(act, acts()[act].title, reverse(f"lead-{act}", args=[lead.id]), form))
    return found


def _since(at: Standpoint) -> str:
    """Return who made the decision that stands, and what it was; "" when there is none."""
    since = standing_of(at.happenings).since
    return f"{since.person} {words_of(at.happenings)[since.number]} on {plain.moment(since.at)}." if since else ""


def _is_mine(viewer: Viewer, at: Standpoint) -> bool:
    """Say whether the viewer has adopted the lead already; a colleague may still take it over."""
    since = standing_of(at.happenings).since
    return at.shown.state is State.ADOPTED and since is not None and since.by == viewer.person
