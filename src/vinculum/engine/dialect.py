"""One text of SQL for both engines: written for DuckDB, put into Spark's words here.

SQLGlot carries most statements over unchanged in meaning. Some it turns, in silence, into something else; those are rewritten
below or refused, so that a statement either means the same in both engines or does not pass.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache

import sqlglot
from sqlglot import exp

from vinculum.errors import VinculumError


class Engine(StrEnum):
    """The engines that hold the columns."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class NotPortable(VinculumError):
    """A statement says something that the other engine has no equal for."""


SAME_IN_SPARK = frozenset({"cbrt", "hypot", "printf", "unix_micros", "unix_millis", "percentile", "sort_array", "list"})
"""Functions that SQLGlot does not know and Spark has under the same name with the same meaning."""


def for_engine(sql: str, engine: Engine | str) -> str:
    """Return ``sql`` (DuckDB's dialect) in the words of ``engine``; NotPortable, naming the words at fault, if it has none."""
    return sql if Engine(engine) is Engine.DUCKDB else _for_spark(sql)


@cache
def _for_spark(sql: str) -> str:
    tree = sqlglot.parse_one(sql, read="duckdb")
    faults = sorted({fault for node in tree.walk() for refuse in REFUSALS if (fault := refuse(node))})
    if faults:
        raise NotPortable(f"This SQL does not carry over to Spark: {'; '.join(faults)}.")
    return tree.transform(_rewrite).sql(dialect="spark")


def _rewrite(node: exp.Expr) -> exp.Expr:
    # epoch_ms(timestamp) gives a number in DuckDB; SQLGlot reads it as the other epoch_ms, which makes a timestamp of a number.
    if isinstance(node, exp.UnixToTime):
        return exp.Anonymous(this="UNIX_MILLIS", expressions=[node.this])
    if isinstance(node, exp.Anonymous) and node.name.lower() == "epoch_us":
        return exp.Anonymous(this="UNIX_MICROS", expressions=node.expressions)
    if isinstance(node, exp.PercentileCont):
        return exp.Anonymous(this="PERCENTILE", expressions=[node.this, node.expression])
    return node


def _refuse_unknown_function(node: exp.Expr) -> str | None:
    name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
    return f"the function {name}()" if name and name not in SAME_IN_SPARK and name != "epoch_us" else None


def _refuse_lost_order(node: exp.Expr) -> str | None:
    # COLLECT_LIST(x ORDER BY y) would come out without its order, FIRST(x ORDER BY y) as a fault of syntax.
    ordered = isinstance(node, exp.ArrayAgg | exp.First) and isinstance(node.this, exp.Order)
    return "an ORDER BY inside list() or first()" if ordered else None


def _refuse_other_meaning(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Format):
        return "format(), whose placeholders differ (use printf)"
    if isinstance(node, exp.Slice):
        return "a slice of a list (use list_slice outside portable SQL)"
    return None


REFUSALS: tuple[Callable[[exp.Expr], str | None], ...] = (_refuse_unknown_function, _refuse_lost_order, _refuse_other_meaning)
