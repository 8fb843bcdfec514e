"""Facts made up for the tests of returns, and what they amount to, worked out slowly and without the house's code."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from vinculum.desk.operations.returns.facts import Fact, FactKind

START = datetime(2025, 10, 13, 6, tzinfo=UTC)
FORCES = ("ESSEX", "KENT", "MPS")
ITEMS = tuple(f"{force}:{number}" for force in FORCES for number in range(4))
VALUES = ("100.00", "2500.00", "40000.00")
BASES = ("SETTLED", "GUIDE", "ESTIMATE", "OWNER")
CONDITIONS = ("COMPLETE", "DAMAGED", "BURNT", "STRIPPED_SHELL")


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def vehicle(item: str, hour: int, **told: str) -> Fact:
    """Return the report of a vehicle, checked two hours later."""
    fields = {"kind": "vehicle", "force": item.partition(":")[0], "on": "2025-10-14", "condition": "COMPLETE", **told}
    return Fact(FactKind.REPORTED, item, at(hour), fields, checked_at=at(hour + 2))


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Draw a history: reports, corrections, withdrawals and their undoing, merges, unmergings, reallocations; some unchecked."""
    facts: list[Fact] = []
    merges: list[str] = []
    for hour in sorted(draw(st.lists(st.integers(0, 20), min_size=1, max_size=40))):
        kind = draw(st.sampled_from([FactKind.REPORTED] * 3 + list(FactKind)))
        item = draw(st.sampled_from(ITEMS))
        told, other, undoes = {}, "", ""
        if kind in {FactKind.REPORTED, FactKind.CORRECTED}:
            told = {"condition": draw(st.sampled_from(CONDITIONS))}
            if draw(st.booleans()):
                told |= {"value": draw(st.sampled_from(VALUES)), "basis": draw(st.sampled_from(BASES))}
        if kind is FactKind.REPORTED:
            told |= {"kind": "vehicle", "force": item.split(":")[0], "on": "2025-10-14"}
        elif kind is FactKind.REALLOCATED:
            told = {"force": draw(st.sampled_from(FORCES))}
        elif kind in {FactKind.MERGED, FactKind.APART}:
            other = draw(st.sampled_from([one for one in ITEMS if one != item]))
        elif kind is FactKind.UNMERGED:
            if not merges:
                continue
            undoes = draw(st.sampled_from(merges))
        checked = draw(st.sampled_from([None, 0, 3]))
        fact = Fact(kind, item, at(hour), told, other, undoes, checked_at=None if checked is None else at(hour + checked))
        if fact.kind is FactKind.MERGED:
            merges.append(fact.key)
        facts.append(fact)
    return facts


# -- the slow oracle: it goes back over the whole history for every question it is asked ---------------------------------------


def told_by(facts: Iterable[Fact], moment: datetime, *, checked: bool) -> list[Fact]:
    order = {kind: place for place, kind in enumerate(FactKind)}
    found = [
        fact
        for fact in facts
        if fact.known_at <= moment and (not checked or (fact.checked_at is not None and fact.checked_at <= moment))
    ]
    return sorted(
        found, key=lambda f: (f.known_at, order[f.kind], f.item, sorted(f.told.items()), f.other, f.undoes)
    )  # fmt: skip


def slow_items(facts: Iterable[Fact], moment: datetime, *, checked: bool) -> dict[str, dict[str, object]]:
    """Return each item that is known and not withdrawn."""
    told = told_by(facts, moment, checked=checked)
    found: dict[str, dict[str, object]] = {}
    for item in ITEMS:
        own = [fact for fact in told if fact.item == item]
        first = next((place for place, fact in enumerate(own) if fact.kind is FactKind.REPORTED), None)
        if first is None:
            continue
        own = own[first:]
        fields: dict[str, str] = {}
        gone, force, changed = False, own[0].told["force"], own[0].known_at
        for fact in own:
            if fact.kind in {FactKind.REPORTED, FactKind.CORRECTED}:
                fields.update(fact.told)
            gone = {FactKind.WITHDRAWN: True, FactKind.RESTORED: False}.get(fact.kind, gone)
            if fact.kind is FactKind.REALLOCATED:
                force = fact.told["force"]
            if fact.kind not in {FactKind.MERGED, FactKind.UNMERGED, FactKind.APART}:
                changed = fact.known_at
        if not gone:
            found[item] = {"fields": fields, "force": force, "first": own[0].known_at, "changed": changed}
    return found


def slow_groups(facts: Sequence[Fact], moment: datetime, *, checked: bool) -> list[set[str]]:
    """Return which known items are one: the closure of the merges that stand, by passing over them until nothing changes."""
    told = told_by(facts, moment, checked=checked)
    undone = {
        merge.key
        for place, merge in enumerate(told)
        if merge.kind is FactKind.MERGED and any(f.kind is FactKind.UNMERGED and f.undoes == merge.key for f in told[place:])
    }
    groups = [{item} for item in ITEMS]
    for merge in told:
        if merge.kind is FactKind.MERGED and merge.key not in undone:
            one = next(group for group in groups if merge.item in group)
            other = next(group for group in groups if merge.other in group)
            if one is not other:
                one |= other
                groups.remove(other)
    known = slow_items(facts, moment, checked=checked)
    return [group & set(known) for group in groups if group & set(known)]


def slow_totals(facts: Sequence[Fact], moment: datetime, *, checked: bool) -> tuple[int, Decimal, dict[str, int]]:
    """Return vehicles recovered, their value in GBP, and how many count for each force."""
    known = slow_items(facts, moment, checked=checked)
    number, value, by_force = 0, Decimal(0), dict.fromkeys(FORCES, 0)
    for group in slow_groups(facts, moment, checked=checked):
        told = [known[item] for item in group]
        if any(each["fields"]["condition"] in {"BURNT", "STRIPPED_SHELL"} for each in told):  # type: ignore[index]  # a dict
            continue
        number += 1
        lead = min(group, key=lambda item: (known[item]["first"], item))
        by_force[str(known[lead]["force"])] += 1
        valued = [
            (BASES.index(known[item]["fields"]["basis"]), known[item]["changed"], item)  # type: ignore[index]  # a dict
            for item in group
            if "value" in known[item]["fields"]  # type: ignore[operator]  # a dict
        ]
        if valued:
            best = min(basis for basis, _, _ in valued)
            latest = max(changed for basis, changed, _ in valued if basis == best)  # type: ignore[type-var]  # orderable
            item = min(item for basis, changed, item in valued if (basis, changed) == (best, latest))
            value += Decimal(known[item]["fields"]["value"])  # type: ignore[index]  # a dict
    return number, value, by_force
