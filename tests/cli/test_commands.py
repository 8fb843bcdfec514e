"""The command line as a person uses it: documents, exit statuses, and one clear message for wrong use."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

VINCULUM = str(Path(sys.executable).parent / "vinculum")

READS = "camera_id,read_at,vrm,confidence\nC1,2026-03-01T08:00:00Z,AB12CDE,97\nC2,2026-03-01T09:00:00Z,AB12CDE,91\n"


def vinculum(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a workspace."""
    environment = {**os.environ, "VINCULUM_HOME": str(home), "COLUMNS": "160"}
    return subprocess.run([VINCULUM, *words], env=environment, capture_output=True, text=True, check=False)


def document(home: Path, *words: str) -> Any:
    """Run the command with ``--json`` and return its document."""
    ran = vinculum(home, *words, "--json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def one_message(ran: subprocess.CompletedProcess[str]) -> str:
    """Return the message of a failed command; there is one, on standard error, and no traceback."""
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    return " ".join(ran.stderr.split())


def test_check_prints_the_agreed_document(tmp_path: Path) -> None:
    """Keys as the design tabulates them; a plate with letters for digits finds its candidate."""
    told = document(tmp_path, "check", "LBO7SEO")
    assert {"mark", "kind", "class", "well_formed", "normal", "notes", "candidates"} <= set(told[0])
    assert told[0]["mark"] == "LBO7SEO"
    assert "LB07SEO" in {candidate["value"] for reading in told for candidate in reading["candidates"]}


def test_misreads_are_fitted_from_pairs_and_used(tmp_path: Path) -> None:
    """A camera that always takes 8 for 3 makes 3 the likelier candidate for an 8."""
    pairs = tmp_path / "pairs.csv"
    rows = [f"AB{n:02d}CD{letter},AB{str(n).replace('3', '8'):0>2}CD{letter}" for n in range(10, 39) for letter in "EFGH"]
    pairs.write_text("truth,read\n" + "\n".join(rows) + "\n")
    told = document(tmp_path, "misreads", str(pairs), "--out", str(tmp_path / "fitted.json"))
    assert told["fitted"] > told["built_in"]

    def weight_of_three(*words: str) -> float:
        candidates = document(tmp_path, "check", "AB18CDE", *words)[0]["candidates"]
        return sum(float(candidate["weight"]) for candidate in candidates if candidate["value"] == "AB13CDE")

    assert weight_of_three("--misreads", str(tmp_path / "fitted.json")) > weight_of_three()


def test_feeds_lists_seventeen(tmp_path: Path) -> None:
    """Every contract of the design is there, and one feed shows its columns."""
    assert len(document(tmp_path, "feeds")) == 17
    reads = document(tmp_path, "feeds", "reads")
    assert [column["name"] for column in reads["columns"]] == ["camera_id", "read_at", "vrm", "confidence", "make", "colour"]
    assert reads["layouts"] == ["seattle_reads"]


def test_intake_prints_the_agreed_document(tmp_path: Path) -> None:
    """Keys as the design tabulates them; the same file again is recognised."""
    file = tmp_path / "reads.csv"
    file.write_text(READS)
    told = document(tmp_path / "var", "intake", "reads", str(file), "--partner", "TEST")
    assert set(told) == {
        "delivery", "feed", "partner", "sha256", "rows", "accepted", "quarantined", "unknown_columns", "already_known", "seconds",
    }  # fmt: skip
    assert (told["rows"], told["accepted"], told["quarantined"], told["already_known"]) == (2, 2, 0, False)
    again = document(tmp_path / "var", "intake", "reads", str(file), "--partner", "TEST")
    assert (again["delivery"], again["already_known"]) == (told["delivery"], True)
    assert len(document(tmp_path / "var", "deliveries")) == 1


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    """Everything is checked and nothing stays."""
    file = tmp_path / "reads.csv"
    file.write_text(READS)
    assert document(tmp_path / "var", "intake", "reads", str(file), "--partner", "TEST", "--dry-run")["accepted"] == 2
    assert document(tmp_path / "var", "deliveries") == []


def test_a_row_set_aside_can_be_read(tmp_path: Path) -> None:
    """The bad row is in quarantine with its row number, field, value and reason."""
    file = tmp_path / "reads.csv"
    file.write_text(READS + "C3,not a time,AB12CDE,90\n")
    told = document(tmp_path / "var", "intake", "reads", str(file), "--partner", "TEST")
    assert (told["accepted"], told["quarantined"]) == (2, 1)
    (row,) = document(tmp_path / "var", "quarantine", told["delivery"])
    assert (row["row"], row["field"], row["value"]) == (3, "read_at", "not a time")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("intake", "raeds", "x.csv", "--partner", "TEST"), 2, "no feed called 'raeds'"),
        (("intake", "reads", "x.csv", "--partner", "NOBODY"), 2, "NOBODY"),
        (("intake", "reads", "missing.csv", "--partner", "TEST"), 2, "missing.csv"),
        (("intake", "reads", "x.csv", "--partner", "TEST", "--layout", "nosuch"), 2, "nosuch"),
        (("build",), 1, "vinculum intake"),
        (("build", "--engine", "abacus"), 2, "abacus"),
        (("build", "--as-at", "yesterday"), 2, "ISO 8601"),
        (("leads",), 1, "vinculum build"),
        (("lead", "clone-000000000000"), 1, "vinculum build"),
        (("quarantine", "reads-000000000000"), 1, "reads-000000000000"),
        (("feeds", "raeds"), 2, "no feed called 'raeds'"),
        (("restore", "missing.tar"), 2, "missing.tar"),
        (("leads", "--top", "many"), 2, "--top"),
        (("nonsense",), 2, "nonsense"),
        (("repair", "reads-000000000000", "x.csv", "--why", "y"), 1, "reads-000000000000"),
        (("dismiss", "reads-000000000000", "1", "--why", "y"), 1, "reads-000000000000"),
        (("erase",), 2, "--due"),
        (("erase", "--due", "--limit", "reads=7"), 2, "reads/ESSEX=30"),
        (("erase", "reads-000000000000", "--why", "y"), 2, "thefts-1c443879897f/12"),
        (("erase", "reads-000000000000/1"), 2, "--why"),
    ],
)
def test_wrong_use_gets_one_clear_message(tmp_path: Path, words: tuple[str, ...], status: int, said: str) -> None:
    """Exit status 2 for wrong use, 1 for a fault in the input, and the message names what is wrong."""
    (tmp_path / "x.csv").write_text(READS)
    paths = [str(tmp_path / word) if word.endswith((".csv", ".tar")) else word for word in words]
    ran = vinculum(tmp_path / "var", *paths)
    assert ran.returncode == status
    assert said in one_message(ran).replace(" │ ", " ")


