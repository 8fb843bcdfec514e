"""What may be asked of a restricted picture: one question about evidence and picture, as the engine's own parser reads it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import orjson

from vinculum.engine.door import Door, Limits

# Functions that make rows out of their own arguments and read nothing.
ROW_MAKERS = {"unnest", "range", "generate_series"}
# Words of whatever answers differently when it is asked again: the clock, chance, the session.
VARYING = re.compile(
    r"\b(ago|now|today|random|sample|tablesample|setseed|stats|error|sleep_ms|write_log|vector_type|in_search_path|getvariable"
    r"|nextval|currval|setval|transaction_timestamp|txid_current|(get_)?current_\w+|local\w+|(gen_random_)?uuid\w*)\b",
    re.IGNORECASE,
)


class AskedPastThePolicy(AssertionError):
    """Code of the house tried to read past the restricted catalog: a fault in that code, never a visitor's."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A question that may be asked; ``is_repeatable`` if nothing but the catalog and its values decides the answer."""

    is_repeatable: bool


@lru_cache(maxsize=4096)
def check(query: str) -> Checked:
    """Refuse what is not one question about the evidence and the picture."""
    told = _parsed(query)
    if told["error"] or len(told["statements"]) != 1:
        raise AskedPastThePolicy(f"Only questions are asked of a restricted picture, not {query!r}.")
    named = {entry["key"] for part in _parts(told) if "cte_map" in part for entry in part["cte_map"]["map"]}
    offered = False
    for part in _parts(told):
        match part.get("type"):
            case "BASE_TABLE":
                _check_table(part, named)
                offered |= not part["schema_name"] and part["table_name"] not in named
            case "TABLE_FUNCTION" if part["function"]["function_name"] not in ROW_MAKERS:
                raise AskedPastThePolicy(f"{part['function']['function_name']} reads past the restricted picture.")
            case "SHOW_REF":
                raise AskedPastThePolicy("A restricted picture does not list what else there is.")
    return Checked(is_repeatable=not offered and not VARYING.search(query))


def _check_table(table: dict[str, Any], named: set[str]) -> None:
    schema, name = table["schema_name"], table["table_name"]
    if table["catalog_name"] or schema not in {"", "evidence", "picture", "information_schema"}:
        raise AskedPastThePolicy(f"{schema}.{name} is outside what a viewer may see.")
    # What a page offers to its own door carries a leading underscore; anything else without a schema could be a file.
    if not schema and name not in named and not name.startswith("_"):
        raise AskedPastThePolicy(f"{name} is neither of the evidence nor of the picture.")


def _parts(told: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a parsed statement."""
    if isinstance(told, dict):
        yield told
        for value in told.values():
            yield from _parts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _parts(value)


def _parsed(query: str) -> dict[str, Any]:
    with _PARSING, Door.beside(_parser()) as parser:
        text = parser.ask_rows("SELECT json_serialize_sql($query) AS told", {"query": query})[0]["told"]
    told: dict[str, Any] = orjson.loads(text)
    return told


# One engine that holds nothing reads every question: to start one takes longer than to read a hundred.
_PARSING = threading.Lock()


@cache
def _parser() -> Door:
    return Door(Limits(threads=1))
