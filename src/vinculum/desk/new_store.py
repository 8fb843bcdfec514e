"""A new store made whole: every table as this version has it, in one go, instead of through every version there ever was.

Migrations bring a store that holds something from one version to the next. An empty one has nowhere to come from, and stepping it
through them costs a quarter of a minute, because each step builds every model that refers to a person anew. What is made here is
the same, held against the steps by a test, and the migrations are noted as done.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from vinculum.desk.append_only import RowsStay

OURS = "vinculum."


def is_new(connection: BaseDatabaseWrapper) -> bool:
    """Say whether a store holds no table at all."""
    return not connection.introspection.table_names()


def make_whole(connection: BaseDatabaseWrapper) -> int:
    """Make every table of a new store, with what keeps its rows, and note the migrations as done; return how many they are."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.managed and not model._meta.proxy:  # noqa: SLF001 - Django's documented name
                editor.create_model(model)
    # The tables stand, their references too: what goes on top of them comes after.
    with connection.schema_editor(atomic=True) as editor:
        for migration in plan:
            _lay_on_top(migration, state, editor)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for migration in plan:
        recorder.record_applied(migration.app_label, migration.name)
    return len(plan)


def _lay_on_top(migration: Migration, state: ProjectState, editor: BaseDatabaseSchemaEditor) -> None:
    """Do what a migration of ours does beside tables: triggers. Others' move rows between versions, and here are no rows."""
    if not type(migration).__module__.startswith(OURS):
        return
    for operation in migration.operations:
        if isinstance(operation, RowsStay | RunPython | RunSQL):
            operation.database_forwards(migration.app_label, editor, state, state)
