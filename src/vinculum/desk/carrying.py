"""The desk's rows carried from one store to another: one file of JSON Lines a table, the same from SQLite as from PostgreSQL.

Carried: people (with the hashes of their passwords and their second factors), organisations, agreements, work on leads, watches,
jobs, the audit chain and its witness. Left behind: sessions, the cache, the secret key, and what Django makes itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from vinculum.desk.audit.chain import WITNESS
from vinculum.desk.audit.chain import verify as verify_audit
from vinculum.errors import VinculumError, WrongUse

MIGRATIONS = "migrations.json"
# Sessions end with the store they were begun in; the others are made by migrations.
LEFT_BEHIND = {"sessions", "contenttypes", "auth"}


class OtherVersion(VinculumError):
    """The dump was made by a version of the desk that this one cannot read."""


def carried() -> list[type[models.Model]]:
    """Return the models whose rows are carried, tables between others included, sorted by table."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label not in LEFT_BEHIND]  # noqa: SLF001 - Django's documented name
    return sorted((model for model in found if model._meta.managed and not model._meta.proxy), key=_table)  # noqa: SLF001 - as above


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - Django's documented name


def stands() -> bool:
    """Whether the store holds a desk."""
    return MigrationRecorder(connection).has_table() and bool(_migrations())


def write_rows(folder: Path, home: Path) -> None:
    """Write every carried row, as at one moment, and the witness of the audit chain into ``folder``."""
    folder.mkdir(parents=True)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        (folder / MIGRATIONS).write_text(json.dumps(_migrations(), indent=1) + "\n", "utf-8")
        for model in carried():
            with (folder / f"{_table(model)}.jsonl").open("wb") as out:
                for row in _rows(model):
                    out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS))
    witness = home / WITNESS
    if witness.is_file():
        (folder / WITNESS).write_bytes(witness.read_bytes())


def _migrations() -> list[list[str]]:
    """Return the migrations that the store has had, of the apps whose rows are carried."""
    labels = {model._meta.app_label for model in carried()}  # noqa: SLF001 - Django's documented name
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations() if app in labels)


def _rows(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented name
    yield from model._base_manager.order_by("pk").values(*names).iterator(chunk_size=2000)  # noqa: SLF001 - as above


@contextmanager
def rows_laid_in(folder: Path, home: Path) -> Iterator[int]:
    """Lay the rows of ``folder`` into an empty store; they are kept if the body ends well, and not otherwise.

    The store is brought into step with this version first. ``home`` is where the witness goes. Gives the number of rows.
    """
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    told = json.loads((folder / MIGRATIONS).read_text("utf-8"))
    if told != _migrations():
        strange = [f"{app} {name}" for app, name in told if [app, name] not in _migrations()]
        raise OtherVersion(
            f"The desk was dumped by {'a newer' if strange else 'an older'} version"
            f"{f' (it has {strange[0]})' if strange else ''}. Restore it with that version, and then upgrade."
        )
    witness = folder / WITNESS
    if witness.is_file():
        (home / WITNESS).write_bytes(witness.read_bytes())
    with transaction.atomic():
        count = sum(_lay_in(model, folder / f"{_table(model)}.jsonl") for model in carried())
        _set_counters()
        faults = list(verify_audit(home))
        if faults:
            raise VinculumError(f"Audit record {faults[0].sequence} of the dump: {faults[0].what}. Nothing was restored.")
        yield count


def _lay_in(model: type[models.Model], file: Path) -> int:
    """Fill one table from its file; WrongUse if it has rows that no migration made."""
    manager = model._base_manager  # noqa: SLF001 - Django's documented name
    if manager.exists():
        raise WrongUse(f"The store is not empty (table {_table(model)}). Restore into an empty one (set DATABASE_URL).")
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - as above
    laid_in = 0
    with file.open("rb") as lines:
        for line in lines:
            row = {name: fields[name].to_python(value) for name, value in orjson.loads(line).items()}
            # Raw: as it was, without what a field fills in by itself when it is saved.
            model(**row).save_base(raw=True, force_insert=True)
            laid_in += 1
    return laid_in


def _set_counters() -> None:
    """Let the store number new rows after those that were laid in."""
    statements = connection.ops.sequence_reset_sql(no_style(), carried())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def close_store() -> None:
    """Let go of the store, so that its file can be moved."""
    connection.close()
