"""The audit chain is append-only, and any tampering with it is found."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from vinculum.desk.audit.chain import WITNESS, Entry, append, verify
from vinculum.desk.audit.models import AuditRecord, Verb

MOMENT = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def chain(db: None, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Path:
    """Return the home of a chain of six records, witnessed."""
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(6):
            entry = Entry(
                person="amara.okafor@opal.example",
                organisation="OPAL",
                verb=Verb.CONSULTATION,
                action="vehicle.read",
                route="GET vehicle",
                purpose="investigation",
                why="12/3456/26",
                subjects=(("vrm", f"AB1{number}CDE"),),
                detail={"rows": number},
            )
            append(entry, MOMENT, tmp_path)
    return tmp_path


def test_an_untouched_chain_has_no_fault(chain: Path) -> None:
    """Sequences run from 1 without a gap and every digest follows the one before."""
    assert list(verify(chain)) == []
    assert list(AuditRecord.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("column", ["person", "why", "route", "purpose", "reason", "outcome"])
def test_changing_one_column_of_one_record_is_found(chain: Path, column: str) -> None:
    """Even by somebody who may drop the triggers."""
    _without_triggers(f"UPDATE audit_auditrecord SET {column} = 'else' WHERE sequence = 3")
    assert [(fault.sequence, fault.what) for fault in verify(chain)] == [(3, "it was changed after it was written")]


def test_a_changed_record_with_a_new_digest_breaks_the_link(chain: Path) -> None:
    """Who recomputes the digest of a record breaks the link of the next, and the witness tells too."""
    _without_triggers(f"UPDATE audit_auditrecord SET digest = '{'0' * 64}' WHERE sequence = 3")
    assert {fault.sequence for fault in verify(chain)} == {3, 4}


def test_a_removed_record_is_found(chain: Path) -> None:
    """In the middle by the gap, at the end by the witness."""
    _without_triggers("DELETE FROM audit_auditsubject", "DELETE FROM audit_auditrecord WHERE sequence IN (2, 6)")
    told = [(fault.sequence, fault.what) for fault in verify(chain)]
    assert (2, "records 2 to 2 are missing") in told
    assert (6, "records 6 to 6 were witnessed and are gone") in told


def test_a_subject_taken_out_of_the_search_is_found(chain: Path) -> None:
    """A record cannot be hidden from a search by subject without it showing."""
    _without_triggers("DELETE FROM audit_auditsubject WHERE subject = 'AB13CDE'")
    assert [fault.sequence for fault in verify(chain)] == [4]


@pytest.mark.parametrize("statement", ["UPDATE audit_auditrecord SET why = 'else'", "DELETE FROM audit_auditsubject"])
def test_the_store_itself_refuses_changes(chain: Path, statement: str) -> None:
    """Neither SQLite nor PostgreSQL lets a record be changed or removed."""
    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_record_is_witnessed_outside_the_store(chain: Path) -> None:
    """One line a record, in order."""
    lines = (chain / WITNESS).read_text("ascii").splitlines()
    records = AuditRecord.objects.order_by("sequence").values_list("sequence", "digest")
    assert lines == [f"{sequence} {digest}" for sequence, digest in records]


def _without_triggers(*statements: str) -> None:
    """Do what only an owner of the database could: drop the triggers, then tamper."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in ("audit_auditrecord", "audit_auditsubject"):
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{act}" + (f" ON {table}" if postgres else ""))
        for statement in statements:
            cursor.execute(statement)
