"""Saying why: why this work in this slot, what it keeps out, and why other work was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vinculum.desk.operations.plan.problem import Choice, Problem, Slot, Work, units_in
from vinculum.desk.operations.plan.rules import LIFT, QUARTERS, Rules
from vinculum.desk.operations.plan.worth import Fit, fits_of, networks_of, share_left


class Lacking(StrEnum):
    """What was lacking for work that was left out."""

    NOBODY = "nobody"
    TIME = "time"
    WORTH = "worth"
    ROOM = "room"


LACKING_WORDS = {
    Lacking.NOBODY: "No team or port",
    Lacking.TIME: "Goes cold too soon",
    Lacking.WORTH: "Costs more than it brings",
    Lacking.ROOM: "Other work brings more",
}


@dataclass(frozen=True, slots=True)
class Because:
    """Why work was given to a slot. Money is GBP; ``left`` is the share of the chance left then.

    ``instead`` is the work that would take its time if it were not there, "" if none waits for it.
    """

    work: str
    slot: str
    worth: float
    cost: float
    left: float
    units: int
    instead: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why work was given to nobody."""

    work: str
    lacking: Lacking
    worth: float
    sentence: str


def explain(choice: Choice, problem: Problem, rules: Rules) -> tuple[list[Because], list[LeftOut]]:
    """Return the reasons of all that was chosen, by day and slot, and of all that was not, the most worth first."""
    fits = fits_of(problem, rules)
    told = _Told(choice, problem, rules, fits)
    works = {work.id: work for work in problem.work}
    order = {slot.id: (slot.at, slot.id) for slot in problem.slots}
    chosen = [told.because(works[work], slot) for work, slot in choice.items()]
    left = [told.left_out(work) for work in problem.work if work.id not in choice]
    return (
        sorted(chosen, key=lambda one: (order[one.slot], -one.worth, one.work)),
        sorted(left, key=lambda one: (-one.worth, one.work)),
    )


