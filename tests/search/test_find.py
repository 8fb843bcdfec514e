"""The box: what is found, in which order and why; and that nothing outside a person's view shows in any answer."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from vinculum.engine.door import Door, Limits
from vinculum.picture.searchable import TextKind
from vinculum.search import BadPattern, Found, facets, find, index_of, stand_in, suggestions
from vinculum.search.propose import Way

VIN = "WVWZZZ1KZAW123456"
Says = Callable[..., dict[str, Any]]
MakeDoor = Callable[[list[dict[str, Any]]], Door]


def marks(found: list[Found]) -> list[tuple[str, Way]]:
    return [(hit.mark, hit.way) for hit in found]


def test_an_exact_mark_is_found_however_it_is_typed(make_door: MakeDoor, says: Says) -> None:
    """One hit with every feed that says it, its rows counted, the page it opens and a reason."""
    rows = [says("vrm", "AB12CDE", shown="ab12 cde"), says("vrm", "AB12CDE", feed="reads", delivery="reads-1", n=40)]
    (hit,) = find(make_door([*rows, says("vrm", "ZZ99ZZZ")]), "ab12-CDE")
    assert (hit.mark, hit.shown, hit.way, hit.weight, hit.n) == ("AB12CDE", "AB12CDE", Way.EXACT, 1.0, 41)
    assert hit.sources == (("reads", "vrm", "reads-1"), ("register", "vrm", "register-1"))
    assert hit.subject is not None
    assert (hit.subject.kind, hit.subject.reference, hit.subject_count) == ("vehicle", "v-AB12CDE", 1)
    assert hit.why == "This is the plate as typed."


def test_half_a_vin_finds_the_car(make_door: MakeDoor, says: Says) -> None:
    """An examiner types what is left: the end, the beginning, or the middle; what is known more of comes first."""
    door = make_door([says("vin", VIN), says("vin", "WVWZZZ1KZAW999999"), says("vin", "SALGA2EF0CA123456")])
    assert marks(find(door, "ZAW123456")) == [(VIN, Way.PART)]
    assert marks(find(door, "*W123456")) == [(VIN, Way.PATTERN)]
    (hit,) = find(door, "1KZAW1", kind=TextKind.VIN)
    assert hit.why == "What was typed is part of the VIN: characters 7 to 12 of 17."
    assert marks(find(door, "WVWZZZ1K?????????")) == [(VIN, Way.PATTERN), ("WVWZZZ1KZAW999999", Way.PATTERN)]


def test_an_engine_number_with_unknown_and_either_characters(make_door: MakeDoor, says: Says) -> None:
    """``?`` and ``[8B]`` mean what an examiner means by them."""
    numbers = ["N47D20A8123", "N47D20AB123", "N47D20AC123", "N47X20A8123"]
    door = make_door([says("engine", number) for number in numbers])
    assert [hit.mark for hit in find(door, "N47?20A[8B]123")] == ["N47D20A8123", "N47D20AB123", "N47X20A8123"]
    assert find(door, "N47?20A[8B]123", kind=TextKind.VIN) == []


def test_a_mark_seen_with_illegible_characters_is_found_by_the_whole_one(make_door: MakeDoor, says: Says) -> None:
    """The examination of a defaced dash shows up when the true VIN is typed, after what is certain."""
    defaced = "WVW??Z1KZAW12345?"
    rows = [says("vin", VIN), says("vin", defaced, feed="examinations"), says("vin", "WVW??Z1KZAW12399?", feed="examinations")]
    found = find(make_door(rows), VIN)
    assert marks(found) == [(VIN, Way.EXACT), (defaced, Way.DEFACED)]
    assert found[1].weight == pytest.approx(14 / 17)
    assert found[1].why == "The VIN was seen with 3 of 17 characters illegible; the others agree."


def test_a_plate_that_nobody_bears_finds_the_one_it_is_misread_from(make_door: MakeDoor, says: Says) -> None:
    """The likeliest confusion first; an unlike plate is no misreading."""
    door = make_door([says("vrm", plate) for plate in ("AB12CDO", "AB12CDX", "XY34ZZZ", "AB12CD")])
    found = find(door, "AB12CD0")
    assert marks(found) == [("AB12CDO", Way.MISREAD), ("AB12CDX", Way.MISREAD), ("AB12CD", Way.MISREAD)]
    assert found[0].why.startswith("The plate may have been misread: 0 at position 7 is O. That happens about ")
    assert 1 > found[0].weight > found[1].weight > found[2].weight > 0


def test_misreadings_are_not_told_beside_the_mark_itself(make_door: MakeDoor, says: Says) -> None:
    """Where the plate typed is there, look-alikes would only distract."""
    assert marks(find(make_door([says("vrm", "AB12CD0"), says("vrm", "AB12CDO")]), "AB12CD0")) == [("AB12CD0", Way.EXACT)]


def test_names_are_found_by_their_words(make_door: MakeDoor, says: Says) -> None:
    """Misspelt, in another order, with LTD for LIMITED; the nearest first, and other people not at all."""
    names = ["GOLDEN TRADING LIMITED", "SUMMIT GOLDEN TRADING LLP", "PAUL HARRIIS", "PAULA HARDY", "SARAH KING", "RED STORES LTD"]
    door = make_door([says("name", name, subject_kind="party", feed="parties") for name in names])
    assert marks(find(door, "Trading, Golden")) == [
        ("GOLDEN TRADING LIMITED", Way.WORDS),
        ("SUMMIT GOLDEN TRADING LLP", Way.WORDS),
    ]
    assert marks(find(door, "paul harris")) == [("PAUL HARRIIS", Way.WORDS)]
    assert marks(find(door, "golden trading ltd"))[0] == ("GOLDEN TRADING LIMITED", Way.WORDS)
    assert marks(find(door, "GOLD*LIMITED")) == [("GOLDEN TRADING LIMITED", Way.PATTERN)]


def test_a_place_is_found_by_its_town_and_not_by_another_house(make_door: MakeDoor, says: Says) -> None:
    """A house number or postcode with another digit is another place."""
    places = ["4 ALBERT ROAD BYKER NE6 1AA", "5 ALBERT ROAD BYKER NE6 1AB"]
    door = make_door([says("place", place, subject_kind="party") for place in places])
    assert {hit.mark for hit in find(door, "Byker")} == set(places)
    assert find(door, "4 Albert Road")[0].mark == places[0]
    assert [hit.mark for hit in find(door, "NE6 1AB")] == [places[1]]


def test_a_phone_is_found_in_any_spelling(make_door: MakeDoor, says: Says) -> None:
    """National and international spelling are one number."""
    door = make_door([says("phone", "+447700900123", subject_kind="party", subject="P1")])
    for typed in ("07700 900123", "+44 7700 900 123", "00447700900123"):
        assert marks(find(door, typed)) == [("+447700900123", Way.EXACT)]


def test_one_text_may_open_several_pages(make_door: MakeDoor, says: Says) -> None:
    """A plate on two vehicles leads to both; the one that more rows speak of first; one document a vehicle."""
    rows = [says("vrm", "AB12CDE", subject="v-1"), says("vrm", "AB12CDE", subject="v-2", feed="tests", n=3)]
    (hit,) = find(make_door(rows), "AB12CDE")
    assert hit.vehicles == ("v-2", "v-1")
    assert [document["vehicle"] for document in hit.as_documents()] == ["v-2", "v-1"]
    assert set(hit.as_documents()[0]) == {"mark", "kind", "weight", "why", "vehicle"}


def test_where_a_text_leads_may_be_kept_from_a_person(make_door: MakeDoor, says: Says) -> None:
    """A view that blanks the subject still shows the text, and where it leads stays unknown."""
    (hit,) = find(make_door([says("vrm", "AB12CDE", subject=None)]), "AB12CDE")
    assert (hit.subject, hit.subject_count, hit.n, hit.vehicles) == (None, 0, 1, ())
    assert hit.as_documents()[0]["vehicle"] is None


def test_facets_count_texts_by_kind_feed_and_force(make_door: MakeDoor, says: Says) -> None:
    """A text that two feeds say counts once in all and once under each."""
    rows = [says("vrm", "AB12CDE"), says("vrm", "AB12CDF"), says("vrm", "AB12CDF", feed="thefts", force="kent"), says("vin", VIN)]
    told = facets(make_door(rows), "AB12*")
    assert (told.total, told.kinds, told.feeds, told.forces) == (2, {"vrm": 2}, {"register": 2, "thefts": 1}, {"kent": 1})


def test_suggestions_begin_as_typed(make_door: MakeDoor, says: Says) -> None:
    """Kind by kind in turn, at most so many; a pattern suggests nothing."""
    rows = [*(says("vrm", f"AB1{n}CDE") for n in range(5)), says("name", "AB ONE LTD"), says("vrm", "ZZ99ZZZ")]
    assert suggestions(make_door(rows), "ab", limit=3) == [
        ("AB ONE LTD", TextKind.NAME), ("AB10CDE", TextKind.VRM), ("AB11CDE", TextKind.VRM),
    ]  # fmt: skip
    assert suggestions(make_door(rows), "A*") == []


def test_nothing_typed_finds_nothing(make_door: MakeDoor, says: Says) -> None:
    """Blanks and dashes hold nothing to look for; an unreadable pattern is refused; an empty picture answers too."""
    door = make_door([says("vrm", "AB12CDE")])
    assert find(door, " - ") == []
    with pytest.raises(BadPattern):
        find(door, "AB[1")
    assert find(make_door([]), "AB12CDE") == []


def test_the_best_come_first_whatever_the_limit(make_door: MakeDoor, says: Says) -> None:
    """A smaller limit gives the beginning of the larger answer."""
    door = make_door([says("vrm", f"AB{n:02}CDE") for n in range(100)])
    whole = find(door, "AB??CDE", limit=100)
    assert len(whole) == 100
    assert find(door, "AB??CDE", limit=7) == whole[:7]


PLATES = ["AB12CDE", "AB12CDF", "AB12C0E", "AB12COE", "A812CDE", "AB12CD"]
NAMES = ["ANN SMITH", "ANNE SMITH", "ANN SMYTH LTD"]
TYPED = ["AB12CDE", "AB12C0E", "AB1?*", "AB12CD", "ann smith", "AB12C[0O]E", "B12C", "smith", "VIN", "*CDE"]
SIMILAR = [("ANN SMITH", "register"), ("ANNE SMITH", "register"), ("ANN SMYTH LTD", "thefts"), ("ANN SMITH", "thefts")]
FEEDS = ["register", "thefts", "reads"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    held=st.lists(st.tuples(st.sampled_from(PLATES + NAMES), st.sampled_from(FEEDS)), min_size=1, max_size=14, unique=True),
    seen=st.sets(st.sampled_from(FEEDS)),
    typed=st.sampled_from(TYPED),
    limit=st.integers(1, 5),
)
@example(held=SIMILAR, seen={"register"}, typed="ann smith", limit=5)
@example(held=SIMILAR, seen={"thefts"}, typed="ann smith ltd", limit=5)
def test_what_a_person_may_not_see_changes_nothing(
    two_doors: Callable[..., tuple[Door, Door]],
    says: Says,
    held: list[tuple[str, str]],
    seen: set[str],
    typed: str,
    limit: int,
) -> None:
    """The answer over a restricted view is, to the last figure, the answer of a picture that never held the rest.

    So no text, count, weight, order, limit or suggestion tells that anything is hidden. The index knows the whole picture;
    whether it stands in for the table makes no difference.
    """
    rows = [says("name" if text in NAMES else "vrm", text, feed=feed, delivery=f"{feed}-1") for text, feed in held]
    whole, alone = two_doors(rows, [row for row in rows if row["feed"] in seen])
    named = ", ".join(f"'{feed}'" for feed in sorted(seen)) or "NULL"
    whole.run(f"CREATE OR REPLACE VIEW picture.mine AS SELECT * FROM picture.search_marks WHERE feed IN ({named})")
    index = index_of(whole)
    expected = (find(alone, typed, limit=limit), facets(alone, typed), suggestions(alone, typed, limit))
    for stands_in in (False, True):
        if stands_in:
            stand_in(whole)
        mine: dict[str, Any] = {"relation": "picture.mine", "index": index}
        told = find(whole, typed, limit=limit, **mine)
        assert expected == (told, facets(whole, typed, **mine), suggestions(whole, typed, limit, **mine))


def test_many_hidden_ones_before_a_visible_one_do_not_use_up_the_limit(make_door: MakeDoor, says: Says) -> None:
    """The one plate of ten thousand that a person may see is found, though the index ranks it last."""
    rows = [says("vrm", f"AB{n:04}", feed="thefts") for n in range(9_999)] + [says("vrm", "AB9999")]
    door = make_door(rows)
    index = index_of(door)
    stand_in(door)
    door.run("CREATE VIEW picture.mine AS SELECT * FROM picture.search_marks WHERE feed = 'register'")
    assert [hit.mark for hit in find(door, "AB*", limit=1, relation="picture.mine", index=index)] == ["AB9999"]
    assert facets(door, "AB*", relation="picture.mine", index=index).total == 1


def test_standing_in_reaches_doors_beside(make_door: MakeDoor, says: Says) -> None:
    """Another thread's door onto a restricted catalog searches by itself; before its first search it finds nothing."""
    base = make_door([says("vrm", "AB12CDE"), says("vrm", "AB12CDF", feed="thefts")])
    index = index_of(base)
    stand_in(base)
    base.attach("seen")
    with Door.beside(base) as maker:
        maker.run("CREATE SCHEMA seen.picture")
        maker.run("CREATE VIEW seen.picture.search_marks AS SELECT * FROM memory.picture.search_marks WHERE feed = 'register'")
    with Door.beside(base, "seen", Limits(seconds=10)) as one, Door.beside(base, "seen") as other:
        assert [hit.mark for hit in find(one, "AB12CD?", index=index)] == ["AB12CDE"]
        assert [hit.mark for hit in find(other, "AB12CDF", index=index)] == ["AB12CDE"]
    assert base.ask_rows("SELECT count(*) AS n FROM picture.search_marks") == [{"n": 0}]
