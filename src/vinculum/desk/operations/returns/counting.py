"""What is counted once: items merged into groups, each with one value for each field by stated rules. Pure.

Rules for a group of several items (``RULES`` says them in words). Who it counts for: the force that reported first, unless it
was reallocated. Value: that with the most reliable basis, then the latest told. Condition: the poorest, so that a shell stays a
shell. Everything else: as the first to report it has it. What differs is shown with the rule that decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vinculum.desk.operations.returns.facts import Item, Known
from vinculum.desk.operations.returns.vocabulary import bases, conditions

RULES = {
    "value": "The value with the most reliable basis stands, then the one told last.",
    "condition": "The poorest condition stands: a shell is not a recovery, whoever else calls it one.",
    "force": "It counts for the force that reported it first, unless it was reallocated.",
    "": "The first to report it is followed.",
}
VALUE = ("value", "basis")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that merged items tell differently: what each says (by item), what stands, by which rule."""

    name: str
    said: tuple[tuple[str, str], ...]
    stands: str
    rule: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that is counted once. ``key`` is the reference of the item that leads it; ``members`` are all of its items."""

    key: str
    members: tuple[str, ...]
    force: str
    fields: Mapping[str, str]
    reported_at: datetime
    conflicts: tuple[Conflict, ...] = ()

    @property
    def kind(self) -> str:
        """What kind of item it is."""
        return self.fields["kind"]

    @property
    def on(self) -> date:
        """The day on which it happened."""
        return date.fromisoformat(self.fields["on"])

    @property
    def value(self) -> Decimal | None:
        """What it is worth in GBP; None where nobody has said so."""
        return Decimal(self.fields["value"]) if "value" in self.fields else None

    @property
    def count(self) -> int:
        """How many it stands for; 1 for everything that has an identity of its own."""
        return int(self.fields.get("count", "1"))


def counted(known: Known) -> list[Counted]:
    """Return what counts, in order of key: each item that was not withdrawn, merged items as one."""
    groups = groups_of(known)
    return [_one(members) for members in groups.values()]


def groups_of(known: Known) -> dict[str, list[Item]]:
    """Return the items that were not withdrawn, by the item that leads each group, sorted; the leader comes first.

    A merge holds through an item that was withdrawn: if it was one with two others, these are one.
    """
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        while parent.get(item, item) != item:
            parent[item] = parent.get(parent[item], parent[item])
            item = parent[item]
        return item

    for merge in known.merges:
        one, other = root(merge.one), root(merge.other)
        if one != other:
            parent[max(one, other)] = min(one, other)
    gathered: dict[str, list[Item]] = {}
    for reference, item in known.items.items():
        if not item.withdrawn:
            gathered.setdefault(root(reference), []).append(item)
    led = [
        sorted(items, key=lambda item: (item.reported_at, item.reference)) if len(items) > 1 else items
        for items in gathered.values()
    ]
    return {items[0].reference: items for items in sorted(led, key=lambda items: items[0].reference)}


def _one(members: list[Item]) -> Counted:
    lead = members[0]
    if len(members) == 1:
        return Counted(lead.reference, (lead.reference,), lead.force, lead.fields, lead.reported_at)
    fields = dict(lead.fields)
    for item in members[1:]:
        for name, value in item.fields.items():
            if name not in VALUE:
                fields.setdefault(name, value)
    valued = [item for item in members if "value" in item.fields]
    for name in VALUE:
        fields.pop(name, None)
    if valued:
        best = min(
            valued, key=lambda item: (_unreliable(item), -(item.changed_at or item.reported_at).timestamp(), item.reference)
        )
        fields |= {name: best.fields[name] for name in VALUE if name in best.fields}
    poor = [item.fields["condition"] for item in members if "condition" in item.fields]
    if poor:
        fields["condition"] = max(poor, key=lambda code: list(conditions()).index(code))
    fields["force"] = lead.force
    references = tuple(item.reference for item in members)
    return Counted(lead.reference, references, lead.force, fields, lead.reported_at, tuple(_conflicts(members, fields)))


def _unreliable(item: Item) -> int:
    order = list(bases())
    return order.index(item.fields["basis"]) if item.fields.get("basis") in order else len(order)


def _conflicts(members: Iterable[Item], fields: Mapping[str, str]) -> Iterable[Conflict]:
    told = [(item.reference, {**item.fields, "force": item.force}) for item in members]
    for name in sorted({name for _, said in told for name in said} - {"note"}):
        said = tuple((reference, each[name]) for reference, each in told if name in each)
        if len({value for _, value in said}) > 1:
            rule = RULES["value"] if name in VALUE else RULES.get(name, RULES[""])
            yield Conflict(name, said, fields[name], rule)
