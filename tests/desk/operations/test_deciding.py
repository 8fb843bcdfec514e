"""Operations, their log, spend, disruptions and figures: what is kept, what is refused, and what was known when."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.operations.capacity import Team, offer_teams
from vinculum.desk.operations.capacity_sheet import declared_for, read_teams
from vinculum.desk.operations.disrupting import Judged, assess, judge_again, parties_of
from vinculum.desk.operations.figures import RULES
from vinculum.desk.operations.lateness import clock_of
from vinculum.desk.operations.logging_decisions import Decided, enter
from vinculum.desk.operations.models import LogEntry, Operation, SpendKind, Tasking
from vinculum.desk.operations.proposing import Proposal, change, propose
from vinculum.desk.operations.refusals import NotKept, OutOfOrder
from vinculum.desk.operations.spending import Spent, take_back, tell_spend
from vinculum.desk.operations.tasking import Given, answer, report, send
from vinculum.desk.operations.workflow import DISRUPTION, OPERATION, TASKING
from vinculum.desk.operations.workflow import parties_of as parties_of_operation
from vinculum.desk.sheets.declared import CellValue
from vinculum.desk.sheets.template import write_template
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import Standing, history, standing_of, take

DAY = datetime(2026, 3, 20, 9, tzinfo=UTC)
PROPOSAL = Proposal("small-op", "A small week", "Aims", date(2026, 4, 1), date(2026, 4, 7), forces=("ESSEX", "KENT"))


def viewer(who: str, hours: float = 0) -> Viewer:
    person = Person.objects.get(email__startswith=f"{who}.")
    return viewer_of(person, DAY + timedelta(hours=hours), Purpose.INVESTIGATION, "a test")


@pytest.fixture
def operation(standing_desk: object) -> Operation:
    """Propose and approve a small operation of OPAL with Essex and Kent."""
    made = propose(PROPOSAL, viewer("grace"))
    take(OPERATION, made.reference, "approve", viewer("ines"), after=1, parties=parties_of_operation(made))
    return made


def figure(code: str, operation: Operation, who: str = "grace", hours: float = 100.0, **of: str) -> Decimal | None:
    rule = next(rule for rule in RULES if rule.code == code)
    return figure_of(rule, viewer(who, 200), Asked(DAY + timedelta(hours=hours), {"operation": operation.reference, **of})).value


def test_nobody_approves_their_own(standing_desk: object) -> None:
    """An operation is approved by somebody of its lead other than whoever proposed it."""
    made = propose(PROPOSAL, viewer("grace"))
    with pytest.raises(NotPermitted):
        take(OPERATION, made.reference, "approve", viewer("grace"), after=1, parties=parties_of_operation(made))


def test_what_has_begun_is_not_rewritten(operation: Operation) -> None:
    """Aims and days are changed until the operation begins; the reference never."""
    changed = Proposal("small-op", "Another name", "Aims", date(2026, 4, 1), date(2026, 4, 5), forces=("ESSEX",))
    assert change(operation, changed, viewer("grace", 1)).name == "Another name"
    assert list(operation.participants.values_list("organisation_id", flat=True)) == ["ESSEX"]
    take(OPERATION, "small-op", "begin", viewer("grace", 2), after=2, parties=parties_of_operation(operation))
    with pytest.raises(NotKept):
        change(operation, changed, viewer("grace", 3))


def test_the_log_only_grows(operation: Operation) -> None:
    """An entry is neither changed nor removed nor told before a later one; a mistake is put right by another entry."""
    first = enter(operation, Decided("Begin at six", "It is light then"), viewer("grace", 1))
    second = enter(operation, Decided("Begin at seven", "It is light then", corrects=1), viewer("grace", 2))
    assert [first.number, second.number, second.corrects] == [1, 2, 1]
    with pytest.raises(OutOfOrder):
        enter(operation, Decided("Before", "Late"), viewer("grace", 1.5))
    with pytest.raises(NotKept):
        enter(operation, Decided("Right", "No such entry", corrects=9), viewer("grace", 3))
    with pytest.raises(DatabaseError), transaction.atomic():
        LogEntry.objects.filter(pk=first.pk).update(decision="Never begin")
    with pytest.raises(DatabaseError), transaction.atomic():
        LogEntry.objects.filter(pk=first.pk).delete()
    with pytest.raises(NotPermitted):
        enter(operation, Decided("Mine", "Why"), viewer("owen", 3))


def test_spend_is_known_from_when_it_was_told(operation: Operation) -> None:
    """A figure as at a moment counts the lines told by then; what was taken back later still stood then. Untold is not known."""
    assert figure("operation-spend", operation) is None
    line = tell_spend(operation, Spent(SpendKind.ACTUAL, "ESSEX", "Hire", Decimal(500), date(2026, 3, 19)), viewer("owen", 1))
    tell_spend(operation, Spent(SpendKind.ACTUAL, "KENT", "Fuel", Decimal(80), date(2026, 3, 19)), viewer("grace", 2))
    take_back(line, "Told twice", viewer("owen", 3))
    told = [figure("operation-spend", operation, hours=hours) for hours in (0.5, 1.5, 2.5, 3.5)]
    assert told == [None, Decimal(500), Decimal(580), Decimal(80)]
    with pytest.raises(NotKept):
        take_back(line, "Again", viewer("owen", 4))
    with pytest.raises(NotPermitted):
        tell_spend(operation, Spent(SpendKind.ACTUAL, "KENT", "Fuel", Decimal(1), date(2026, 3, 19)), viewer("owen", 5))


def test_a_disruption_counts_once_somebody_else_agrees(operation: Operation) -> None:
    """Its originator cannot agree; sent back it is judged again; the figure follows the judgement that was agreed, as at."""
    minor = Judged("minor", "pursue", "S7", "It lost little")
    made = assess(operation, "A yard", date(2026, 3, 19), "Searched", minor, viewer("grace", 1))
    with pytest.raises(NotPermitted):
        take(DISRUPTION, made.reference, "agree", viewer("grace", 2), after=1, parties=parties_of(made), reason="Mine")
    take(
        DISRUPTION,
        made.reference,
        "return",
        viewer("ines", 3),
        after=1,
        parties=parties_of(made),
        reason="Look again",
    )
    judge_again(made, Judged("moderate", "pursue", "S7", "It stopped taking cars in"), viewer("grace", 4), after=2)
    take(DISRUPTION, made.reference, "agree", viewer("ines", 5), after=3, parties=parties_of(made), reason="Two sources")
    assert [figure("disruptions-agreed", operation, hours=hours) for hours in (1.5, 4.5, 5.5)] == [0, 0, 1]
    assert figure("disruptions-agreed", operation, level="moderate") == 1
    assert figure("disruptions-agreed", operation, level="minor") == 0
    with pytest.raises(NotKept):
        assess(operation, "A yard", date(2026, 3, 19), "Searched", Judged("huge", "pursue", "S7", "Why"), viewer("grace", 6))


def test_a_tasking_is_owed_an_answer(operation: Operation) -> None:
    """Twelve hours to acknowledge, a day to decide, then its own day; nothing is owed once it is done."""
    made = send(operation, Given("ESSEX", "Visit", "Visit the yard", "by hand", date(2026, 4, 2)), viewer("grace"))
    late = [clock_of(made, Standing("sent", 1), DAY + timedelta(hours=hours)).late for hours in (11, 13)]
    assert late == [False, True]
    answer(made, "accept", viewer("owen", 2), after=1)
    standing = standing_of(history(TASKING, made.reference))
    assert clock_of(made, standing, DAY).by == datetime(2026, 4, 4, tzinfo=UTC)
    report(made, "done", "Three cars", viewer("owen", 3), after=2)
    assert clock_of(made, standing_of(history(TASKING, made.reference)), DAY + timedelta(days=90)).owed == ""
    told = [figure("taskings-done", operation, hours=hours) for hours in (-1, 2.5, 3.5)]
    assert told == [None, 0, 1]


def test_forces_are_tasked_only_when_it_is_approved(standing_desk: object) -> None:
    """A proposed operation asks nobody for anything, and a force that does not take part is not asked."""
    made = propose(PROPOSAL, viewer("grace"))
    given = Given("ESSEX", "Visit", "Visit the yard", "by hand", date(2026, 4, 2))
    with pytest.raises(NotKept):
        send(made, given, viewer("grace"))
    take(OPERATION, made.reference, "approve", viewer("ines"), after=1, parties=parties_of_operation(made))
    with pytest.raises(NotKept):
        send(made, Given("CLEVELAND", "Visit", "Visit", "by hand", date(2026, 4, 2)), viewer("grace"))
    assert Tasking.objects.filter(operation=made).count() == 0


def test_a_spreadsheet_of_teams_comes_back_as_it_went(operation: Operation) -> None:
    """What the template holds is read again; a row with an unknown skill or a day outside is refused by its cell."""
    declared = declared_for(operation, None)
    day = date(2026, 4, 2)
    good: dict[str, CellValue] = {"force": "ESSEX", "team": "A", "day": day, "skills": "stop; search", "hours": Decimal(6)}
    good["crosses"] = "yes"
    book = write_template(declared, {"operation": "small-op"}, [
        good, {**good, "team": "B", "skills": "fly"}, {**good, "team": "C", "day": date(2026, 5, 2)},
    ])  # fmt: skip
    reading, teams = read_teams(declared, operation, book, "teams.xlsx")
    assert teams == [Team("ESSEX", "A", date(2026, 4, 2), ("stop", "search"), Decimal(6), crosses=True)]
    assert sorted({fault.cell for fault in reading.faults}) == ["C4", "D3"]
    assert offer_teams(operation, teams, viewer("owen")) == 1
    assert offer_teams(operation, teams, viewer("owen")) == 1
    assert operation.team_days.count() == 1
