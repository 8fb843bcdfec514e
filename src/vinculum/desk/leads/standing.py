"""Where an organisation stands with a lead: worked out from what was done, in order, and from nothing else.

Invariant: an act followed by its undo leaves the standing that was there before, to the last field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vinculum.desk.leads.workflow import Act, State, acts, states

Row = tuple[str, int]  # delivery id, row number from 1


@dataclass(frozen=True, slots=True)
class Happening:
    """One act on a lead by one organisation. ``number`` counts its acts on the lead from 1; ``at`` is UTC.

    ``undoes`` is the number of the act that an undo takes back; ``by`` is the key of the person; ``evidence`` is what the lead
    rested on at that moment.
    """

    number: int
    act: Act
    at: datetime
    person: str = ""
    by: int = 0
    undoes: int | None = None
    tasked_to: str = ""
    due: date | None = None
    until: date | None = None
    reason: str = ""
    outcome: str = ""
    text: str = ""
    evidence: frozenset[Row] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """A state and the act that led to it; None when nothing was done, or everything was undone."""

    state: State
    since: Happening | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The state in which a lead stands in the queue on a day. ``woken`` says why one that was put aside is back."""

    state: State
    woken: str = ""
    fresh: frozenset[Row] = frozenset()


def standing_of(happenings: Sequence[Happening]) -> Standing:
    """Return where an organisation stands after its acts on one lead, in the order of their numbers."""
    for happening in reversed(_that_stand(happenings)):
        leads_to = acts()[happening.act].leads_to
        if leads_to is not None:
            return Standing(leads_to, happening)
    return Standing(State.NEW)


def shown_as(standing: Standing, evidence: frozenset[Row], on: date) -> Shown:
    """Return the state in which the lead stands on a day, given what it rests on now.

    A dismissed lead is new again when it rests on a record that it did not rest on then; a parked one on the day that it was
    parked until.
    """
    since = standing.since
    if since is not None and standing.state is State.DISMISSED:
        fresh = evidence - since.evidence
        if fresh:
            return Shown(State.NEW, "new evidence since it was dismissed", fresh)
    if since is not None and standing.state is State.PARKED and since.until is not None and since.until <= on:
        return Shown(State.NEW, "the day it was parked until has come")
    return Shown(standing.state)


def undoable(happenings: Sequence[Happening]) -> tuple[Happening, ...]:
    """Return the acts that can be undone: the one that decides the state, and every note; the newest first.

    An earlier decision is reached by undoing the later ones, so that each undo gives back a state that once was.
    """
    since = standing_of(happenings).since
    stand = _that_stand(happenings)
    return tuple(one for one in reversed(stand) if one is since or acts()[one.act].leads_to is None)


def allowed(state: State) -> tuple[Act, ...]:
    """Return the acts that a lead in this state allows, undo apart."""
    return states()[state].acts


def _that_stand(happenings: Sequence[Happening]) -> list[Happening]:
    undone = {happening.undoes for happening in happenings if happening.act is Act.UNDO}
    return [one for one in happenings if one.act is not Act.UNDO and one.number not in undone]
