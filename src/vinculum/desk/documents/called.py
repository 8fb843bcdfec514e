"""What codes in breakdowns are called: ports, countries, police forces, goods by heading, words of a record's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources

from vinculum.marks.locode import countries, ports
from vinculum.marks.reference import forces_by_id, rows_of


def called(names: str, code: str) -> str:
    """Return the name of a code, by what ``names`` says it is one of; the code itself where it has no name."""
    return NAMED[names](code) if names in NAMED else code


def _port(code: str) -> str:
    return ports()[code].name if code in ports() else code


def _country(code: str) -> str:
    """Return the name of a country in the order in which it is spoken: ``Democratic Republic of the Congo``."""
    name, _, before = countries().get(code, code).partition(", ")
    return f"{before} {name}".removeprefix("the ") if before else name


def _force(code: str) -> str:
    """Return the name of a police force without the words that all of them have."""
    return COMMON.sub("", forces_by_id()[code].name) if code in forces_by_id() else code


def _goods(code: str) -> str:
    told = _described().get(code[:4], "")
    return f"{code} {told}".strip()


def _word(code: str) -> str:
    return _words().get(code, code)


@cache
def _words() -> dict[str, str]:
    told = tomllib.loads((resources.files("vinculum.desk.documents") / "code_words.toml").read_text("utf-8"))
    words: dict[str, str] = told["words"]
    return words


@cache
def _described() -> dict[str, str]:
    return {row["code"]: row["description"] for row in rows_of("commodities") if len(row["code"]) == len("8703")}


NAMED: dict[str, Callable[[str], str]] = {
    "ports": _port,
    "countries": _country,
    "forces": _force,
    "goods": _goods,
    "words": _word,
}
COMMON = re.compile(r" (Police( Service)?|Constabulary)$")
