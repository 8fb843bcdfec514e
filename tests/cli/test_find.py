"""``vinculum find`` as a person uses it: the agreed document, exit statuses, one clear message for wrong use."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

VINCULUM = str(Path(sys.executable).parent / "vinculum")
REGISTER = """vrm,vin,make,first_registered,status_on
AB12CDE,WVWZZZ1KZAW123456,VOLKSWAGEN,2012-05-01,2025-01-01
AB12CDF,SALGA2EF0CA654321,LAND ROVER,2012-05-01,2025-01-01
"""


def vinculum(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "VINCULUM_HOME": str(home), "COLUMNS": "160"}
    return subprocess.run([VINCULUM, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of two registered cars, built."""
    folder = tmp_path_factory.mktemp("find")
    (folder / "register.csv").write_text(REGISTER)
    for words in (["intake", "register", str(folder / "register.csv"), "--partner", "SAMPLE"], ["build"]):
        ran = vinculum(folder / "var", *words)
        assert ran.returncode == 0, ran.stderr
    return folder / "var"


def found(home: Path, *words: str) -> list[dict[str, Any]]:
    ran = vinculum(home, "find", *words, "--json")
    assert ran.returncode == 0, ran.stderr
    told: list[dict[str, Any]] = json.loads(ran.stdout)
    return told


def test_find_prints_the_agreed_document(home: Path) -> None:
    """Keys as the design tabulates them; a plate and the VIN of its car lead to one vehicle."""
    (plate,) = found(home, "ab12 cde")
    assert set(plate) == {"mark", "kind", "weight", "why", "vehicle"}
    assert (plate["mark"], plate["kind"], plate["weight"]) == ("AB12CDE", "vrm", 1.0)
    assert [hit["vehicle"] for hit in found(home, "*123456", "--kind", "vin")] == [plate["vehicle"]]


def test_kind_and_limit_narrow_the_answer(home: Path) -> None:
    """A pattern that two plates fit gives both, one, or none of another kind."""
    assert [hit["mark"] for hit in found(home, "AB12CD[EF]")] == ["AB12CDE", "AB12CDF"]
    assert len(found(home, "AB12*", "--limit", "1")) == 1
    assert found(home, "AB12*", "--kind", "vin") == []


def test_an_unreadable_pattern_is_wrong_use(home: Path) -> None:
    """Exit status 2 and one sentence with the place."""
    ran = vinculum(home, "find", "AB[12")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "The bracket at 3 of 'AB[12' is not closed" in " ".join(ran.stderr.split())


def test_nothing_found_is_said(home: Path) -> None:
    """An answer without hits is no fault."""
    ran = vinculum(home, "find", "QX99QQQ")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "Nothing fits 'QX99QQQ'" in ran.stderr


def test_without_a_picture_the_next_step_is_named(tmp_path: Path) -> None:
    """A workspace that was never built says so."""
    ran = vinculum(tmp_path, "find", "AB12CDE")
    assert ran.returncode == 1
    assert "vinculum build" in ran.stderr
