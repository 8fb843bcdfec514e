"""Items that two forces may both have told of are proposed with reasons; nothing else is, and nothing merges by itself."""

from facts_made import at, vehicle
from vinculum.desk.operations.returns.duplicates import suspicions
from vinculum.desk.operations.returns.facts import Fact, FactKind, Known, known_by


def known(*facts: Fact) -> Known:
    return known_by(facts, at(50), checked=False)


def arrest(item: str, person: str, on: str = "2025-10-14") -> Fact:
    return Fact(FactKind.REPORTED, item, at(0), {"kind": "arrest", "force": item.partition(":")[0], "on": on, "person": person})


def pairs(*facts: Fact) -> list[tuple[str, str]]:
    return [(one.one, one.other) for one in suspicions(known(*facts))]


def test_one_mark_in_two_returns() -> None:
    """The same plate however it is written is told, surely, with the plate in the sentence; another plate is not."""
    facts = (vehicle("ESSEX:1", 0, vrm="AB12 CDE"), vehicle("KENT:1", 1, vrm="ab12cde"), vehicle("MPS:1", 1, vrm="XY99 ZZZ"))
    (found,) = suspicions(known(*facts))
    assert (found.one, found.other) == ("ESSEX:1", "KENT:1")
    assert found.score > 0.95
    assert "registration mark AB12 CDE" in found.why


def test_one_name_on_nearby_days() -> None:
    """A name written slightly otherwise on the same day is told; the same name a week later is not."""
    one = arrest("ESSEX:1", "ARCHER, JAMES")
    assert pairs(one, arrest("KENT:1", "ARCHER, JAMIES")) == [("ESSEX:1", "KENT:1")]
    assert pairs(one, arrest("KENT:1", "ARCHER, JAMES", "2025-10-19")) == []
    assert pairs(one, arrest("KENT:1", "BAILEY, JAMES")) == []


def test_an_address_by_its_postcode() -> None:
    """Premises with one postcode and nearly one address are told."""
    told = {"kind": "premises", "on": "2025-10-14"}
    one = Fact(FactKind.REPORTED, "ESSEX:1", at(0), {**told, "force": "ESSEX", "address": "Unit 4, Dock Road, Tilbury RM18 7DT"})
    other = Fact(FactKind.REPORTED, "BTP:1", at(0), {**told, "force": "BTP", "address": "Unit 4 Dock Rd, Tilbury, RM18 7DT"})
    apart = Fact(FactKind.REPORTED, "BTP:2", at(0), {**told, "force": "BTP", "address": "9 Ferry Lane, Tilbury RM18 7DT"})
    assert pairs(one, other, apart) == [("BTP:1", "ESSEX:1")]


def test_what_is_judged_is_not_asked_again() -> None:
    """A pair that was merged, or judged to be two, is not proposed; neither is one that was withdrawn."""
    facts = (vehicle("ESSEX:1", 0, vrm="AB12 CDE"), vehicle("KENT:1", 1, vrm="AB12 CDE"))
    assert pairs(*facts, Fact(FactKind.APART, "KENT:1", at(3), other="ESSEX:1")) == []
    assert pairs(*facts, Fact(FactKind.MERGED, "KENT:1", at(3), other="ESSEX:1")) == []
    assert pairs(*facts, Fact(FactKind.WITHDRAWN, "KENT:1", at(3))) == []


def test_one_force_twice_is_less_sure() -> None:
    """A force that gave two references meant two things more often than two forces did."""
    across = suspicions(known(vehicle("ESSEX:1", 0, vrm="AB12 CDE"), vehicle("KENT:1", 1, vrm="AB12 CDE")))
    within = suspicions(known(vehicle("ESSEX:1", 0, vrm="AB12 CDE"), vehicle("ESSEX:2", 1, vrm="AB12 CDE")))
    assert within[0].score < across[0].score