class _Told:
    def __init__(self, choice: Choice, problem: Problem, rules: Rules, fits: Mapping[str, Mapping[str, Fit]]) -> None:
        self.choice, self.problem, self.rules, self.fits = choice, problem, rules, fits
        self.slots = {slot.id: slot for slot in problem.slots}
        self.works = {work.id: work for work in problem.work}
        self.room = {slot.id: slot.size for slot in problem.slots}
        self.inside: dict[str, list[str]] = {slot.id: [] for slot in problem.slots}
        for work, slot in choice.items():
            self.room[slot] -= fits[work][slot].units
            self.inside[slot].append(work)
        self.networks = {work: held for held in networks_of(problem).values() for work in held}

    def because(self, work: Work, at: str) -> Because:
        slot, fit = self.slots[at], self.fits[work.id][at]
        left = share_left(work, self.problem.now, slot.at, self.rules)
        instead = self._instead(work, slot)
        words = [f"{slot.title}: {self._sum(work, left, fit)}"]
        if work.cold_at is not None:
            words.append(f"It goes cold on {work.cold_at:%-d %B at %H:%M} UTC.")
        words.append(self._why_here(work, slot))
        others = [one for one in self.networks.get(work.id, ()) if one != work.id and one in self.choice]
        if others and self._better(work, others):
            words.append("Other work about the same network is worth more and counts whole; this adds to it by a share.")
        if instead:
            other = self.works[instead]
            brings = self.fits[instead][slot.id].worth - self.fits[instead][slot.id].cost
            words.append(f"It keeps out {other.title} ({_pounds(brings)}).")
        return Because(work.id, at, fit.worth, fit.cost, left, fit.units, instead, " ".join(words))

    def left_out(self, work: Work) -> LeftOut:
        able = [slot for slot in self.problem.slots if units_in(work, slot, self.problem, self.rules) is not None]
        if not able:
            what = "No lift is offered at its port." if work.skill == LIFT else self._nobody(work)
            return LeftOut(work.id, Lacking.NOBODY, 0.0, what)
        fits = self.fits[work.id]
        if not fits:
            first = min(able, key=lambda slot: (slot.at, slot.id))
            if share_left(work, self.problem.now, first.at, self.rules) == 0.0:
                cold = f"{work.cold_at:%-d %B at %H:%M} UTC" if work.cold_at else ""
                return LeftOut(
                    work.id, Lacking.TIME, 0.0, f"It goes cold on {cold}, before {first.title}, the first that could do it."
                )
            fee = f"{_pounds(work.probability * work.value_gbp)} at most, for a fee of {_pounds(first.cost_gbp * work.units)}"
            return LeftOut(work.id, Lacking.WORTH, 0.0, f"It would bring {fee}.")
        best = max(fits, key=lambda slot: (fits[slot].worth - fits[slot].cost, slot))
        return LeftOut(work.id, Lacking.ROOM, fits[best].worth - fits[best].cost, self._no_room(work, best))

    def _nobody(self, work: Work) -> str:
        skill = self.rules.skills[work.skill].lower()
        near = [slot for slot in self.problem.slots if slot.place == work.place]
        if not near:
            return f"{work.place} has no team, and none of its region that crosses {skill}."
        if not any(work.skill in slot.skills for slot in near):
            return f"No team of {work.place} or crossing to it {skill}."
        return f"No team that {skill} has {work.units / QUARTERS:g} hours on a day that it allows."

    def _no_room(self, work: Work, at: str) -> str:
        slot, fit = self.slots[at], self.fits[work.id][at]
        rate = (fit.worth - fit.cost) / fit.units
        held = self.inside[at]
        if any(one in self.choice for one in self.networks.get(work.id, ())):
            about = " Other work about the same network is chosen, so it would add only a share of its worth."
        else:
            about = ""
        free = self.room[at]
        if not held:
            return f"{slot.title} could do it, but it would add nothing.{about}"
        least = min(held, key=lambda one: (self._rate(one, at), one))
        if work.skill == LIFT:
            return (
                f"All {slot.size} lifts of {slot.title} go to boxes that bring {_pounds(self._rate(least, at))} or more; "
                f"this would bring {_pounds(rate)}.{about}"
            )
        needs, rates = fit.units / QUARTERS, _pounds(self._rate(least, at) * QUARTERS)
        return (
            f"{slot.title} would suit it best: it needs {needs:g} hours, {free / QUARTERS:g} are free. Its time goes to work "
            f"that brings {rates} an hour or more; this would bring {_pounds(rate * QUARTERS)}.{about}"
        )

    def _rate(self, work: str, slot: str) -> float:
        fit = self.fits[work][slot]
        return (fit.worth - fit.cost) / fit.units

    def _instead(self, work: Work, slot: Slot) -> str:
        """Return the work left out that would fit into the slot without this one, and would bring the most there."""
        room = self.room[slot.id] + self.fits[work.id][slot.id].units
        waiting = [
            (fits[slot.id].worth - fits[slot.id].cost, other)
            for other, fits in self.fits.items()
            if other not in self.choice and slot.id in fits and fits[slot.id].units <= room
        ]
        return max(waiting, default=(0.0, ""))[1]

    def _better(self, work: Work, others: list[str]) -> bool:
        own = self.fits[work.id][self.choice[work.id]].worth
        return any(self.fits[one][self.choice[one]].worth > own for one in others)

    def _why_here(self, work: Work, slot: Slot) -> str:
        fits = self.fits[work.id]
        if len(fits) == 1:
            return "Nobody else can do it before it goes cold." if work.cold_at else "Nobody else can do it."
        best = max(fits, key=lambda one: (fits[one].worth - fits[one].cost, one == slot.id))
        more = (fits[best].worth - fits[best].cost) - (fits[slot.id].worth - fits[slot.id].cost)
        if more < 1.0:
            return f"Of {len(fits)} that could do it none would bring more."
        return f"{self.slots[best].title} would bring {_pounds(more)} more, and does work there that is worth more."

    def _sum(self, work: Work, left: float, fit: Fit) -> str:
        told = f"{_pounds(fit.worth)} expected ({work.probability:.0%} likely, {_pounds(work.value_gbp)}"
        told += f", {left:.0%} of the chance left)" if left < 1.0 else ")"
        return f"{told}, less a fee of {_pounds(fit.cost)}." if fit.cost else f"{told}."


def _pounds(amount: float) -> str:
    return f"£{amount:,.0f}"
