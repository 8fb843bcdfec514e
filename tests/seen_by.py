"""An oracle of the policy: what a person may see of the evidence, worked out cell by cell from the words of the agreements.

It reads the deliveries' files and the rows of agreements, and shares nothing with the SQL that the site runs.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from vinculum.desk.access.models import Agreement, Person
from vinculum.desk.access.vocabulary import Purpose

WORD = re.compile(r"[A-Z0-9]+")
SHORTEST = 6
# Texts without a digit tell somebody apart only here: "A CLASS" is a model and, in any page, the start of a tag.
TELLING = {"name", "address", "shipper_name", "shipper_address", "consignee_name", "consignee_address", "notify_name",
           "forwarder_name", "text", "conditions", "title", "email"}  # fmt: skip
Phrase = tuple[str, ...]
BETWEEN = "BETWEENTWOTEXTS"


@dataclass(frozen=True)
class Held:
    """The rows of one feed as its provider handed them over, and beside each row the phrases of each of its columns."""

    feed: str
    provider: str
    rows: list[dict[str, Any]]
    phrases: list[dict[str, frozenset[Phrase]]]


@cache
def held(home: Path) -> list[Held]:
    """Return every accepted row of a workspace, by delivery. Of the reads only plates and makes are kept: they are many."""
    found = []
    for folder in sorted((home / "evidence" / "deliveries").iterdir()):
        record = json.loads((folder / "delivery.json").read_text("utf-8"))
        table = pq.read_table(folder / "accepted.parquet")
        if record["feed"] == "reads":
            rows = table.select(["vrm", "make"]).group_by(["vrm", "make"]).aggregate([]).to_pylist()
        else:
            rows = table.drop_columns(["delivery", "row"]).to_pylist()
        phrases = [
            {column: told for column, cell in row.items() if (told := frozenset(phrases_of(column, cell)))} for row in rows
        ]
        found.append(Held(record["feed"], record["partner"], rows, phrases))
    return found


def phrases_of(column: str, cell: Any) -> Iterator[Phrase]:
    """Yield what a cell would look like in an answer: its words, folded; nothing for what is too short to tell anybody apart."""
    if isinstance(cell, list):
        for item in cell:
            yield from phrases_of(column, item)
    elif isinstance(cell, str):
        words = tuple(WORD.findall(cell.upper()))
        joined = "".join(words)
        if len(joined) >= SHORTEST and (any(letter.isdigit() for letter in joined) or (column in TELLING and len(words) > 1)):
            yield words
            if len(words) > 1 and len(joined) <= 17:
                yield (joined,)


@dataclass
class Sight:
    """The phrases that a person may see, and those that they may not."""

    open: set[Phrase] = field(default_factory=set)
    hidden: set[Phrase] = field(default_factory=set)


def sight_of(person: Person, purpose: Purpose, at: datetime, home: Path) -> Sight:
    """Return what a person may and may not see of a workspace's evidence for a purpose; what is open somewhere is not hidden."""
    sight = Sight()
    every: set[Phrase] = set()
    for part in held(home):
        opening = [one for one in _agreements(person, purpose, at) if (one.provider_id, one.feed) == (part.provider, part.feed)]
        conditions = _role_carries_conditions(person, purpose, at)
        is_own = part.provider == person.organisation_id and _serves(person, purpose, at)
        for row, told in zip(part.rows, part.phrases, strict=True):
            columns: set[str] = set()
            if is_own and _handled(row, conditions):
                columns |= set(row)
            for agreement in opening:
                if _rows_open(agreement, row, person) and _handled(row, conditions and agreement.handling == "C"):
                    columns |= set(agreement.columns)
            for column, phrases in told.items():
                every |= phrases
                if column in columns:
                    sight.open |= phrases
    # What stands inside an open text, such as a name in a log, is open there.
    inside = f" {BETWEEN} ".join(" ".join(phrase) for phrase in sorted(sight.open))
    sight.hidden = every - sight.open
    sight.hidden -= set(Reader(sight.hidden).leaks(inside, ""))
    return sight


def _agreements(person: Person, purpose: Purpose, at: datetime) -> list[Agreement]:
    groups = set(person.organisation.groups.values_list("code", flat=True))
    return [
        one
        for one in Agreement.objects.all()
        if (one.recipient_id == person.organisation_id or one.recipients_id in groups)
        and purpose in one.purposes
        and one.from_at <= at
        and (one.until_at is None or at < one.until_at)
        and _serves(person, purpose, at)
    ]


def _serves(person: Person, purpose: Purpose, at: datetime) -> bool:
    return any(purpose in role["purposes"] for role in _held_roles(person, at))


def _role_carries_conditions(person: Person, purpose: Purpose, at: datetime) -> bool:
    return any(purpose in role["purposes"] and role["handling"] == "C" for role in _held_roles(person, at))


@cache
def _roles() -> dict[str, dict[str, Any]]:
    file = Path(__file__).parent.parent / "src" / "vinculum" / "desk" / "access" / "roles.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _held_roles(person: Person, at: datetime) -> list[dict[str, Any]]:
    return [
        _roles()[one.role]
        for one in person.appointments.all()
        if one.from_at <= at and (one.until_at is None or at < one.until_at)
    ]


def _handled(row: dict[str, Any], conditions: object) -> bool:
    return "handling" not in row or row["handling"] == "P" or bool(conditions)


def _rows_open(agreement: Agreement, row: dict[str, Any], person: Person) -> bool:
    if agreement.rows == "own_makes":
        return bool(row["make"]) and row["make"].upper() in {make.upper() for make in person.organisation.makes}
    if agreement.rows == "own_force":
        return bool(person.organisation.force) and row["force"] == person.organisation.force
    return True


class Reader:
    """Finds hidden phrases in answers: by their words, so that one pass over an answer is enough for all of them."""

    def __init__(self, hidden: set[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in hidden:
            self._by_first.setdefault(phrase[0], []).append(phrase)

    def leaks(self, answer: str, asked: str) -> list[Phrase]:
        """Return the hidden phrases in an answer, but for those that were part of what was asked."""
        words = WORD.findall(answer.upper())
        echoed = "".join(WORD.findall(asked.upper()))
        return [
            phrase
            for place, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
            if tuple(words[place : place + len(phrase)]) == phrase and "".join(phrase) not in echoed
        ]
