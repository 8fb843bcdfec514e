"""How long the people of a case are kept: by the MoPI group of its offence, from the day it was closed; then they are erased.

What stays is the vehicle, the dates, the steps and the money: no claimant, contact, letter or note. An erasure leaves its proof.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import transaction
from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.intelligence.retaining import years_after
from vinculum.desk.repatriation.models import Case, CaseParty, Letter, Note, PeopleErased
from vinculum.desk.repatriation.refusals import NotErased
from vinculum.desk.repatriation.vocabulary import mopi_group
from vinculum.desk.repatriation.workflow import CASE, CLOSED
from vinculum.desk.retention.models import LegalHold, standing_holds
from vinculum.desk.retention.rules import groups
from vinculum.desk.workflows.stepping import standings
from vinculum.marks.fold import fold


@dataclass(frozen=True, slots=True)
class Kept:
    """A closed case whose people are still held, and until when (UTC). Nothing of what it says."""

    case: Case
    closed_at: datetime
    until: datetime


def kept_by(viewer: Viewer) -> Q:
    """Return the condition that a viewer answers for keeping a case: of its keeper, or of a national body."""
    if not decide(viewer, Action.READ_RETENTION).allowed:
        return Q(pk__in=())
    return Q() if viewer.organisation in national() else Q(keeper=viewer.organisation)


def held(viewer: Viewer) -> list[Kept]:
    """Return the closed cases whose people are held, the soonest to go first; an open case has no clock yet."""
    cases = {one.reference: one for one in Case.objects.filter(kept_by(viewer), people_erased__isnull=True)}
    years = groups()[mopi_group()].clear_years
    found = [
        Kept(cases[reference], standing.last.at, years_after(standing.last.at, years))
        for reference, standing in standings(CASE, list(cases)).items()
        if standing.state in CLOSED and standing.last is not None
    ]
    return sorted(found, key=lambda one: (one.until, one.case.reference))


def erase_people(case: Case, why: str, viewer: Viewer) -> PeopleErased:
    """Erase the parties, the words of the letters and the notes of a case whose time is over, and keep the proof.

    NotErased if it is not, if a legal hold names its marks or crime reference, or if no reason is given.
    """
    decision = decide(viewer, Action.ERASE_RECORDS)
    if not decision.allowed:
        raise NotErased(decision.reason)
    if not why.strip():
        raise NotErased("Say why the people of the case are erased. Nothing was erased.")
    if all(one.case.pk != case.pk or one.until > viewer.at for one in held(viewer)):
        raise NotErased(f"{case.reference} is open, its time is not over, or its people were erased. Nothing was erased.")
    if hold := _hold_on(case):
        raise NotErased(f"{case.reference} names {hold.mark}, which is under a legal hold. Nothing was erased.")
    with transaction.atomic():
        parties, notes = CaseParty.objects.filter(case=case), Note.objects.filter(case=case)
        letters = Letter.objects.filter(case=case)
        told = [
            list(parties.order_by("number").values_list("part", "name", "contact")),
            list(letters.order_by("number").values_list("digest", flat=True)),
            list(notes.order_by("number").values_list("words", flat=True)),
        ]
        proof = PeopleErased.objects.create(
            case=case, sha256=hashlib.sha256(orjson.dumps(told)).hexdigest(), parties=parties.count(), letters=letters.count(),
            notes=notes.count(), why=why.strip(), at=viewer.at, by_id=viewer.person,
        )  # fmt: skip
        letters.update(said={})
        parties.delete()
        notes.delete()
    return proof


def _hold_on(case: Case) -> LegalHold | None:
    named = {fold(mark) for mark in (case.reference, case.crime_ref, case.vrm, case.vin)} - {""}
    return next((hold for hold in LegalHold.objects.filter(standing_holds()) if fold(hold.mark) in named), None)
