"""Kinds of product as declared data: ``kinds/<code>.toml`` names its figures, its sections in order, and whom it can be for.

    [kind]
    code = "bulletin"
    title = "Operation bulletin"
    about = "What an operation has achieved so far."
    of = "operation"                  # what it is about: a word of targets.py, "" for the partnership as a whole
    owner = "OPAL"                    # organisation that answers for it
    audiences = ["members", "public"] # of audiences.toml; the first is offered first
    review_days = 90
    headline = "{name}: results as at {as_at}"
    summary = "One or two sentences."
    embargo = true                    # whether it may be held back until a moment
    years = 5                         # bounds its events to so many years before the as-at; left out, the target bounds them
    action = "ports.read"             # of the policy: without it nobody sees that one was made; left out, any reader

    [words]                           # printed with the definitions of the figures
    "So far" = "Known by the date named."

    [[figures]]
    slot = "arrests"                  # its name in the texts
    rule = "arrests"                  # of all_figures.py
    of = { operation = "{of}" }
    since = "{since}"                 # bounds of the event; left out, all of it
    until = "{until}"
    compared = true                   # stands beside the one first published of the same thing

    [[sections]]
    code = "results"
    heading = "Results so far"
    audiences = []                    # those it is for; left out, all
    blocks = [
        { text = "{arrests} arrests so far.", otherwise = "No arrests were reported yet." },
        { figures = ["arrests"], caption = "Results as at {as_at}" },
        { compared = ["arrests"], caption = "Then and now" },
        { chart = "arrests", by = "Counts for", called = "Force", most = 12, caption = "Arrests by force" },
        { rows = "arrests", columns = ["Force", "On"], caption = "The arrests" },
        { points = ["Who: {arrests} people."] },
        { broken = "boxes", cut = "by_port", draws = "rates", most = 12, caption = "Ports", audiences = ["police"] },
        { broken = "thefts", cut = "by_month", draws = "series", ahead = 6, caption = "Month by month and six months on" },
        { missed = ["random", "opened", "boxes"], caption = "What was not found" },
    ]

Words in braces are facts of the target (``{name}``, ``{as_at}``) or figures by their slot; ``{value:over}`` rounds money down.
``otherwise`` stands where a figure of the block is not known or has no row; "" leaves the block out then.

``broken`` shows a breakdown that a measured figure declares (``vinculum.desk.measured.Cut``): as a table alone, or drawn as
``bars``, ``rates`` (shares with their intervals beside the base rate), ``series``, ``matrix``, ``flow`` or ``map``. ``missed``
estimates from boxes drawn at random what the others hold. Either can be for some ``audiences`` alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from vinculum.desk.figures import FigureRule
from vinculum.desk.measured import MeasuredRule
from vinculum.errors import WrongUse

SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
FIRST = "first_"  # before the slot of a figure: the one first published of the same thing
# What every target can tell: see targets.py.
FACTS = frozenset(
    {
        "of",
        "name",
        "as_at",
        "since",
        "until",
        "from_day",
        "to_day",
        "first_as_at",
        "first_title",
        "lead",
        "funder",
        "period_days",
        "what",
    }
)
DRAWINGS = frozenset({"", "bars", "rates", "series", "matrix", "flow", "map"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a product can be for: roles that read it, and actions whose totals it may be told.

    Measured counts from 1 up to ``few`` are not told to them, nor what would give one away; 0 tells all.
    """

    code: str
    title: str
    reader: str
    marking: str
    handling: str
    roles: tuple[str, ...]
    totals: frozenset[str]
    everybody: bool = False
    few: int = 0


@dataclass(frozen=True, slots=True)
class FigureSlot:
    """A figure that a kind shows: under which name, by which rule, asked how."""

    slot: str
    rule: str
    of: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    compared: bool = False


@dataclass(frozen=True, slots=True)
class BlockRule:
    """One block of a section as declared: what is shown (``shows``), of which figures, with which words.

    ``otherwise`` is what stands where a figure is not known; None where the block says so by itself.
    """

    shows: Literal["text", "points", "figures", "compared", "chart", "rows", "broken", "missed"]
    text: str = ""
    otherwise: str | None = None
    slots: tuple[str, ...] = ()
    caption: str = ""
    by: str = ""
    called: str = ""
    most: int = 12
    columns: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    cut: str = ""
    draws: str = ""
    ahead: int = 0
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A section as declared."""

    code: str
    heading: str
    audiences: tuple[str, ...]
    blocks: tuple[BlockRule, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product."""

    code: str
    title: str
    about: str
    of: str
    owner: str
    audiences: tuple[str, ...]
    review_days: int
    headline: str
    summary: str
    embargo: bool
    words: tuple[tuple[str, str], ...]
    figures: tuple[FigureSlot, ...]
    sections: tuple[SectionRule, ...]
    years: int = 0
    action: str = ""

    def section(self, code: str) -> SectionRule:
        """Return a section by its code; WrongUse names those there are."""
        found = next((one for one in self.sections if one.code == code), None)
        if found is None:
            raise WrongUse(f"{self.title} has no section {code!r}. Its sections: {', '.join(one.code for one in self.sections)}.")
        return found


