"""Tables whose rows the store itself refuses to change or remove: an operation for a migration."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRES = """
CREATE OR REPLACE FUNCTION rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are neither changed nor removed', TG_TABLE_NAME; END $$
"""


def append_only(*tables: str) -> migrations.RunPython:
    """Return the operation that makes tables append-only, in the dialect of the store; undoing it allows changes again."""
    return _refusing(("UPDATE", "DELETE"), tables)


def never_changed(*tables: str) -> migrations.RunPython:
    """Return the operation for tables whose rows stay as written, and can be removed only whole: what retention may erase."""
    return _refusing(("UPDATE",), tables)


def _refusing(acts: tuple[str, ...], tables: tuple[str, ...]) -> migrations.RunPython:
    def refuse_changes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        postgres = editor.connection.vendor == "postgresql"
        if postgres:
            editor.execute(POSTGRES)
        for table in tables:
            for act in acts:
                head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                if postgres:
                    editor.execute(head + "FOR EACH ROW EXECUTE FUNCTION rows_stay()")
                else:
                    editor.execute(head + f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are neither changed nor removed'); END")

    def allow_changes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            for act in acts:
                on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
                editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}{on}")

    return migrations.RunPython(refuse_changes, allow_changes)
