"""One text of SQL for both engines: written for DuckDB, put into Spark's words here.

SQLGlot carries most statements over unchanged in meaning. Some it turns, in silence, into something else; those are rewritten
below or refused, so that a statement either means the same in both engines or does not pass.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from vinculum.errors import VinculumError


class Engine(StrEnum):
    """The engines that hold the columns."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class NotPortable(VinculumError):
    """A statement says something that the other engine has no equal for."""


class HouseSql(DuckDB):
    """DuckDB's dialect without the keyword FORCE (an index hint of MySQL): in this house a force is a police force."""

    class Tokenizer(DuckDB.Tokenizer):
        """The words that mean something to the parser."""

        KEYWORDS: ClassVar = {word: kind for word, kind in DuckDB.Tokenizer.KEYWORDS.items() if word != "FORCE"}


SAME_IN_SPARK = frozenset({"cbrt", "hypot", "printf", "unix_micros", "unix_millis", "percentile", "sort_array"})
"""Functions that SQLGlot does not know and Spark has under the same name with the same meaning."""


SPANS = ("to_years", "to_months", "to_weeks", "to_days", "to_hours", "to_minutes", "to_seconds")
"""Spans of time in the order in which Spark's MAKE_INTERVAL takes them."""


def for_engine(sql: str, engine: Engine | str) -> str:
    """Return ``sql`` (DuckDB's dialect) in the words of ``engine``; NotPortable, naming the words at fault, if it has none."""
    return sql if Engine(engine) is Engine.DUCKDB else _for_spark(sql)


@cache
def _for_spark(sql: str) -> str:
    tree = HouseSql().parse(sql)[0]
    if tree is None:
        raise NotPortable("There is no statement in this SQL.")
    faults = sorted({fault for node in tree.walk() for refuse in REFUSALS if (fault := refuse(node))})
    if faults:
        raise NotPortable(f"This SQL does not carry over to Spark: {'; '.join(faults)}.")
    for node in reversed(list(tree.walk())):  # what stands inside first
        if (rewritten := _rewrite(node)) is not node:
            node.replace(rewritten)
    return tree.sql(dialect="spark")


def _rewrite(node: exp.Expr) -> exp.Expr:  # noqa: PLR0911 - one answer a word
    match node:
        case exp.UnixToTime():
            # epoch_ms(timestamp) gives a number in DuckDB; SQLGlot reads the other epoch_ms, which makes a timestamp of a number.
            return exp.Anonymous(this="UNIX_MILLIS", expressions=[node.this])
        case exp.Anonymous() if node.name.lower() == "epoch_us":
            return exp.Anonymous(this="UNIX_MICROS", expressions=node.expressions)
        case exp.Anonymous() if node.name.lower() in SPANS:
            return _interval(SPANS.index(node.name.lower()), node.expressions[0])
        case exp.ToDays():
            return _interval(SPANS.index("to_days"), node.this)
        case exp.PercentileCont():
            return exp.Anonymous(this="PERCENTILE", expressions=[node.this, node.expression])
        case exp.Bracket():
            return _rewrite_place(node)
        case exp.ArrayAgg() if _is_in_own_order(node):
            # COLLECT_LIST keeps no order; a list of structs in the order of their own fields is that list sorted.
            return exp.Anonymous(this="SORT_ARRAY", expressions=[exp.ArrayAgg(this=node.this.this)])
        case _:
            return node


def _interval(place: int, amount: exp.Expr) -> exp.Expr:
    zeros = [exp.Literal.number(0) for _ in range(place)]
    return exp.Anonymous(this="MAKE_INTERVAL", expressions=[*zeros, amount])


def _rewrite_place(node: exp.Bracket) -> exp.Expr:
    place = node.expressions[0]
    if isinstance(place, exp.Slice) and _is_whole_slice(place):
        first, last = int(place.this.name), int(place.expression.name)
        counted = [exp.Literal.number(first), exp.Literal.number(last - first + 1)]
        return exp.Anonymous(this="SLICE", expressions=[node.this, *counted])
    if isinstance(place, exp.Neg):  # counted from the end; SQLGlot has moved the place by one, to count from 0
        from_end = exp.Literal.number(1 - int(place.this.name))
        return exp.Anonymous(this="ELEMENT_AT", expressions=[node.this, from_end])
    return node


def _is_whole_slice(node: exp.Slice) -> bool:
    return isinstance(node.this, exp.Literal) and isinstance(node.expression, exp.Literal)


def _is_in_own_order(node: exp.ArrayAgg) -> bool:
    """Say whether a list holds structs and is ordered, rising, by their fields from the first on."""
    if not isinstance(node.this, exp.Order) or not isinstance(node.this.this, exp.Struct):
        return False
    fields = [field.expression if isinstance(field, exp.PropertyEQ) else field for field in node.this.this.expressions]
    keys = [ordered.this for ordered in node.this.expressions if not ordered.args.get("desc")]
    return keys == fields[: len(node.this.expressions)]


def _refuse_unknown_function(node: exp.Expr) -> str | None:
    name = node.name.lower() if isinstance(node, exp.Anonymous) else ""
    return f"the function {name}()" if name and name not in {*SAME_IN_SPARK, *SPANS, "epoch_us"} else None


def _refuse_lost_order(node: exp.Expr) -> str | None:
    # COLLECT_LIST(x ORDER BY y) would come out without its order, FIRST(x ORDER BY y) as a fault of syntax.
    ordered = isinstance(node, exp.ArrayAgg | exp.First) and isinstance(node.this, exp.Order)
    lost = ordered and not (isinstance(node, exp.ArrayAgg) and _is_in_own_order(node))
    return "an ORDER BY inside list() or first()" if lost else None


def _refuse_other_meaning(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Format):
        return "format(), whose placeholders differ (use printf)"
    if isinstance(node, exp.Slice) and not _is_whole_slice(node):
        return "a slice of a list between reckoned bounds"
    return None


REFUSALS: tuple[Callable[[exp.Expr], str | None], ...] = (_refuse_unknown_function, _refuse_lost_order, _refuse_other_meaning)
