"""Asking measured figures: one query each, of the evidence and the picture as the viewer may see them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings

from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.study import open_study
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.figures import Asked, Cell, shared
from vinculum.desk.measured import Broken, Cut, Given, Group, MeasuredFigure, MeasuredRule, Relation
from vinculum.engine.door import Door
from vinculum.errors import WrongUse
from vinculum.picture.current import NoPicture

PLACES = 4  # decimals of a value, as many as a frozen figure keeps
UNSTATED = "not stated"

# The door of a document that is being composed, and the relations that were laid out on it.
_STUDY: ContextVar[tuple[Door, set[str]] | None] = ContextVar("study", default=None)


@contextmanager
def studying(viewer: Viewer, rules: Iterable[MeasuredRule]) -> Iterator[None]:
    """Let the measured figures that are asked for in the body stand on one door, with what they share laid out once."""
    tables = frozenset(table for rule in rules for table in rule.needs)
    if not tables:
        yield
        return
    try:
        opened = open_study(settings.WORKSPACE, viewer, tables)
    except NoPicture:
        # Nothing was built yet: every measured figure is unknown.
        yield
        return
    with opened as door:
        token = _STUDY.set((door, set()))
        try:
            yield
        finally:
            _STUDY.reset(token)


def measure(rule: MeasuredRule, viewer: Viewer, asked: Asked) -> MeasuredFigure:
    """Return a measured figure as ``viewer`` may see it; unknown where a table that it needs holds nothing for them."""
    with _door(viewer) as door:
        if door is None or not _is_held(door, rule):
            return MeasuredFigure(rule, asked, None, 0, _digest_of((0, 0)))
        source, values = _source(door, rule, asked)
        found = door.ask_rows(f"{source} SELECT count(*) AS n, CAST({rule.value} AS DOUBLE) AS value FROM counted", values)[0]
        digest = shared(
            ("digest", rule.rows, source, repr(sorted(values.items()))),
            lambda: _digest_of(_told_of_keys(door, source, values)),
        )
    value = None if found["value"] is None else _decimal(found["value"])
    return MeasuredFigure(rule, asked, value, found["n"], digest)


def broken_down(rule: MeasuredRule, cut: Cut, viewer: Viewer, asked: Asked) -> Broken | None:
    """Return a breakdown of a measured figure; None where nothing is known."""
    with _door(viewer) as door:
        if door is None or not _is_held(door, rule):
            return None
        source, values = _source(door, rule, asked)
        by = ", ".join(one.column for one in cut.by)
        named = ", ".join(f"{one.column} AS by_{place}" for place, one in enumerate(cut.by))
        told = ", ".join(f"{one.sql} AS {one.name}" for one in cut.measures if one.sql)
        chosen = " WHERE " + " AND ".join(f"{one.column} IS NOT NULL" for one in cut.by) if cut.drops else ""
        rows = door.ask_rows(
            f"{source} SELECT {named}, grouping({by}) AS rolled, {told} FROM counted{chosen} GROUP BY GROUPING SETS (({by}), ())",
            values,
        )
    groups = [_group(cut, row) for row in rows if not row["rolled"]]
    whole = next((_group(cut, row) for row in rows if row["rolled"]), Group((), {}))
    return Broken(cut, tuple(sorted(groups, key=lambda group: _order(cut, group))), whole)


def page_of(rule: MeasuredRule, viewer: Viewer, asked: Asked, start: int, most: int) -> list[tuple[Cell, ...]]:
    """Return ``most`` rows behind a figure from the place ``start``, latest first, as the columns of its rule."""
    with _door(viewer) as door:
        if door is None or not _is_held(door, rule):
            return []
        source, values = _source(door, rule, asked)
        columns = ", ".join(rule.columns)
        query = f"{source} SELECT {columns} FROM counted ORDER BY happened DESC, key LIMIT {most:d} OFFSET {start:d}"
        return [tuple(_cell(value) for value in row.values()) for row in door.ask_rows(query, values)]


@contextmanager
def _door(viewer: Viewer) -> Iterator[Door | None]:
    """Give the door of the document that is being composed, or one of the viewer's own; None where nothing was built yet."""
    study = _STUDY.get()
    if study is not None:
        yield study[0]
        return
    try:
        opened = open_seen(settings.WORKSPACE, viewer)
    except NoPicture:
        yield None
        return
    with opened as door:
        yield door


def _is_held(door: Door, rule: MeasuredRule) -> bool:
    """Say whether every table that a rule needs is there and holds a row for this viewer."""
    return all(shared(("held", table), lambda table=table: _holds(door, table)) for table in rule.needs)  # type: ignore[misc]  # mypy cannot type a default of a lambda


