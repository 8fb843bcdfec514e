"""Erasing what may no longer be held: past its limit, or so decided at a review; never what is held or what a lead rests on.

The receipt is handed to whoever ordered the erasure and kept nowhere. Pictures that held the rows are removed by a job that
builds a new one first (``vinculum.desk.retention.tasks``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.scope import answers_for
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.retention.holding import held_rows
from vinculum.desk.retention.models import Clock, Erasure
from vinculum.desk.work.overdue import granted
from vinculum.errors import VinculumError
from vinculum.evidence.erasure import Erasure as Erased
from vinculum.evidence.erasure import erase
from vinculum.evidence.retention import Cited, Due, due, limited
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import is_current
from vinculum.picture.cited import cited_rows
from vinculum.picture.current import open_picture

PAST = "They are past the time for which they may be held."


class CannotErase(VinculumError):
    """There is nothing to erase, or the picture cannot say what must stay."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an erasure left: its row, and the receipt that is shown this once."""

    erasure: Erasure
    receipt: str


def past_limit(workspace: Workspace, viewer: Viewer, now: datetime) -> list[Due]:
    """Return what is past its limit, of the deliveries that the viewer's organisation answers for."""
    limits = granted(now)
    found = due(workspace, now, limits, kept=_cited(workspace, now), held=held_rows(workspace))
    return [one for one in found if answers_for(viewer, one.partner)]


def erase_past_limit(workspace: Workspace, viewer: Viewer, now: datetime) -> Order:
    """Erase what is past its limit; CannotErase if there is nothing, or the picture is older than the evidence."""
    _check_picture(workspace)
    wanted = {one.delivery: one.rows.tolist() for one in past_limit(workspace, viewer, now) if len(one.rows)}
    return _carry_out(workspace, viewer, wanted, PAST, _cited(workspace, now))


def erase_decided(workspace: Workspace, viewer: Viewer, clocks: Sequence[Clock], why: str) -> Order:
    """Erase records that a review decided to erase; a row under a hold, or one that a lead rests on, refuses them all."""
    _check_picture(workspace)
    with open_picture(workspace) as door:
        cited = cited_rows(door)
    stays = [clock for clock in clocks if (clock.delivery, clock.row) in cited]
    if stays:
        raise CannotErase(f"{stays[0].reference} evidences a lead or a hit of the picture. Review it again; nothing was erased.")
    wanted: dict[str, list[int]] = {}
    for clock in clocks:
        wanted.setdefault(clock.delivery, []).append(clock.row)
    order = _carry_out(workspace, viewer, wanted, why, ())
    Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(erased_at=viewer.at)
    return order


def _carry_out(workspace: Workspace, viewer: Viewer, wanted: Mapping[str, Sequence[int]], why: str, kept: Cited) -> Order:
    if not wanted:
        raise CannotErase("Nothing is to be erased.")
    told: Erased = erase(workspace, wanted, by=viewer.email, why=why, kept=kept, held=held_rows(workspace), at=viewer.at)
    with transaction.atomic():
        row = Erasure.objects.create(
            organisation=Organisation.objects.get(pk=viewer.organisation),
            person=Person.objects.get(pk=viewer.person),
            act=told.sequence,
            why=why,
            rows=sum(len(proof.rows) for proof in told.proofs),
            deliveries=[proof.delivery for proof in told.proofs],
            erased_at=viewer.at,
        )
    return Order(row, told.receipt)


def _check_picture(workspace: Workspace) -> None:
    if not is_current(workspace):
        raise CannotErase(
            "The picture is older than the evidence, so it cannot say which rows a lead or a hit rests on. "
            "Build it first; then come back."
        )


def _cited(workspace: Workspace, now: datetime) -> set[tuple[str, int]]:
    under_limit = limited(workspace, granted(now))
    if not under_limit:
        return set()
    with open_picture(workspace) as door:
        return {(name, row) for name, row in cited_rows(door) if name in under_limit}
