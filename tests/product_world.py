"""A small world for tests of products: a kind, its figures over a few rows with the moments at which they became known."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.all_figures import all_rules
from vinculum.desk.documents.kinds import kinds, read_kind
from vinculum.desk.documents.making import Order, make_version
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.releasing import act_on
from vinculum.desk.documents.workflow import WORKFLOW
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.operations.models import Operation, Participant
from vinculum.desk.workflows.stepping import history

OCTOBER = datetime(2025, 10, 29, 17, tzinfo=UTC)
MARCH = datetime(2026, 3, 2, 17, tzinfo=UTC)

KIND = """
[kind]
code = "test-bulletin"
title = "Test bulletin"
about = "What came of it."
of = "operation"
owner = "OPAL"
audiences = ["members", "public", "police"]
review_days = 30
headline = "{name}: results as at {as_at}"
summary = "From {from_day} to {to_day}."
embargo = true

[words]
"So far" = "Known by the moment named."

[[figures]]
slot = "arrests"
rule = "t-arrests"
of = { operation = "{of}" }
compared = true

[[figures]]
slot = "value"
rule = "t-value"
of = { operation = "{of}" }
since = "{since}"
until = "{until}"
compared = true

[[figures]]
slot = "charges"
rule = "t-charges"

[[figures]]
slot = "sources"
rule = "t-sources"

[[sections]]
code = "results"
heading = "Results so far"
blocks = [
    { text = "Forces made {arrests} arrests and found {value:over} worth of vehicles so far." },
    { text = "{charges} people were charged.", otherwise = "Nobody has said yet how many were charged." },
    { figures = ["arrests", "value", "charges"], caption = "Results as at {as_at}" },
    { compared = ["arrests", "value"], caption = "First and now", otherwise = "Nothing was published before." },
    { chart = "value", by = "Force", caption = "Value by force" },
    { rows = "arrests", columns = ["Force", "On"], caption = "The arrests" },
]

[[sections]]
code = "sources"
heading = "Where it came from"
audiences = ["police"]
blocks = [{ text = "It rests on {sources} sources." }]
"""


@dataclass
class World:
    """What is true, and when it became known. ``sources`` may be read by those who read intelligence only."""

    arrests: dict[str, tuple[str, date, datetime]] = field(default_factory=dict)
    value: dict[str, tuple[str, Decimal, datetime]] = field(default_factory=dict)

    def rules(self) -> list[FigureRule]:
        """Return the figures of this world."""

        def arrests(_viewer: Viewer, asked: Asked) -> list[FigureRow]:
            assert asked.of["operation"] == "op-test"
            return [FigureRow(key, (force, on)) for key, (force, on, known) in self.arrests.items() if known <= asked.as_at]

        def value(_viewer: Viewer, asked: Asked) -> list[FigureRow]:
            assert (asked.since, asked.until) == (date(2025, 10, 13), date(2025, 10, 20))
            return [
                FigureRow(key, (force, worth), worth) for key, (force, worth, known) in self.value.items() if known <= asked.as_at
            ]

        def sources(_viewer: Viewer, _asked: Asked) -> list[FigureRow]:
            return [FigureRow(one, (one,)) for one in ("QUIETLARCH", "DEEPFERN", "COLDBIRCH")]

        return [
            FigureRule("t-arrests", "Arrests", "People arrested, each once.", Unit.COUNT, ("Force", "On"),
                       Action.READ_OPERATIONS, arrests),
            FigureRule("t-value", "Value recovered", "What the vehicles are worth.", Unit.POUNDS, ("Force", "Worth"),
                       Action.READ_OPERATIONS, value),
            FigureRule("t-charges", "Charges", "People charged.", Unit.COUNT, ("Force",), Action.READ_OPERATIONS,
                       lambda _viewer, _asked: None),
            FigureRule("t-sources", "Sources", "Sources that told.", Unit.COUNT, ("Name",), Action.READ_INTELLIGENCE, sources),
        ]  # fmt: skip


def lay_in(monkeypatch: pytest.MonkeyPatch) -> World:
    """Lay the world, its figures and its kind in for one test."""
    world = World(
        arrests={
            "a1": ("Essex", date(2025, 10, 14), datetime(2025, 10, 20, tzinfo=UTC)),
            "a2": ("Kent", date(2025, 10, 15), datetime(2025, 10, 21, tzinfo=UTC)),
            "a3": ("Essex", date(2025, 10, 16), datetime(2026, 1, 9, tzinfo=UTC)),
        },
        value={
            "v1": ("Essex", Decimal("2040000.50"), datetime(2025, 10, 20, tzinfo=UTC)),
            "v2": ("Kent", Decimal(1_300_000), datetime(2026, 1, 9, tzinfo=UTC)),
        },
    )
    for rule in world.rules():
        monkeypatch.setitem(all_rules(), rule.code, rule)
    monkeypatch.setitem(kinds(), "test-bulletin", read_kind(tomllib.loads(KIND)))
    made = Operation.objects.create(
        reference="op-test",
        name="Operation Test",
        aims="Find the yards.",
        lead_id="OPAL",
        begins_on=date(2025, 10, 13),
        ends_on=date(2025, 10, 19),
        made_at=datetime(2025, 9, 1, tzinfo=UTC),
        made_by=Person.objects.get(email__startswith="grace."),
    )
    for number, code in enumerate(("ESSEX", "CLEVELAND", "SYP"), 1):
        Participant.objects.create(
            operation=made, organisation=Organisation.objects.get(code=code), joined_at=datetime(2025, 10, number, tzinfo=UTC)
        )
    return world


def seen_as(who: str, at: datetime = MARCH, purpose: Purpose | None = None) -> Viewer:
    """Return a sample person as the policy sees them at a moment, for one of their purposes."""
    person = Person.objects.get(email__startswith=f"{who}.")
    return viewer_of(person, at, purpose or min(viewer_of(person, at).purposes), "a test")


def make(who: str = "grace", at: datetime = MARCH, audience: str = "members", until: datetime | None = None) -> Version:
    """Make the next version of the test bulletin, as at the moment it is made."""
    return make_version(Order("test-bulletin", "op-test", audience, at, until), seen_as(who, at))


def release(version: Version, who: str = "ines", at: datetime | None = None) -> Version:
    """Review and release a version."""
    for act in ("review", "release"):
        viewer = seen_as(who, at or version.made_at, Purpose.INTELLIGENCE)
        act_on(version, act, viewer, after=len(history(WORKFLOW, version.subject)))
    return version


Making = Callable[..., Version]