def _holds(door: Door, table: str) -> bool:
    schema, name = table.split(".")
    there = door.ask_rows(
        "SELECT count(*) AS n FROM information_schema.tables WHERE table_catalog = current_database()"
        " AND table_schema = $schema AND table_name = $name",
        {"schema": schema, "name": name},
    )
    return bool(there[0]["n"]) and bool(door.ask_rows(f"SELECT 1 AS one FROM {table} LIMIT 1"))


def _source(door: Door, rule: MeasuredRule, asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return the beginning of a query in which ``counted`` are the rows asked for, and its values."""
    woven = [f"{one.name} AS ({one.sql})" for one in _relations(rule) if not _is_laid(door, one)]
    values: dict[str, Any] = {}
    conditions = ["true"]
    if not rule.timeless:
        conditions, values = ["happened <= $as_at"], {"as_at": asked.as_at}
    for name, bound, sign in (("since", asked.since, ">="), ("until", asked.until, "<")):
        if bound is not None and not rule.timeless:
            conditions.append(f"happened {sign} ${name}")
            values[name] = datetime.combine(bound, time.min, UTC)
    late = [] if rule.timeless else _delivered_after(door, asked.as_at)
    if late:
        conditions.append("(delivery IS NULL OR NOT list_contains($late, delivery))")
        values["late"] = late
    for place, (name, told) in enumerate(sorted(asked.of.items())):
        if name not in rule.columns:
            raise WrongUse(f"{rule.title} cannot be asked by {name!r}. It can be by: {', '.join(rule.columns)}.")
        if told == UNSTATED:
            conditions.append(f"{name} IS NULL")
        else:
            conditions.append(f"CAST({name} AS VARCHAR) = $of_{place}")
            values[f"of_{place}"] = told
    told_rows = f"SELECT * FROM ({rule.rows}) AS told WHERE {' AND '.join(conditions)}"
    return f"WITH {', '.join([*woven, f'counted AS ({told_rows})'])}", values


def _relations(rule: MeasuredRule) -> list[Relation]:
    """Return what a rule stands on, what it stands on itself first, each once."""
    found: dict[str, Relation] = {}

    def gather(one: Relation) -> None:
        for below in one.stands_on:
            gather(below)
        found.setdefault(one.name, one)

    for one in rule.laid:
        gather(one)
    return list(found.values())


def _is_laid(door: Door, relation: Relation) -> bool:
    """Say whether a relation is laid out on the door of a document, laying it out where it is not; never on another door."""
    study = _STUDY.get()
    if study is None or study[0] is not door:
        return False
    if relation.name not in study[1]:
        door.run(f"CREATE TEMP TABLE {relation.name} AS {relation.sql}")
        study[1].add(relation.name)
    return True


def _delivered_after(door: Door, as_at: datetime) -> list[str]:
    """Return the deliveries that had not come by a moment: nothing of them was known."""
    rows = shared(
        ("late", as_at),
        lambda: door.ask_rows(
            "SELECT delivery FROM evidence.deliveries WHERE received_at > $as_at ORDER BY delivery", {"as_at": as_at}
        ),
    )
    return [row["delivery"] for row in rows]


def _told_of_keys(door: Door, source: str, values: dict[str, Any]) -> tuple[int, int]:
    """Return how many rows there are and one number of all their keys, whatever their order.

    A key names a delivery and a row of it, and what was delivered never changes: so it stands for what the row says.
    """
    asked = "SELECT count(*) AS n, coalesce(bit_xor(md5_number_lower(key)), 0) AS told FROM counted"
    row = door.ask_rows(f"{source} {asked}", values)[0]
    return row["n"], row["told"]


def _digest_of(told: tuple[int, int]) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _group(cut: Cut, row: dict[str, Any]) -> Group:
    by = tuple(_plain(row[f"by_{place}"]) for place in range(len(cut.by)))
    return Group(by, {one.name: _plain(row[one.name]) for one in cut.measures if one.sql})


def _order(cut: Cut, group: Group) -> tuple[Any, ...]:
    names = tuple("" if one is None else str(one) for one in group.by)
    if cut.in_order:
        return names
    first = group.numbers[next(one.name for one in cut.measures if one.sql)]
    return (-float(first or 0), *names)


def _plain(value: object) -> Given:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | Decimal):
        return value
    raise TypeError(f"a breakdown holds words and numbers, not {type(value).__name__}")


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, str):
        return value.rpartition("|")[2]
    if value is None or isinstance(value, int | Decimal | date):
        return value
    raise TypeError(f"a row shows words, numbers and moments, not {type(value).__name__}")


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-PLACES)).normalize() + 0
