"""The terms of a call as data: who may bid, what the bid form asks, how a bid is scored.

Written as TOML (``*.call.toml``) or kept as JSON; ``read_terms`` turns either into dataclasses, or says every fault at once:

    least_gbp = 1000                       # the smallest and largest amount that may be asked for
    most_gbp = 15000
    scores_wanted = 2                      # assessors who must have scored a bid before it is moderated
    spend_by = 2026-09-30
    conditions = ["..."]                   # what every award of the round demands

    [[eligibility]]
    rule = "kind"                          # kind, organisation, region or bids
    values = ["police_force"]              # for `bids`: most = 1
    says = "Only police forces may bid."   # told to those whom the rule leaves out

    [[fields]]
    code = "need"
    label = "What is the problem?"
    kind = "long_text"                     # text, long_text, money, number, day, yes_no, choice or organisations
    most = 1200                            # letters, pounds or the number itself
    guidance = "..."

    [[criteria]]
    code = "threat"
    title = "Threat and need"
    weight = 40
    top = 5
    guidance = "0: no evidence. 5: ..."
    reads = ["need"]                       # the fields it is judged by
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from vinculum.errors import VinculumError

# Every bid form asks for these: the ledger, the list of bids and the bar on interests need them.
AMOUNT, TITLE, PARTNERS = "amount", "title", "partners"


class FieldKind(StrEnum):
    """What a field of a bid form takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    ORGANISATIONS = "organisations"


class RuleKind(StrEnum):
    """What a rule of eligibility looks at."""

    KIND = "kind"
    ORGANISATION = "organisation"
    REGION = "region"
    BIDS = "bids"


# The fields that every form has, and of which kind.
NEEDED = {AMOUNT: FieldKind.MONEY, TITLE: FieldKind.TEXT, PARTNERS: FieldKind.ORGANISATIONS}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a bid form; ``least`` and ``most`` bound letters, pounds or the number, None leaves a side open."""

    code: str
    label: str
    kind: FieldKind
    required: bool
    least: Decimal | None
    most: Decimal | None
    choices: tuple[str, ...]
    guidance: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What bids are scored for, from 0 to ``top``; ``weight`` its share of all weights, ``reads`` the fields it is judged by."""

    code: str
    title: str
    weight: Decimal
    top: int
    guidance: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EligibilityRule:
    """Whom a call leaves out: those whose kind, code or region is not among ``values``, or who have ``most`` bids already."""

    rule: RuleKind
    values: frozenset[str]
    most: int
    says: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a call."""

    least_gbp: Decimal
    most_gbp: Decimal
    scores_wanted: int
    spend_by: date
    conditions: tuple[str, ...]
    eligibility: tuple[EligibilityRule, ...]
    fields: tuple[Field, ...]
    criteria: tuple[Criterion, ...]


class WrongTerms(VinculumError):
    """The terms of a call are not whole. ``faults`` are sentences."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("The terms of the call cannot be used. " + " ".join(faults))


