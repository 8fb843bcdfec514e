import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculum.marks.fitting import (
    UnusablePairs,
    evaluate_confusion,
    fit,
    fit_confusion,
    load_confusion,
    read_pairs,
    save_confusion,
    usable_pairs,
)
from vinculum.marks.misread import default_confusion
from vinculum.marks.pack import ALPHABET

PAIRS = st.lists(
    st.tuples(st.text(alphabet=ALPHABET, min_size=1, max_size=8), st.text(alphabet=ALPHABET + "?", min_size=1, max_size=8)),
    min_size=1,
    max_size=20,
)


@given(PAIRS)
def test_a_fitted_channel_is_a_channel(pairs: list[tuple[str, str]]) -> None:
    """Whatever the pairs, every rate is a probability and shares sum to 1."""
    if not usable_pairs(pairs):
        return
    channel = fit_confusion(pairs)
    assert all(0 < rate < 1 for rate in (*channel.wrong.values(), channel.unknown, channel.lost, channel.added))
    assert all(sum(row.values()) == pytest.approx(1) for row in channel.shares.values())
    assert all(true not in row and min(row.values()) > 0 for true, row in channel.shares.items())


def test_fitting_finds_the_channel_that_made_the_pairs() -> None:
    """Ten thousand characters of a camera that reads H for A: the fit says so, and does far better on other pairs."""
    dice = random.Random(7)  # noqa: S311  a seeded sample, no secret

    def read(plate: str) -> str:
        return "".join("H" if c == "A" and dice.random() < 0.3 else "?" if dice.random() < 0.05 else c for c in plate)

    plates = ["".join(dice.choices(ALPHABET, k=7)) for _ in range(1500)]
    pairs = [(plate, read(plate)) for plate in plates]
    channel = fit_confusion(pairs)
    assert channel.wrong["A"] == pytest.approx(0.3, abs=0.06)
    assert channel.shares["A"]["H"] > 0.85
    assert channel.unknown == pytest.approx(0.05, abs=0.01)
    assert evaluate_confusion(pairs).gain > 0.5


def test_few_pairs_hardly_move_the_channel() -> None:
    """Smoothing: one plate read well leaves every rate within a factor of two of the built-in one."""
    base, channel = default_confusion(), fit_confusion([("LB07SEO", "LB07SEO")])
    assert all(0.5 < channel.wrong[character] / base.wrong[character] < 2 for character in ALPHABET)


def test_on_real_camera_pairs_the_fit_does_better_than_the_built_in_weights(real_data: Path) -> None:
    """500 pairs, 108 of them without truth or reading; folds share no plate. Held out, the fit gains over 0.1 nats a pair."""
    evaluation = evaluate_confusion(read_pairs(real_data / "anpr" / "plate_ocr_pairs.csv"))
    assert (evaluation.pairs, evaluation.plates) == (392, 92)
    assert evaluation.gain > 0.1


@settings(max_examples=30)
@given(PAIRS)
def test_what_is_saved_is_what_is_loaded(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    """A channel survives its file exactly, and the same channel gives the same bytes."""
    if not usable_pairs(pairs):
        return
    folder = tmp_path_factory.mktemp("channel")
    channel = fit_confusion(pairs)
    for name in ("a.json", "b.json"):
        save_confusion(channel, folder / name)
    assert channel == load_confusion(folder / "a.json")
    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()


def test_fit_reads_a_file_of_pairs_and_writes_a_channel(tmp_path: Path) -> None:
    """Extra columns do not matter; None and blanks are left out."""
    (tmp_path / "pairs.csv").write_text("id,truth,read\n1,LB07SEO,LB07SE0\n2,None,AB12CDE\n3,AB12CDE,\n", encoding="utf-8")
    evaluation = fit(tmp_path / "pairs.csv", tmp_path / "channel.json")
    channel = load_confusion(tmp_path / "channel.json")
    assert (channel.pairs, channel.name, evaluation.pairs) == (1, "fitted to pairs.csv", 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,plate\n1,AB12CDE\n", "has no column truth and no column read"),
        (b"", "has no column truth"),
        (b"truth,read\n", "No pair has both"),
        (b"truth,read\nNone,AB12\n", "No pair has both"),
        (b"truth,read\n\xff\xfe,A\n", "cannot be read as UTF-8 CSV"),
        (b'truth,read\n"AB12CDE,X\n', "cannot be read as UTF-8 CSV"),
        (b"truth,read\nAB12CDE\n", "No pair has both"),
    ],
)
def test_a_file_that_holds_no_pairs_says_so(tmp_path: Path, content: bytes, message: str) -> None:
    """One clear sentence, naming the file where the file is at fault."""
    (tmp_path / "pairs.csv").write_bytes(content)
    with pytest.raises(UnusablePairs, match=message):
        fit(tmp_path / "pairs.csv", tmp_path / "channel.json")
    assert not (tmp_path / "channel.json").exists()


def test_files_that_cannot_be_read_or_written_say_so(tmp_path: Path) -> None:
    """A missing file, a folder in the way, a file that is no channel."""
    with pytest.raises(UnusablePairs, match="cannot be read"):
        fit(tmp_path / "none.csv", tmp_path / "channel.json")
    (tmp_path / "pairs.csv").write_text("truth,read\nAB12CDE,AB12CDE\n", encoding="utf-8")
    with pytest.raises(UnusablePairs, match="cannot be written"):
        fit(tmp_path / "pairs.csv", tmp_path)
    with pytest.raises(UnusablePairs, match="is not a saved channel"):
        load_confusion(tmp_path / "pairs.csv")
    (tmp_path / "half.json").write_text('{"name": "x"}', encoding="utf-8")
    with pytest.raises(UnusablePairs, match="is not a saved channel"):
        load_confusion(tmp_path / "half.json")
