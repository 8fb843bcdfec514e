"""What codes in breakdowns are called: ports, countries, police forces, goods by heading."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from vinculum.marks.locode import countries, ports
from vinculum.marks.reference import forces_by_id, rows_of


def called(names: str, code: str) -> str:
    """Return the name of a code, by what ``names`` says it is one of; the code itself where it has no name."""
    return NAMED[names](code) if names in NAMED else code


def _port(code: str) -> str:
    return ports()[code].name if code in ports() else code


def _country(code: str) -> str:
    return countries().get(code, code)


def _force(code: str) -> str:
    return forces_by_id()[code].name if code in forces_by_id() else code


def _goods(code: str) -> str:
    told = _described().get(code[:4], "")
    return f"{code} {told}".strip()


@cache
def _described() -> dict[str, str]:
    return {row["code"]: row["description"] for row in rows_of("commodities") if len(row["code"]) == len("8703")}


NAMED: dict[str, Callable[[str], str]] = {"ports": _port, "countries": _country, "forces": _force, "goods": _goods}
