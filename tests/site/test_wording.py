"""Codes in words: what is listed is called by its words, what is not by its code."""

import pytest

from vinculum.evidence.reasons import Reason
from vinculum.picture.clones.rivals import Explanation
from vinculum.picture.lapses.reconcile import DEFINITIONS
from vinculum.site import wording


def test_every_reason_figure_and_explanation_has_words() -> None:
    """The closed lists of other rooms are all put into words here."""
    assert [reason for reason in Reason if wording.reason_words(reason) == wording.spaced(reason)] == []
    assert [kind for kind in Explanation if wording.explanation_words(kind) == wording.spaced(kind)] == []
    assert set(wording._words()["figures"]) == set(DEFINITIONS)  # noqa: SLF001  the list itself is what is tested


def test_a_code_without_words_is_shown_as_it_stands() -> None:
    """A kind or stage that nobody has put into words does not stop a page."""
    assert wording.kind_of("new_kind").one == "New kind"
    assert wording.stage_words("S99") == "S99"
    assert wording.stage_words(None) == "not stated"
    assert wording.stage_words("S6") == "Changing identity (S6)"


@pytest.mark.parametrize(
    ("code", "words"),
    [("shipper_eori", "Shipper EORI"), ("declared_vins", "Declared VINs"), ("vrm", "VRM"), ("gate_in_at", "Gate in at")],
)
def test_a_column_is_called_in_words(code: str, words: str) -> None:
    """Underscores become spaces, the first letter a capital, abbreviations stay such."""
    assert wording.spaced(code) == words
