"""Progress, reported with the evidence that it rests on; appended and never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.strategy.acting import may_report
from vinculum.desk.programme.strategy.models import Evidence, Progress, StrategyAction
from vinculum.desk.programme.strategy.refusals import NotAsItWas, NotSaid
from vinculum.desk.programme.strategy.vocabulary import Audience, Health, Thing


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that evidence refers to, as a viewer may see it: its title, and where it can be read ("" for nowhere)."""

    title: str
    href: str = ""


# Finds a thing by its kind and reference, for a viewer; None where there is none for them.
Finder = Callable[[Viewer, Thing, str], Found | None]


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """A piece of evidence as it is told: a thing and, where they help, words."""

    kind: Thing
    reference: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class ProgressTold:
    """What happened, when, how the action stands, and who may read that."""

    text: str
    happened_on: date
    health: Health = Health.ON_TRACK
    audience: Audience = Audience.PARTNERSHIP
    evidence: Sequence[EvidenceTold] = ()


@transaction.atomic
def report_progress(viewer: Viewer, action: StrategyAction, told: ProgressTold, find: Finder) -> Progress:
    """Report on an action. NotSaid names evidence that refers to nothing the reporter may see, or a day that lies ahead."""
    may_report(viewer, action)
    if not told.text.strip():
        raise NotSaid("Say what happened. Nothing was kept.")
    if told.happened_on > viewer.at.date():
        raise NotSaid(f"{told.happened_on:%-d %B %Y} lies ahead: report it when it has happened. Nothing was kept.")
    newest = action.progress.order_by("-at", "-pk").first()
    if newest is not None and newest.at > viewer.at:
        raise NotAsItWas(f"It was reported on last on {newest.at:%-d %B %Y}, which is later than this. Nothing was kept.")
    missing = [one for one in told.evidence if find(viewer, one.kind, one.reference) is None]
    if missing:
        names = ", ".join(f"{one.kind.words.lower()} {one.reference!r}" for one in missing)
        raise NotSaid(f"There is no {names} that you may see. Correct the reference or leave it out. Nothing was kept.")
    made = Progress.objects.create(
        action=action,
        text=told.text.strip(),
        happened_on=told.happened_on,
        health=told.health,
        audience=told.audience,
        at=viewer.at,
        by_id=viewer.person,
        organisation_id=viewer.organisation,
    )
    Evidence.objects.bulk_create(
        Evidence(progress=made, kind=one.kind, reference=one.reference, words=one.words) for one in told.evidence
    )
    return made


def evidence_shown(viewer: Viewer, report: Progress, find: Finder) -> list[tuple[Evidence, Found]]:
    """Return the evidence of a report that the viewer may see, each with its thing; what they may not see is left out whole."""
    pairs = ((piece, find(viewer, Thing(piece.kind), piece.reference)) for piece in report.evidence.all())
    return [(piece, found) for piece, found in pairs if found is not None]
