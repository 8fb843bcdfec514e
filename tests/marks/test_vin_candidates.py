import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.marks.vin import VIN_CHARACTERS, check_digit
from vinculum.marks.vin_candidates import vin_candidates, vin_log_prior


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("SALGS37FOFA239330", "SALGS37F0FA239330"),  # seizure notice: O for 0
        ("WVWZZZ3CZEE14O287", "WVWZZZ3CZEE140287"),
        ("WVWZZZ3CZEEI40287", "WVWZZZ3CZEE140287"),
        ("1M8GDM9AXKP04278?", "1M8GDM9AXKP042788"),  # the check digit names the missing character
        ("1M8GDM9A?KP042788", "1M8GDM9AXKP042788"),
        ("1HGCM82633A00435Z", "1HGCM82633A004352"),
    ],
)
def test_the_best_candidate(read: str, expected: str) -> None:
    """Letters that no VIN holds, an illegible character, a digit read as a letter: the repair comes first."""
    assert expected == vin_candidates(read, 3)[0].value


def test_a_failing_check_digit_of_a_bound_maker_is_repaired() -> None:
    """One character of 1HGCM82633A004352 misread: the true VIN is among the candidates and the reading itself is not first."""
    offered = vin_candidates("1HGCM82633AD04352", 5)
    assert offered[0].value == "1HGCM82633A004352"
    assert offered[0].why == "D at position 12 is 0"


def test_a_good_vin_is_its_own_best_candidate() -> None:
    """Nothing is put right that is right."""
    best = vin_candidates("1HGCM82633A004352", 1)[0]
    assert (best.value, best.why) == ("1HGCM82633A004352", "as read")
    assert best.weight > 0.9


def test_a_lost_character_is_put_back() -> None:
    """Sixteen characters: every place is tried; eighteen: every one is left out."""
    assert "1HGCM82633A004352" in [found.value for found in vin_candidates("1HGCM82633A00452", 200)]
    assert vin_candidates("1HGCM826633A004352", 1)[0].value == "1HGCM82633A004352"


@pytest.mark.parametrize("read", ["", "SALGS37F", "????ZZ3CZEE140287", "WVWZZZ3CZEE140287WVW"])
def test_too_little_to_go_on(read: str) -> None:
    """Of a text that is too short, too long or mostly unknown there is no list worth reading."""
    assert vin_candidates(read) == []


@settings(max_examples=30)
@given(st.text(alphabet=VIN_CHARACTERS + "IOQ", min_size=16, max_size=18))
def test_weights_are_shares(read: str) -> None:
    """Candidates are VINs by their characters, in falling weight, and the weights sum to at most 1."""
    offered = vin_candidates(read, 8)
    weights = [found.weight for found in offered]
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) <= 1 + 1e-9
    assert all(vin_log_prior(found.value) > float("-inf") for found in offered)


def test_the_check_digit_counts_only_where_it_binds() -> None:
    """For a maker that is bound to it, the right check digit makes a VIN far more probable; for the others it does nothing."""
    bound, free = "1HGCM82633A004352", "WVWZZZ3CZEE140287"
    assert vin_log_prior(bound) - vin_log_prior(bound[:8] + "4" + bound[9:]) > 5
    right = free[:8] + (check_digit(free) or "") + free[9:]
    assert vin_log_prior(free) == vin_log_prior(right)
