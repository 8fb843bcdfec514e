"""Texts much alike are found among many by their outlines, and said to be alike by comparison."""

import random

from vinculum.desk.intelligence.likeness import ALIKE, FEWEST_WORDS, likeness, outline

WORDS = ("yard", "car", "night", "gate", "lorry", "plate", "driver", "box", "port", "street", "phone", "cash", "van", "key")


def text(draw: random.Random, length: int = 40) -> str:
    return " ".join(f"{draw.choice(WORDS)}{draw.randrange(30)}" for _ in range(length))


def test_a_text_with_few_words_changed_shares_a_band() -> None:
    """Of 200 texts with 3 of 40 words changed, nearly all are found; of 200 that have nothing to do with each other, none."""
    draw = random.Random(4)  # noqa: S311 - texts made up for a test
    found = strangers = 0
    for _ in range(200):
        one = text(draw)
        words = one.split()
        for place in draw.sample(range(40), 3):
            words[place] = "changed"
        other = " ".join(words)
        found += bool(set(outline(one)) & set(outline(other)))
        strangers += bool(set(outline(one)) & set(outline(text(draw))))
        assert likeness(one, other) >= ALIKE
    assert found >= 195
    assert strangers == 0


def test_spelling_does_not_matter_and_short_texts_tell_nothing() -> None:
    """Capitals, commas and spaces change no outline; a text of few words has none."""
    told = "The grey van left the yard at night with two engines under a sheet"
    assert outline(told) == outline(told.upper().replace(" ", ",  "))
    assert outline(" ".join(told.split()[: FEWEST_WORDS - 1])) == ()
    assert likeness("", told) == 0.0
    assert likeness("van yard", told) < ALIKE