def read_toml(text: str) -> dict[str, Any]:
    """Return terms written as TOML in the form in which they are kept; WrongTerms names every fault."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongTerms([f"They cannot be read as TOML: {error}."]) from error
    kept: dict[str, Any] = _plain(told)
    read_terms(kept)
    return kept


def read_terms(told: Mapping[str, Any]) -> Terms:
    """Return the terms that kept data tell; WrongTerms names every fault."""
    faults: list[str] = []
    fields = tuple(_field(number, one, faults) for number, one in enumerate(told.get("fields", ()), 1))
    criteria = tuple(_criterion(number, one, faults) for number, one in enumerate(told.get("criteria", ()), 1))
    rules = tuple(_rule(number, one, faults) for number, one in enumerate(told.get("eligibility", ()), 1))
    terms = Terms(
        least_gbp=_amount("least_gbp", told.get("least_gbp", 0), faults),
        most_gbp=_amount("most_gbp", told.get("most_gbp", 0), faults),
        scores_wanted=_whole("scores_wanted", told.get("scores_wanted", 2), faults),
        spend_by=_day("spend_by", told.get("spend_by", ""), faults),
        conditions=tuple(str(one) for one in told.get("conditions", ())),
        eligibility=tuple(rule for rule in rules if rule),
        fields=tuple(field for field in fields if field),
        criteria=tuple(criterion for criterion in criteria if criterion),
    )
    faults += _faults_together(terms)
    if faults:
        raise WrongTerms(faults)
    return terms


def _faults_together(terms: Terms) -> list[str]:
    kinds = {field.code: field.kind for field in terms.fields}
    faults = [
        f"The form needs a field with the code {code} of the kind {kind}."
        for code, kind in NEEDED.items()
        if kinds.get(code) != kind
    ]
    for name, codes in (("fields", [one.code for one in terms.fields]), ("criteria", [one.code for one in terms.criteria])):
        faults += [f"Two {name} share the code {code}." for code in sorted({one for one in codes if codes.count(one) > 1})]
    if not 0 < terms.least_gbp <= terms.most_gbp:
        faults.append("The smallest amount is above nothing and not above the largest.")
    if not terms.criteria:
        faults.append("A call says what bids are scored for: give at least one of criteria.")
    if terms.scores_wanted < 1:
        faults.append("At least one assessor scores a bid: scores_wanted is 1 or more.")
    faults += [
        f"Criterion {one.code} reads {code}, which is no field."
        for one in terms.criteria
        for code in one.reads
        if code not in kinds
    ]
    return faults


def _field(number: int, told: Mapping[str, Any], faults: list[str]) -> Field | None:
    code = str(told.get("code", ""))
    where = f"Field {number}{f' ({code})' if code else ''}"
    if not code or not told.get("label"):
        faults.append(f"{where}: give it a code and a label.")
        return None
    if told.get("kind") not in set(FieldKind):
        faults.append(f"{where}: {told.get('kind')!r} is no kind. Kinds: {', '.join(FieldKind)}.")
        return None
    kind = FieldKind(told["kind"])
    if kind is FieldKind.CHOICE and not told.get("choices"):
        faults.append(f"{where}: a choice needs its choices.")
    return Field(
        code, str(told["label"]), kind, bool(told.get("required", code != PARTNERS)),
        _bound(where, told.get("least"), faults), _bound(where, told.get("most"), faults),
        tuple(str(one) for one in told.get("choices", ())), str(told.get("guidance", "")),
    )  # fmt: skip


def _criterion(number: int, told: Mapping[str, Any], faults: list[str]) -> Criterion | None:
    code = str(told.get("code", ""))
    where = f"Criterion {number}{f' ({code})' if code else ''}"
    weight, top = _amount(f"{where}: weight", told.get("weight", 0), faults), _whole(f"{where}: top", told.get("top", 0), faults)
    if not code or not told.get("title") or weight <= 0 or top < 1:
        faults.append(f"{where}: give it a code, a title, a weight above nothing and a top of 1 or more.")
        return None
    reads = tuple(str(one) for one in told.get("reads", ()))
    return Criterion(code, str(told["title"]), weight, top, str(told.get("guidance", "")), reads)


def _rule(number: int, told: Mapping[str, Any], faults: list[str]) -> EligibilityRule | None:
    where = f"Rule {number} of eligibility"
    if told.get("rule") not in set(RuleKind) or not told.get("says"):
        faults.append(f"{where}: give it a rule ({', '.join(RuleKind)}) and what it says.")
        return None
    rule, values = RuleKind(told["rule"]), frozenset(str(one) for one in told.get("values", ()))
    if rule is not RuleKind.BIDS and not values:
        faults.append(f"{where}: name at least one value, or nobody may bid.")
    return EligibilityRule(rule, values, _whole(f"{where}: most", told.get("most", 1), faults), str(told["says"]))


def _bound(where: str, told: Any, faults: list[str]) -> Decimal | None:
    return None if told is None else _amount(f"{where}: a bound", told, faults)


def _amount(name: str, told: Any, faults: list[str]) -> Decimal:
    try:
        found = Decimal(str(told))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        faults.append(f"{name}: {told!r} is no number.")
        return Decimal(0)
    return found


def _whole(name: str, told: Any, faults: list[str]) -> int:
    found = _amount(name, told, faults)
    if found != int(found):
        faults.append(f"{name}: {told!r} is no whole number.")
    return int(found)


def _day(name: str, told: Any, faults: list[str]) -> date:
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        faults.append(f"{name}: {told!r} is no day. Write it as 2026-09-30.")
        return date.min


def _plain(told: Any) -> Any:
    """Return what JSON can hold: days as text, everything else as it is."""
    if isinstance(told, dict):
        return {name: _plain(one) for name, one in told.items()}
    if isinstance(told, list):
        return [_plain(one) for one in told]
    return told.isoformat() if isinstance(told, date) else str(told) if isinstance(told, float) else told