def test_the_picture_of_the_sample_nation(sample_workspace: Path) -> None:
    """Leads of several kinds are there, ranked, explained, and each rests on rows that exist."""
    leads = document(sample_workspace, "leads")
    assert {"clone", "hit", "lapse", "export"} <= {lead["kind"] for lead in leads}
    owed = {
        "id", "kind", "subject", "probability", "value_gbp", "cold_at", "stage", "action", "reasons", "evidence",
    }  # fmt: skip
    rows = {told["delivery"]: told["rows"] for told in document(sample_workspace, "deliveries")}
    for lead in leads:
        assert owed <= set(lead)
        assert 0 <= lead["probability"] <= 1
        assert lead["reasons"]
        assert lead["evidence"]
        assert all(1 <= one["row"] <= rows[one["delivery"]] for one in lead["evidence"])
    assert document(sample_workspace, "lead", leads[0]["id"])["id"] == leads[0]["id"]
    assert len(document(sample_workspace, "leads", "--kind", "hit", "--top", "3")) == 3


def test_a_vehicle_shows_its_ledger(sample_workspace: Path) -> None:
    """The plate of a clone lead has claims, tracks and the lead itself."""
    (clone,) = document(sample_workspace, "leads", "--kind", "clone", "--top", "1")
    told = document(sample_workspace, "vehicle", clone["subject"])
    assert {"marks", "claims", "intervals", "contradictions", "tracks", "leads"} == set(told)
    assert told["claims"]
    assert len({point["track"] for point in told["tracks"]}) >= 2
    assert clone["id"] in {lead["id"] for lead in told["leads"]}


def test_a_manifest_is_screened_without_being_taken_in(sample_workspace: Path, sample_nation: Path) -> None:
    """Every consignment gets a probability and reasons; no more boxes are chosen than there are lifts."""
    before = document(sample_workspace, "deliveries")
    told = document(sample_workspace, "screen", str(sample_nation / "consignments.parquet"), "--lifts", "5")
    keys = {"consignment_ref", "container_no", "probability", "expected_value_gbp", "reasons", "chosen", "basis"}
    assert all(set(one) == keys for one in told)
    assert sum(one["chosen"] for one in told) <= 5
    assert document(sample_workspace, "deliveries") == before


def test_the_picture_is_measured_against_the_truth(sample_workspace: Path, sample_nation: Path) -> None:
    """Each kind has the agreed figures; clones are found far better than chance."""
    told = document(sample_workspace, "evaluate", str(sample_nation / "truth"))
    keys = {
        "n_true", "n_leads", "prevalence", "average_precision", "precision_at_n",
        "recall_at_90_precision", "calibration_error", "interval_95",
    }  # fmt: skip
    assert {"clone", "vin_reuse", "hit", "lapse", "export"} <= set(told)
    assert all(keys <= set(one) for one in told.values())
    assert told["clone"]["average_precision"] > 10 * told["clone"]["prevalence"]


def test_the_same_evidence_in_another_workspace_is_the_same_picture(sample_workspace: Path, tmp_path: Path) -> None:
    """dump, restore and build again: every table of the picture is equal byte for byte."""
    assert vinculum(sample_workspace, "dump", str(tmp_path / "all.dump")).returncode == 0
    assert vinculum(tmp_path / "var", "restore", str(tmp_path / "all.dump")).returncode == 0
    (ours,) = [file.parent for file in (sample_workspace / "pictures").glob("*/build.json")]
    built = document(tmp_path / "var", "build")
    theirs = tmp_path / "var" / "pictures" / built["build"]
    assert built["build"] == ours.name
    assert {file.name: file.read_bytes() for file in ours.iterdir()} == {
        file.name: file.read_bytes() for file in theirs.iterdir()
    }
    shutil.rmtree(tmp_path / "var")
