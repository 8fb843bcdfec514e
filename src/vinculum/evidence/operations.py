"""What a layout may do to make a contract's cell out of a source's cells: a small closed set of declared operations.

Each operation becomes one SQL expression over trimmed text and gives text again, so that what it makes is checked like any other
cell. Where an operation cannot read a cell it gives the cell as it was: the check then names the original value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vinculum.evidence.cells import literal
from vinculum.marks.reference import forces

# A column name of the source, or a table with one operation: {time = "dt", formats = [...], zone = "..."}.
Declared = str | Mapping[str, Any]

# The SQL name under which a side file's table is offered, by file name.
SideNames = Mapping[str, str]


def needs(declared: Declared) -> Iterator[tuple[str, ...]]:
    """Yield the source columns that an operation needs; of the names in one tuple any will do."""
    if isinstance(declared, str):
        yield (declared,)
        return
    verb = verb_of(declared)
    operand = declared[verb]
    if verb == "constant" or declared.get("optional"):
        return
    if verb == "copy" and isinstance(operand, list) and all(isinstance(part, str) for part in operand):
        yield tuple(operand)
        return
    for part in operand if isinstance(operand, list) else [operand]:
        yield from needs(part)


def reads(declared: Declared) -> set[str]:
    """Return every source column that an operation looks at where it is there."""
    if isinstance(declared, str):
        return {declared}
    operand = declared[verb_of(declared)]
    if "constant" in declared:
        return set()
    return set().union(*(reads(part) for part in (operand if isinstance(operand, list) else [operand])))


def verb_of(declared: Mapping[str, Any]) -> str:
    """Return which operation a declared table asks for; KeyError with the known ones if none or several."""
    verbs = [verb for verb in OPERATIONS if verb in declared]
    if len(verbs) != 1:
        raise KeyError(f"{dict(declared)} names {verbs or 'no operation'}; one of {', '.join(OPERATIONS)} is wanted")
    return verbs[0]


def expression(declared: Declared, there: set[str], sides: SideNames) -> str:
    """Return the SQL that makes the cell, given which source columns are ``there``."""
    if isinstance(declared, str):
        return f"nullif({_name(declared)}, '')" if declared in there else "NULL"
    verb = verb_of(declared)
    return OPERATIONS[verb](declared, lambda part: expression(part, there, sides), sides)


Inner = Callable[[Declared], str]


def _copy(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    names = declared["copy"]
    return f"coalesce({', '.join(inner(name) for name in names)}, NULL)" if isinstance(names, list) else inner(names)


def _constant(declared: Mapping[str, Any], _: Inner, __: SideNames) -> str:
    return literal(str(declared["constant"]))


def _join(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    return f" || {literal(declared.get('with', ''))} || ".join(f"({inner(part)})" for part in declared["join"])


def _time(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    x = inner(declared["time"])
    local = f"timezone({literal(declared['zone'])}, try_strptime({x}, {_literals(declared['formats'])}))"
    return f"coalesce(strftime(timezone('UTC', {local}), '%Y-%m-%dT%H:%M:%SZ'), {x})"


def _date(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    x = inner(declared["date"])
    return f"coalesce(strftime(try_strptime({x}, {_literals(declared['formats'])}), '%Y-%m-%d'), {x})"


def _map(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    x = inner(declared["map"])
    cases = " ".join(f"WHEN {literal(given.lower())} THEN {literal(kept)}" for given, kept in declared["values"].items())
    return f"CASE lower({x}) {cases} ELSE {'NULL' if declared.get('otherwise') == 'blank' else x} END"


def _grid(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    x, step = inner(declared["grid"]), float(declared["step"])
    decimals = len(f"{step:.10f}".rstrip("0").split(".")[1])
    # Adding zero turns -0.0 into 0.0.
    return f"coalesce(format('{{:.{decimals}f}}', round(TRY_CAST({x} AS DOUBLE) / {step!r}) * {step!r} + 0.0), {x})"


def _hash(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    parts = ", ".join(f"coalesce({inner(part)}, '')" for part in declared["hash"])
    return f"{literal(declared.get('prefix', ''))} || left(sha256(concat_ws('|', {parts})), 12)"


def _lookup(declared: Mapping[str, Any], inner: Inner, sides: SideNames) -> str:
    table = sides[declared["file"]]
    key, value = side_column(declared["key"]), side_column(declared["value"])
    return f"(SELECT max({_name(value)}) FROM {table} WHERE {_name(key)} = {inner(declared['lookup'])})"


def side_column(name: str) -> str:
    """Return what a side file's column is called in queries, so that the source's column of that name is not hidden by it."""
    return f"side {name}"


def _scale(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    x = inner(declared["scale"])
    return f"coalesce(format('{{:.2f}}', TRY_CAST({x} AS DOUBLE) * {float(declared['factor'])!r}), {x})"


def _pad(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    x, width = inner(declared["pad"]), int(declared["width"])
    return f"CASE WHEN length({x}) < {width} THEN lpad({x}, {width}, '0') ELSE {x} END"


def _position(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    """Read a half of ``5157N 00123E``: degrees and minutes, then the hemisphere (UN/LOCODE)."""
    x = inner(declared["position"])
    which, digits, signs, most = {"latitude": (1, 2, "SN", 90), "longitude": (2, 3, "WE", 180)}[declared["axis"]]
    half = f"split_part({x}, ' ', {which})"
    minutes = f"TRY_CAST(left({half}, {digits}) AS DOUBLE) + TRY_CAST(substr({half}, {digits + 1}, 2) AS DOUBLE) / 60"
    read = f"({minutes}) * CASE right({half}, 1) WHEN '{signs[0]}' THEN -1 WHEN '{signs[1]}' THEN 1 END"
    return f"CASE WHEN {read} BETWEEN -{most} AND {most} THEN format('{{:.5f}}', {read}) ELSE {x} END"


def _force(declared: Mapping[str, Any], inner: Inner, _: SideNames) -> str:
    """Turn the published name of a police force into its id; another name stays as it is."""
    x = inner(declared["force"])
    cases = " ".join(f"WHEN {literal(force.name.lower())} THEN {literal(force.id)}" for force in forces())
    return f"CASE lower({x}) {cases} ELSE {x} END"


OPERATIONS: dict[str, Callable[[Mapping[str, Any], Inner, SideNames], str]] = {
    "copy": _copy,
    "constant": _constant,
    "join": _join,
    "time": _time,
    "date": _date,
    "map": _map,
    "grid": _grid,
    "hash": _hash,
    "lookup": _lookup,
    "scale": _scale,
    "pad": _pad,
    "position": _position,
    "force": _force,
}


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literals(values: list[str]) -> str:
    return "[" + ", ".join(literal(value) for value in values) + "]"
