"""Every pair of text and ground in the style sheet has the contrast that WCAG 2.2 AA asks for."""

import re
from importlib import resources

import pytest

STYLE = (resources.files("vinculum.site") / "assets" / "vinculum.css").read_text("utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", STYLE))

TEXT = [
    ("ink", "paper"), ("ink", "shade"), ("ink", "focus"), ("ink", "land"), ("ink", "sea"), ("ink", "abroad"),
    ("quiet", "paper"), ("quiet", "shade"), ("quiet", "land"), ("quiet", "sea"), ("quiet", "abroad"),
    ("link", "paper"), ("link", "shade"), ("link-hover", "paper"), ("link-hover", "shade"), ("for", "paper"),
    ("against", "paper"),
    ("paper", "ink"), ("paper", "sample"), ("paper", "link"), ("paper", "link-hover"), ("paper", "quiet"),
    ("paper", "track-a"), ("paper", "track-b"), ("paper", "track-c"), ("paper", "track-d"),
]  # fmt: skip
SHAPES = [
    (mark, ground)
    for mark in ("camera", "track-a", "track-b", "track-c", "track-d", "link", "ink", "quiet")
    for ground in ("land", "sea", "abroad")
] + [("border", "land"), ("link", "paper"), ("ink", "focus"), ("focus", "ink")]


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours of the style sheet."""
    high, low = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str) -> None:
    """WCAG 1.4.3: text has at least 4.5 to 1."""
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), SHAPES)
def test_shapes_can_be_told_from_their_ground(mark: str, ground: str) -> None:
    """WCAG 1.4.11: what is needed to understand a drawing has at least 3 to 1."""
    assert contrast(mark, ground) >= 3.0


def test_every_colour_is_named_once() -> None:
    """Colours stand in one place, so that what is tested here is what is shown."""
    rules = STYLE[STYLE.index("}") :]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []
    assert set(re.findall(r"var\(--([a-z-]+)\)", STYLE)) <= set(COLOURS)
    assert set(COLOURS) - {colour for pair in [*TEXT, *SHAPES] for colour in pair} == {"line"}  # rules between rows only
