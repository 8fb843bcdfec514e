"""What bringing a vehicle home costs, beside what it is worth: lines that stay, and one plain figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.repatriation.casework import add_fact
from vinculum.desk.repatriation.models import Case, Cost
from vinculum.desk.repatriation.refusals import NotKept
from vinculum.desk.repatriation.vocabulary import CostKind

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Told:
    """An amount in GBP, more than nothing: spent on a day, or planned for one."""

    kind: CostKind
    what: str
    amount_gbp: Decimal
    on: date
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """Value against costs, GBP: ``value`` is None where nobody has said what the vehicle is worth, ``left`` then too."""

    value: Decimal | None
    spent: Decimal
    planned: Decimal

    @property
    def left(self) -> Decimal | None:
        """What is left of the value once everything is paid."""
        return None if self.value is None else self.value - self.spent - self.planned

    @property
    def left_from_here(self) -> Decimal | None:
        """What is left of the value against what is still to be paid: what is spent is spent either way."""
        return None if self.value is None else self.value - self.planned

    @property
    def words(self) -> str:
        """The figure as a sentence: whether to go on depends on what is still to come, not on what is gone."""
        if self.value is None or self.left_from_here is None or self.left is None:
            return "Not known: nobody has said yet what the vehicle is worth where it stands."
        if self.left_from_here <= 0:
            return f"No: still to be paid is {_pounds(self.planned)}, as much as it is worth ({_pounds(self.value)}) or more."
        over = "" if self.left >= 0 else f" With the {_pounds(self.spent)} spent already it has cost more than it is worth."
        return f"Yes, on these figures: {_pounds(self.left_from_here)} of its value is left after what is still to come.{over}"


def tell_cost(case: Case, told: Told, viewer: Viewer) -> Cost:
    """Append a line; NotKept for an amount of nothing, or money spent on a day to come."""
    if told.amount_gbp <= 0:
        raise NotKept("An amount is more than nothing; a mistake is put right by taking its line back.")
    if not told.planned and told.on > viewer.at.date():
        raise NotKept(f"{told.on:%-d %B %Y} is to come: what will be spent is planned, not spent.")
    return add_fact(
        Cost, case, viewer, kind=told.kind, what=told.what, amount_gbp=told.amount_gbp, on=told.on, planned=told.planned
    )


def take_back(line: Cost, why: str, viewer: Viewer) -> Cost:
    """Append the opposite of a line, once, with the reason; so a planned line goes when it is spent or no longer expected."""
    if line.corrects is not None or Cost.objects.filter(case=line.case, corrects=line.number).exists():
        raise NotKept(f"Line {line.number} is taken back already, or takes another back.")
    if not why.strip():
        raise NotKept("Say why the line is taken back. Nothing was changed.")
    return add_fact(
        Cost, line.case, viewer,
        kind=line.kind, what=f"Taken back: {why.strip()}"[:200], amount_gbp=-line.amount_gbp, on=line.on, planned=line.planned,
        corrects=line.number,
    )  # fmt: skip


def worth_of(case: Case) -> Worth:
    """Return the value of a vehicle against what was and will be spent to bring it home."""
    lines = list(Cost.objects.filter(case=case).values_list("planned", "amount_gbp"))
    return Worth(
        case.value_gbp,
        sum((amount for planned, amount in lines if not planned), NOTHING),
        sum((amount for planned, amount in lines if planned), NOTHING),
    )


def _pounds(amount: Decimal) -> str:
    return f"£{amount:,.0f}"
