"""The reference page on layouts is what the layouts say."""

from pathlib import Path

from vinculum.evidence.layout_page import in_words, layout_page

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "layouts.md"


def test_the_page_is_current() -> None:
    """If not: python -m vinculum.evidence.layout_page docs/reference/layouts.md."""
    assert PAGE.read_text("utf-8") == layout_page()


def test_operations_are_told_in_words() -> None:
    """A reader need not know the declaration."""
    declared = {"copy": [{"join": ["a", {"grid": "b", "step": 0.5}]}, "c"]}
    assert in_words(declared) == "`a` and `b`, rounded to 0.5 or else `c`"
