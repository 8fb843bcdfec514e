"""Grouping forms into parties: no chains, no EORIs thrown together, and the same groups in whatever order pairs come."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.picture.parties.group import Pair, group, one_firm

FORMS = [f"f{number}" for number in range(9)]

PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(FORMS), st.sampled_from(FORMS)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0.5, 1.0).map(lambda chance: round(chance, 3)),
    max_size=20,
).map(lambda told: [(left, right, chance) for (left, right), chance in told.items()])
EORIS = st.dictionaries(st.sampled_from(FORMS), st.sampled_from(["111111111000", "111111112000", "999999999000"]), max_size=6)


def members(groups: Mapping[str, str]) -> set[frozenset[str]]:
    """Return the groups as sets of forms."""
    return {frozenset(form for form, name in groups.items() if name == one) for one in groups.values()}


@given(PAIRS, EORIS, st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(pairs: list[Pair], eoris: dict[str, str], chance: random.Random) -> None:
    """Groups are a function of the set of pairs."""
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    assert group(shuffled, eoris, 0.25) == group(pairs, eoris, 0.25)


@given(PAIRS, EORIS)
def test_no_party_has_two_eoris_and_none_hangs_together_by_nothing(pairs: list[Pair], eoris: dict[str, str]) -> None:
    """EORIs in a group can be one firm's, and forms of a group are joined by links."""
    groups = group(pairs, eoris, 0.25)
    assert set(groups) == {form for left, right, _ in pairs for form in (left, right)}
    for forms in members(groups):
        assert one_firm({eoris[form] for form in forms if form in eoris})
        reached, waiting = {min(forms)}, [min(forms)]
        while waiting:
            here = waiting.pop()
            for left, right, _ in pairs:
                for one, other in ((left, right), (right, left)):
                    if one == here and other in forms - reached:
                        reached.add(other)
                        waiting.append(other)
        assert reached == forms


def test_one_odd_form_chains_nobody() -> None:
    """Two firms of three forms each, all linked within, stay two though one form of each is linked with one of the other."""
    one = [("a1", "a2", 0.99), ("a1", "a3", 0.99), ("a2", "a3", 0.99)]
    other = [("b1", "b2", 0.99), ("b1", "b3", 0.99), ("b2", "b3", 0.99)]
    assert members(group([*one, *other, ("a3", "b1", 0.95)], {}, 0.25)) == {
        frozenset({"a1", "a2", "a3"}),
        frozenset({"b1", "b2", "b3"}),
    }
    across = [("a3", "b1", 0.95), ("a2", "b1", 0.95), ("a1", "b2", 0.95)]
    assert len(members(group([*one, *other, *across], {}, 0.25))) == 1


def test_a_form_without_eori_joins_the_surer_of_two_firms() -> None:
    """A bare name linked with two firms of different EORIs goes to the likelier, and does not make them one."""
    pairs = [("a", "bare", 0.9), ("b", "bare", 0.8)]
    assert group(pairs, {"a": "111111111000", "b": "999999999000"}, 0.25) == {"a": "a", "bare": "a", "b": "b"}


def test_standing_parties_are_never_made_one() -> None:
    """A new form joins the standing party it is surest to be; the other stays as it was."""
    standing = {"P1": ["x1", "x2"], "P2": ["y1"]}
    pairs = [("new", "x1", 0.9), ("new", "x2", 0.9), ("new", "y1", 0.85), ("x1", "y1", 0.99)]
    assert group(pairs, {}, 0.25, standing) == {"x1": "P1", "x2": "P1", "new": "P1", "y1": "P2"}
    assert group([("newer", "only", 0.9)], {}, 0.25, standing)["only"] == "newer"


@pytest.mark.parametrize(
    ("eoris", "can_be"),
    [
        (["123456789000"], True),
        ([], True),
        (["123456789000", "123456780000"], True),  # one digit mistyped
        (["123456789000", "123456798000"], True),  # two digits swapped
        (["123456789000", "12345678900"], True),  # one left out
        (["123456789000", "123456700000"], False),
        (["123456789000", "123456780000", "123456780001"], False),  # each a slip from the next, the ends are two apart
    ],
)
def test_which_eoris_can_be_one_firms(eoris: list[str], can_be: bool) -> None:  # noqa: FBT001 - a case of the table
    """Equal, or one slip of the pen apart, each with each."""
    assert one_firm(eoris) is can_be
