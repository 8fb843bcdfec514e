"""Who was a member as at a moment: told from the steps that were known by then, and the days on which they happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from vinculum.desk.programme.members.joining import MEMBERSHIP, day_of
from vinculum.desk.programme.members.models import Member
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.workflow import NOTHING

# States in which an organisation belongs to the partnership.
BELONGS = frozenset({"member", "suspended"})
# Acts by which an organisation comes to belong, and by which it no longer does.
JOINS, LEAVES = frozenset({"enter", "admit"}), frozenset({"leave"})


@dataclass(frozen=True, slots=True)
class Membership:
    """Where an organisation stood: its state ("" while nobody took its enquiry up), since when, the days it joined and left."""

    member: Member
    state: str
    joined_on: date | None
    left_on: date | None
    since: datetime | None

    @property
    def state_title(self) -> str:
        """The state as a person reads it."""
        return MEMBERSHIP.states[self.state].title if self.state != NOTHING else "New enquiry"

    def belonged_on(self, day: date) -> bool:
        """Say whether it belonged to the partnership at the end of a day, by what is known of it."""
        if self.joined_on is None or self.joined_on > day:
            return False
        return self.state in BELONGS or (self.left_on is not None and self.left_on > day)


def memberships(members: Collection[Member], at: datetime) -> list[Membership]:
    """Return where organisations stood as at a moment (UTC), in the order given; one not yet written down then is left out."""
    steps = defaultdict(list)
    references = [member.reference for member in members]
    for step in Step.objects.filter(workflow=MEMBERSHIP.code, subject__in=references, at__lte=at).order_by("number"):
        steps[step.subject].append(step)
    return [_membership(member, steps[member.reference]) for member in members if member.made_at <= at]


def _membership(member: Member, steps: list[Step]) -> Membership:
    joined = [day_of(step) for step in steps if step.act in JOINS]
    left = [day_of(step) for step in steps if step.act in LEAVES]
    state = steps[-1].state if steps else NOTHING
    left_on = left[-1] if left and state not in BELONGS else None
    return Membership(member, state, joined[-1] if joined else None, left_on, steps[-1].at if steps else None)
