"""A plan as a page tells it: its work named as the viewer may see it now, by day and slot, with reasons and changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from vinculum.desk.operations.models import Plan, WorkItem
from vinculum.desk.operations.plan.changes import Change
from vinculum.desk.operations.plan.explaining import LACKING_WORDS, Lacking
from vinculum.desk.operations.plan.rules import QUARTERS
from vinculum.desk.operations.planning import taskings_that_stand
from vinculum.engine.door import Door

CHANGE_WORDS = {
    Change.DROPPED: "No longer in the plan",
    Change.MOVED: "Moved",
    Change.ADDED: "New in the plan",
    Change.STAYED: "Stayed",
}
LEADS = "SELECT id, summary FROM picture.leads WHERE list_contains($wanted, id)"


@dataclass(frozen=True, slots=True)
class ShownWork:
    """One piece of work of a plan; ``tasking`` is its tasking's reference, "" if none was sent."""

    id: str
    title: str
    href: str
    sentence: str
    worth: float
    tasking: str


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """A team or a port on a day with the work it is given; ``used`` and ``size`` are hours, or lifts."""

    title: str
    day: date
    used: str
    work: tuple[ShownWork, ...]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A whole plan. ``gap`` is the share by which it can fall short of the best; ``idle`` counts slots without work."""

    slots: tuple[ShownSlot, ...]
    left_out: tuple[tuple[str, tuple[ShownWork, ...]], ...]
    changed: tuple[tuple[str, tuple[ShownWork, ...]], ...]
    gap: float
    chosen: int
    forces: int
    idle: int


def show_plan(plan: Plan, door: Door) -> ShownPlan:
    """Return a plan for its page; ``door`` opens what the viewer sees of the leads."""
    told = plan.document
    titles, tasked = work_titles(plan, door), taskings_that_stand(plan.operation)
    by_slot: dict[str, list[ShownWork]] = {}
    for one in told["chosen"]:
        by_slot.setdefault(one["slot"], []).append(_work(one, titles, tasked))
    slots = tuple(
        ShownSlot(slot["title"], date.fromisoformat(slot["day"]), _used(key, slot), tuple(by_slot[key]))
        for key, slot in told["slots"].items()
        if key in by_slot
    )
    left = [
        (LACKING_WORDS[lacking], tuple(_work(one, titles, tasked) for one in told["left_out"] if one["lacking"] == lacking))
        for lacking in Lacking
    ]
    changed = [
        (words, tuple(_work(one, titles, tasked) for one in told["changes"] if one["change"] == change))
        for change, words in CHANGE_WORDS.items()
    ]
    goal = float(plan.search["goal_gbp"])
    bound = float(plan.bound_gbp)
    return ShownPlan(
        slots=slots,
        left_out=tuple((words, held) for words, held in left if held),
        changed=tuple((words, held) for words, held in changed if held),
        gap=max(0.0, (bound - goal) / bound) if bound > 0 else 0.0,
        chosen=len(told["chosen"]),
        forces=len({told["slots"][one["slot"]]["owner"] for one in told["chosen"]}),
        idle=len(told["slots"]) - len(by_slot),
    )


def work_titles(plan: Plan, door: Door) -> dict[str, str]:
    """Return what each piece of work is called: a lead's summary where the viewer sees it, or the title that was entered."""
    known = {*plan.document["work"], *(one["work"] for one in plan.document["changes"])}
    leads = [work.removeprefix("lead:") for work in known if work.startswith("lead:")]
    titles = {work: told["title"] for work, told in plan.document["work"].items()}
    titles |= {work: work for work in known - set(titles)}
    if leads:
        titles |= {f"lead:{row['id']}": row["summary"] for row in door.ask_rows(LEADS, {"wanted": leads})}
    titles |= {
        f"work:{one.pk}": f"{one.get_kind_display()}: {one.title}" for one in WorkItem.objects.filter(operation=plan.operation)
    }
    return titles


def _work(one: dict[str, Any], titles: dict[str, str], tasked: dict[str, str]) -> ShownWork:
    work = one["work"]
    href = reverse("lead", args=[work.removeprefix("lead:")]) if work.startswith("lead:") else ""
    return ShownWork(work, titles.get(work, work), href, one["sentence"], one.get("worth", 0.0), tasked.get(work, ""))


def _used(key: str, slot: dict[str, Any]) -> str:
    if key.startswith("port:"):
        return f"{slot['used']} of {slot['size']} lifts"
    return f"{slot['used'] / QUARTERS:g} of {slot['size'] / QUARTERS:g} hours"
