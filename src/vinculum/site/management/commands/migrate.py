"""``migrate`` as Django has it, but for a new store, which is made whole."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from vinculum.desk.new_store import is_new, make_whole


class Command(migrate.Command):
    """Bring the store into step with this version."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a new store whole when everything is asked for; leave the rest, such as rights and checks, to Django."""
        connection = connections[options["database"]]
        everything = not (
            options["app_label"] or options["plan"] or options["fake"] or options["check_unapplied"] or options["prune"]
        )
        if everything and is_new(connection):
            make_whole(connection)
        super().handle(*args, **options)
