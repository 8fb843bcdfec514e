"""What a new plan changes in the one before: each piece of work that moved, came or went, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of a piece of work."""

    STAYED = "stayed"
    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Changed:
    """One piece of work in both plans; a slot is "" where it is in none."""

    work: str
    change: Change
    before: str
    after: str
    sentence: str


def changes(
    before: Mapping[str, str], after: Mapping[str, str], *, work: Collection[str], slots: Collection[str], cold: Collection[str]
) -> list[Changed]:
    """Return what changed, by kind of change and work. ``work`` and ``slots`` are there now, ``cold`` can no longer be done.

    What stayed is told as well, so that the lengths of the two plans can be reconciled.
    """
    found = []
    for one in sorted({*before, *after}):
        old, new = before.get(one, ""), after.get(one, "")
        if old == new:
            found.append(Changed(one, Change.STAYED, old, new, "It stays where it was."))
        elif not old:
            found.append(Changed(one, Change.ADDED, old, new, "It was not in the plan before."))
        elif not new:
            found.append(Changed(one, Change.DROPPED, old, new, _why_gone(one, old, work, slots, cold)))
        else:
            why = "its team or lift is not there any more" if old not in slots else "more is gained elsewhere"
            found.append(Changed(one, Change.MOVED, old, new, f"It moves: {why}."))
    order = [Change.DROPPED, Change.MOVED, Change.ADDED, Change.STAYED]
    return sorted(found, key=lambda one: (order.index(one.change), one.work))


def _why_gone(one: str, old: str, work: Collection[str], slots: Collection[str], cold: Collection[str]) -> str:
    if one not in work:
        return "It is no longer there to be done: dismissed, done, or gone from the picture."
    if one in cold:
        return "Nobody can do it any more before it goes cold."
    if old not in slots:
        return "Its team or lift is not there any more, and no other has room."
    return "Other work brings more."
