"""A case as one viewer may read it: plain data, so that a page cannot show what is not in it.

Police read it whole. A partner reads what concerns their own organisation: the vehicle, the country, where it stands, the days,
the sums and the letters to them; no name of anybody else, no reason, no free words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.repatriation.casework import name_of, standing_parties
from vinculum.desk.repatriation.costing import Worth, worth_of
from vinculum.desk.repatriation.dating import Clock, Due, clocks_of
from vinculum.desk.repatriation.models import Case, Cost, CourtFact, Letter, Note
from vinculum.desk.repatriation.seeing import is_police, letters_to, sees_party
from vinculum.desk.repatriation.vocabulary import Answer, Capacity, CostKind, CourtKind, Part, date_kinds, letter_kinds
from vinculum.desk.repatriation.workflow import CASE, CLOSED
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.workflow import StateRule
from vinculum.marks.locode import countries


@dataclass(frozen=True, slots=True)
class SeenParty:
    """A part in a case; ``name`` is "" where it is not for this viewer."""

    part: str
    capacity: str
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class SeenLetter:
    """A letter that the viewer may read, and what happened with it."""

    number: int
    title: str
    recipient: str
    drafted_on: date
    sent_on: date | None
    answered_on: date | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline. ``who`` and ``words`` are "" where they are not for this viewer."""

    at: datetime
    what: str
    who: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SeenCase:
    """Everything that a page may show of a case to one viewer."""

    reference: str
    title: str
    whole: bool
    state: StateRule
    facts: tuple[tuple[str, str], ...]
    parties: tuple[SeenParty, ...]
    letters: tuple[SeenLetter, ...]
    clocks: tuple[Clock, ...]
    date_titles: tuple[str, ...]
    worth: Worth
    costs: tuple[Cost, ...]
    timeline: tuple[Happened, ...]


def see(case: Case, steps: list[Step], viewer: Viewer) -> SeenCase:
    """Return a case that is visible to a viewer as they may read it; ``steps`` are those of its workflow, in order."""
    whole = is_police(viewer)
    letters = _letters(case, viewer)
    closed = steps[-1].state in CLOSED
    # Of a closed case nothing is due any more.
    clocks = tuple(clock for clock in clocks_of([case], viewer.at.date()).get(case.pk, ()) if clock.due is Due.MET or not closed)
    court = list(CourtFact.objects.filter(case=case).select_related("by").order_by("number"))
    return SeenCase(
        reference=case.reference,
        title=f"{case.make} {case.model}, found in {countries().get(case.country, case.country)}",
        whole=whole,
        state=CASE.states[steps[-1].state],
        facts=tuple(_facts(case, viewer, whole=whole)),
        parties=tuple(
            SeenParty(
                part.words,
                Capacity(party.capacity).words if party.capacity else "",
                name_of(party) if sees_party(viewer, party) else "",
                party.contact if sees_party(viewer, party) else "",
            )
            for part, party in standing_parties(case).items()
        ),
        letters=letters,
        clocks=clocks,
        date_titles=tuple(clock.row.about if whole else date_kinds()[clock.row.kind].title for clock in clocks),
        worth=worth_of(case),
        costs=tuple(Cost.objects.filter(case=case).order_by("number")) if whole else (),
        timeline=tuple(sorted(_timeline(case, steps, letters, court, whole=whole), key=lambda one: one.at, reverse=True)),
    )


def cost_words(kind: str) -> str:
    """Return what a cost is for, in words."""
    return CostKind(kind).words


def _facts(case: Case, viewer: Viewer, *, whole: bool) -> list[tuple[str, str]]:
    told = [
        ("Vehicle", f"{case.make} {case.model}"),
        ("Registration mark", case.vrm),
        ("Chassis number", case.vin),
        ("Stolen on", _day(case.stolen_on)),
        ("Found on", _day(case.found_on)),
        ("Country", countries().get(case.country, case.country)),
        ("Kept by", case.keeper.name),
    ]
    if whole:
        told += [
            ("Place", case.place),
            ("Theft", f"{case.crime_ref}, {case.force.name}"),
            ("Recovery record", case.recovery_ref),
            ("Consignment", case.consignment_ref),
            ("What the value rests on", case.value_basis),
        ]
        if decide(viewer, Action.READ_LEADS).allowed:
            told.append(("Lead", case.lead))
    return [(name, words) for name, words in told if words]


def _letters(case: Case, viewer: Viewer) -> tuple[SeenLetter, ...]:
    rows = Letter.objects.filter(letters_to(viewer), case=case).prefetch_related("facts").order_by("number")
    found = []
    for row in rows:
        days = {Answer(fact.what): fact.on for fact in row.facts.all()}
        found.append(
            SeenLetter(
                row.number,
                letter_kinds()[row.kind].title,
                Part(row.to).words,
                row.at.date(),
                days.get(Answer.SENT),
                days.get(Answer.ANSWERED),
                not row.said,
            )
        )
    return tuple(found)


def _timeline(
    case: Case, steps: list[Step], letters: tuple[SeenLetter, ...], court: list[CourtFact], *, whole: bool
) -> list[Happened]:
    told = [Happened(_noon(case.stolen_on), "Stolen"), Happened(_noon(case.found_on), "Found abroad")]
    for step in steps:
        rule = CASE.acts.get(step.act)
        what = rule.title if rule else step.act
        told.append(Happened(step.at, what, step.person.name if whole else "", step.reason if whole else ""))
    for letter in letters:
        if letter.sent_on:
            told.append(Happened(_noon(letter.sent_on), f"{letter.title}: sent"))
        if letter.answered_on:
            told.append(Happened(_noon(letter.answered_on), f"{letter.title}: answered"))
    told += [
        Happened(
            _noon(fact.on), CourtKind(fact.kind).words + (f", {fact.court}" if whole else ""),
            fact.by.name if whole else "", fact.words if whole else "",
        )
        for fact in court
    ]  # fmt: skip
    if whole:
        notes = Note.objects.filter(case=case).select_related("by")
        told += [Happened(note.at, "Note", note.by.name, note.words) for note in notes]
    return told


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