@cache
def audiences() -> dict[str, Audience]:
    """Return every audience by its code."""
    told = tomllib.loads((resources.files("vinculum.desk.documents") / "audiences.toml").read_text("utf-8"))
    return {
        code: Audience(code, **one | {"roles": tuple(one["roles"]), "totals": frozenset(one["totals"])})
        for code, one in told.items()
    }


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of product by its code, sorted."""
    folder = resources.files("vinculum.desk.documents") / "kinds"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {kind.code: kind for kind in (read_kind(tomllib.loads(file.read_text("utf-8"))) for file in files)}


def kind_named(code: str) -> Kind:
    """Return a kind; WrongUse names those there are."""
    if code not in kinds():
        raise WrongUse(f"There is no kind of product {code!r}. Kinds: {', '.join(kinds())}.")
    return kinds()[code]


def read_kind(told: dict[str, Any]) -> Kind:
    """Return the kind that a file declares."""
    head = told["kind"]
    return Kind(
        **{name: head[name] for name in ("code", "title", "about", "of", "owner", "review_days", "headline", "summary")},
        audiences=tuple(head["audiences"]),
        embargo=head.get("embargo", False),
        years=head.get("years", 0),
        action=head.get("action", ""),
        words=tuple(told.get("words", {}).items()),
        figures=tuple(FigureSlot(**one) for one in told.get("figures", ())),
        sections=tuple(
            SectionRule(one["code"], one["heading"], tuple(one.get("audiences", ())), tuple(map(_block, one["blocks"])))
            for one in told["sections"]
        ),
    )  # fmt: skip


def _block(told: dict[str, Any]) -> BlockRule:  # noqa: PLR0911 - one return a kind of block
    kept = ("otherwise", "caption", "by", "called", "most", "cut", "draws", "ahead")
    rest = {name: told[name] for name in kept if name in told} | {"audiences": tuple(told.get("audiences", ()))}
    match told:
        case {"text": text}:
            return BlockRule("text", text=text, slots=slots_in(text), **rest)
        case {"points": items}:
            return BlockRule("points", items=tuple(items), slots=slots_in(" ".join(items)), **rest)
        case {"figures": slots}:
            return BlockRule("figures", slots=tuple(slots), **rest)
        case {"compared": slots}:
            return BlockRule("compared", slots=tuple(slots), **rest)
        case {"chart": slot}:
            return BlockRule("chart", slots=(slot,), **rest)
        case {"rows": slot}:
            return BlockRule("rows", slots=(slot,), columns=tuple(told["columns"]), **rest)
        case {"broken": slot}:
            return BlockRule("broken", slots=(slot,), **rest)
        case {"missed": slots}:
            return BlockRule("missed", slots=tuple(slots), **rest)
        case _:
            raise ValueError(f"a block shows none of text, points, figures, compared, chart, rows, broken, missed: {told}")


def slots_in(text: str) -> tuple[str, ...]:
    """Return the words in braces of a text, without how they are printed."""
    return tuple(found[1] for found in SLOT.finditer(text))


def faults_of(kind: Kind, rules: Mapping[str, FigureRule | MeasuredRule]) -> Iterator[str]:
    """Yield what is wrong with a kind: figures that no room declares, words that stand for nothing, columns not there."""
    slots = {one.slot: one for one in kind.figures}
    yield from (f"{one.slot} follows {one.rule}, which is no figure" for one in kind.figures if one.rule not in rules)
    yield from (f"{one} is no audience" for one in kind.audiences if one not in audiences())
    known = set(slots) | {f"{FIRST}{one.slot}" for one in kind.figures if one.compared}
    used: set[str] = set()
    for section in kind.sections:
        yield from (
            f"{section.code} is for {one}, which the kind is not" for one in section.audiences if one not in kind.audiences
        )
        for block in section.blocks:
            named = set(block.slots) - FACTS
            used |= {one.removeprefix(FIRST) for one in named}
            yield from (f"{section.code} shows {one}, which stands for nothing" for one in sorted(named - known))
            if block.shows == "compared":
                yield from (
                    f"{one} is not declared as compared" for one in block.slots if one in slots and not slots[one].compared
                )
            yield from (
                f"{section.code} has a block for {one}, which the kind is not"
                for one in block.audiences
                if one not in kind.audiences
            )
            columns = (block.by, *block.columns) if block.by else block.columns
            rule = rules.get(slots[block.slots[0]].rule) if block.slots and block.slots[0] in slots else None
            if rule is not None:
                yield from (f"{rule.code} has no column {one}" for one in columns if one not in rule.columns)
                yield from _faults_of_cut(block, rule)
    yield from (f"{one} is declared and never shown" for one in sorted(set(slots) - used))


def _faults_of_cut(block: BlockRule, rule: FigureRule | MeasuredRule) -> Iterator[str]:
    """Yield what is wrong with a breakdown: of a figure that has none, by a name that is none, drawn as nothing is."""
    if block.shows == "broken" and (isinstance(rule, FigureRule) or block.cut not in rule.cuts):
        yield f"{rule.code} has no breakdown {block.cut}"
    if block.shows in {"chart", "rows"} and isinstance(rule, MeasuredRule):
        yield f"{rule.code} is measured: show it with broken"
    if block.draws not in DRAWINGS:
        yield f"{block.draws} is no drawing"
