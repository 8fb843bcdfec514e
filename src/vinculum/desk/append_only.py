"""Tables whose rows the store itself refuses to change or remove: an operation for a migration."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

POSTGRES = """
CREATE OR REPLACE FUNCTION rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are neither changed nor removed', TG_TABLE_NAME; END $$
"""


class RowsStay(Operation):
    """Adds the triggers that keep the rows of tables, in the dialect of the store; undone, rows can be changed again.

    An operation of its own and no RunPython: that one builds every model of the house anew each time it runs.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, acts: tuple[str, ...], tables: tuple[str, ...]) -> None:
        self.acts, self.tables = acts, tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(
        self, _app: str, schema_editor: BaseDatabaseSchemaEditor, _before: ProjectState, _after: ProjectState
    ) -> None:
        """Refuse changes from now on."""
        postgres = schema_editor.connection.vendor == "postgresql"
        if postgres:
            # Without values, so that the sign in its text is not taken for the place of one.
            schema_editor.execute(POSTGRES, params=None)
        for table in self.tables:
            for act in self.acts:
                head = f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                if postgres:
                    schema_editor.execute(head + "FOR EACH ROW EXECUTE FUNCTION rows_stay()")
                else:
                    stays = f"SELECT RAISE(ABORT, 'rows of {table} are neither changed nor removed')"
                    schema_editor.execute(f"{head}BEGIN {stays}; END")

    def database_backwards(
        self, _app: str, schema_editor: BaseDatabaseSchemaEditor, _before: ProjectState, _after: ProjectState
    ) -> None:
        """Allow changes again."""
        for table in self.tables:
            for act in self.acts:
                on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
                schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}{on}")

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Keep the rows of {', '.join(self.tables)}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how the operation is written in a migration."""
        return self.__class__.__name__, [], {"acts": self.acts, "tables": self.tables}


def append_only(*tables: str) -> RowsStay:
    """Return the operation that makes tables append-only."""
    return RowsStay(("UPDATE", "DELETE"), tables)


def never_changed(*tables: str) -> RowsStay:
    """Return the operation for tables whose rows stay as written, and can be removed only whole: what retention may erase."""
    return RowsStay(("UPDATE",), tables)
