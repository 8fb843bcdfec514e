"""``vinculum screen``: what a person may give wrong is told in one sentence; the account of a choice is kept whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vinculum.cli.screening import ports_given
from vinculum.errors import WrongUse

VINCULUM = str(Path(sys.executable).parent / "vinculum")


@pytest.mark.parametrize("text", ["GBFXT", "GBFXT=", "GBFXT=-1", "GBFXT=two", "=3", "QQXXX=3", "Felixstowe=4"])
def test_a_port_and_its_lifts_are_read_or_refused(text: str) -> None:
    """Anything but a UN/LOCODE, an equals sign and a whole number is refused with an example."""
    with pytest.raises(WrongUse, match="such as --at GBFXT=4"):
        ports_given("--at", [text])


def test_ports_are_folded_and_named_once() -> None:
    """Small letters are as good as capitals; a port given twice is a mistake."""
    assert ports_given("--at", ["gbfxt=4", "GBSOU=0"]) == {"GBFXT": 4, "GBSOU": 0}
    assert ports_given("--at", None) is None
    with pytest.raises(WrongUse, match="GBFXT twice"):
        ports_given("--at", ["GBFXT=4", "gbfxt=2"])


def test_a_choice_is_accounted_for(sample_workspace: Path, sample_nation: Path, tmp_path: Path) -> None:
    """The account names every box that could be opened with its chance, and the chances add up to the size of the arm."""
    account = tmp_path / "choice.json"
    words = [str(sample_nation / "consignments.parquet"), "--lifts", "6", "--random-share", "0.5", "--json"]
    ran = subprocess.run(
        [VINCULUM, "screen", *words, "--account", str(account)],
        env={**os.environ, "VINCULUM_HOME": str(sample_workspace)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    chosen = {one["consignment_ref"]: one["basis"] for one in json.loads(ran.stdout) if one["chosen"]}
    told = json.loads(account.read_text("utf-8"))
    assert {one["consignment_ref"]: one["basis"] for one in told["picks"] if one["basis"]} == chosen
    assert 1 <= len(chosen) <= 6
    assert told["boxes"] == len(told["picks"]) == len({one["box"] for one in told["picks"]})
    chances = sum(one["inclusion_probability"] for one in told["picks"])
    assert chances == pytest.approx(told["random_arm"]["expected_size"])
    assert all(one["why"] for one in told["picks"])
    assert told["value_gbp"] <= told["bound_gbp"]
    assert {one["size"] for one in told["fairness"]["rates"]} == {"small", "medium", "large"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--random-share", "2"], "between 0 and 1"),
        (["--at", "Felixstowe"], "such as --at GBFXT=4"),
        (["--hours", "-3"], "give 0 or more"),
        (["--as-at", "yesterday"], "ISO 8601"),
    ],
)
def test_wrong_use_is_one_sentence(sample_workspace: Path, sample_nation: Path, words: list[str], said: str) -> None:
    """Exit status 2, nothing on standard output, no traceback."""
    manifest = str(sample_nation / "consignments.parquet")
    ran = subprocess.run(
        [VINCULUM, "screen", manifest, *words], env={**os.environ, "VINCULUM_HOME": str(sample_workspace), "COLUMNS": "160"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
