"""Streams of chance are named, repeatable and apart from one another."""

import numpy as np
import pytest

from vinculum.simulate.streams import happen, happens, one_of, salt, stream


def test_a_stream_belongs_to_its_name_and_seed() -> None:
    """The same name and seed give the same numbers; another name or seed gives others."""
    first = stream(7, "fleet").random(5).tolist()
    assert stream(7, "fleet").random(5).tolist() == first
    assert stream(7, "crews").random(5).tolist() != first
    assert stream(8, "fleet").random(5).tolist() != first


def test_streams_are_fixed_for_ever() -> None:
    """A change of these numbers would change every sample that anybody has cited."""
    assert stream(1, "fleet").integers(1000, size=4).tolist() == [592, 361, 112, 338]
    assert salt(1, "drive") == salt(1, "drive") < 2**63


def test_names_do_not_run_together() -> None:
    """('ab', 'c') is not ('a', 'bc')."""
    assert stream(1, "ab", "c").random() != stream(1, "a", "bc").random()


@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 1.0])
def test_happens_as_often_as_asked(share: float) -> None:
    """A share is a share, one at a time or many at once."""
    chance = stream(2, "happens")
    assert np.mean([happens(chance, share) for _ in range(4000)]) == pytest.approx(share, abs=0.03)
    assert happen(chance, share, 4000).mean() == pytest.approx(share, abs=0.03)


def test_one_of_draws_by_share() -> None:
    """Shares need not add up to one; a share of nought never comes."""
    chance = stream(2, "one of")
    drawn = [one_of(chance, (3.0, "a"), (1.0, "b"), (0.0, "c")) for _ in range(4000)]
    assert drawn.count("a") / len(drawn) == pytest.approx(0.75, abs=0.03)
    assert "c" not in drawn
