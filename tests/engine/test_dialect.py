"""SQL written once: what means the same in Spark is carried over, what does not is refused."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import sqlglot

import vinculum.picture
from vinculum.engine.dialect import Engine, NotPortable, for_engine


def portable_statements() -> Iterator[tuple[str, str]]:
    """Yield name and text of every statement of the picture that is marked as portable: module constants called ``*_SQL``."""
    for module in pkgutil.walk_packages(vinculum.picture.__path__, "vinculum.picture."):
        for name, value in sorted(vars(importlib.import_module(module.name)).items()):
            if name.endswith("_SQL") and isinstance(value, str):
                yield f"{module.name}.{name}", value


@pytest.mark.parametrize(("name", "statement"), list(portable_statements()))
def test_portable_statements_of_the_picture_carry_over(name: str, statement: str) -> None:
    """A statement marked as portable is put into Spark's words, and Spark's grammar reads them."""
    assert sqlglot.parse_one(for_engine(statement, Engine.SPARK), read="spark") is not None, name


def test_duckdb_reads_the_text_as_it_was_written() -> None:
    """The text is DuckDB's own: nothing is rewritten for it, whatever it says."""
    assert for_engine("SELECT hash(x)[1:2] FROM t", "duckdb") == "SELECT hash(x)[1:2] FROM t"


def test_times_become_numbers_in_both_engines() -> None:
    """epoch_ms() and epoch_us() of a time are numbers in DuckDB and stay numbers in Spark."""
    told = for_engine("SELECT epoch_ms(read_at) AS ms, epoch_us(read_at) AS us FROM reads", "spark")
    assert told == "SELECT UNIX_MILLIS(read_at) AS ms, UNIX_MICROS(read_at) AS us FROM reads"


def test_a_window_keeps_its_order_of_nulls() -> None:
    """DuckDB sorts nulls last, Spark first: the text says which."""
    told = for_engine("SELECT lag(x) OVER (PARTITION BY p ORDER BY t) FROM r", "spark")
    assert told == "SELECT LAG(x) OVER (PARTITION BY p ORDER BY t NULLS LAST) FROM r"


def test_named_values_are_bound_in_both_engines() -> None:
    """$name in DuckDB is :name in Spark."""
    assert for_engine("SELECT * FROM t WHERE at < $as_at", "spark") == "SELECT * FROM t WHERE at < :as_at"


def test_lists_of_evidence_keep_their_order() -> None:
    """A list of structs in the order of their fields, and its first few, are the same list in Spark."""
    told = for_engine("SELECT list({'d': t.d, 'r': t.r} ORDER BY t.d, t.r)[1:20] AS e, x[-1] AS last FROM t", "spark")
    assert told == (
        "SELECT SLICE(SORT_ARRAY(COLLECT_LIST(STRUCT(t.d AS d, t.r AS r))), 1, 20) AS e, ELEMENT_AT(x, -1) AS last FROM t"
    )


def test_spans_of_time_carry_over() -> None:
    """A span of a reckoned number of days is an interval in both."""
    assert for_engine("SELECT at + to_days(n) FROM t", "spark") == "SELECT at + MAKE_INTERVAL(0, 0, 0, n) FROM t"


def test_a_force_is_a_police_force() -> None:
    """The column ``force`` needs no quotes: it is no keyword here."""
    assert (
        for_engine("SELECT min(force) AS force FROM t GROUP BY force", "spark")
        == "SELECT MIN(force) AS force FROM t GROUP BY force"
    )


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("SELECT list(x ORDER BY y) FROM t", "an ORDER BY inside list"),
        ("SELECT list({'d': d, 'r': r} ORDER BY r) FROM t", "an ORDER BY inside list"),
        ("SELECT list({'d': d} ORDER BY d DESC) FROM t", "an ORDER BY inside list"),
        ("SELECT first(x ORDER BY y) FROM t", "an ORDER BY inside list"),
        ("", "no statement"),
        ("SELECT x[1:n] FROM t", "a slice of a list"),
        ("SELECT format('{} days', x) FROM t", "format"),
        ("SELECT strip_accents(x) FROM t", r"the function strip_accents\(\)"),
    ],
)
def test_what_would_change_its_meaning_is_refused(statement: str, fault: str) -> None:
    """SQLGlot would carry these over in silence as something else; the house says so instead."""
    with pytest.raises(NotPortable, match=fault):
        for_engine(statement, "spark")


def test_every_fault_of_a_statement_is_named() -> None:
    """A statement with two faults names both, so that it is mended once."""
    with pytest.raises(NotPortable, match=r"a slice of a list.*the function hash\(\)"):
        for_engine("SELECT hash(x), y[1:n] FROM t", "spark")


def test_an_unknown_engine_is_refused() -> None:
    """The engines are a closed list."""
    with pytest.raises(ValueError, match="polars"):
        for_engine("SELECT 1", "polars")
