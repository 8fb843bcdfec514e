"""The logs of the week of action, put together from sentences of the data file and laid in by the hundred.

The rows are those that the pages make (``compose``, ``compose_copy``, ``dissemination``); the steps follow the same workflows.
Forces send their logs to the national unit, which collates them: one person takes a log in, another reviews it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.intelligence.composing import Composed, compose, keep
from vinculum.desk.intelligence.flows import COPY, REPORT
from vinculum.desk.intelligence.grades import Grade, read_grade
from vinculum.desk.intelligence.recipients import classes
from vinculum.desk.intelligence.rows.copies import Dissemination
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.sanitising import Copied, compose_copy, keep_copies
from vinculum.desk.intelligence.sending import dissemination
from vinculum.desk.intelligence.writing import next_reference
from vinculum.desk.intelligence.written import Written, WrittenParagraph
from vinculum.desk.operations.models import Participant
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.workflow import Workflow
from vinculum.marks.container import check_digit

EARLY_FROM, EARLY_UNTIL = datetime(2025, 10, 14, 8, tzinfo=UTC), datetime(2025, 10, 29, 17, tzinfo=UTC)
LATE_FROM, LATE_UNTIL = datetime(2025, 10, 30, 8, tzinfo=UTC), datetime(2025, 12, 12, 17, tzinfo=UTC)
PLATE_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
VIN_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
STAGES = ("S4", "S5", "S6", "S7", "S8", "S9")


@dataclass(frozen=True, slots=True)
class Log:
    """What is drawn for one log: its words, its grade, when it was reported, taken in and acted on, and by which force."""

    subject: str
    text: str
    grade: str
    stages: tuple[str, ...]
    reported_at: datetime
    known_at: datetime
    force: Organisation


def lay_week(told: dict[str, Any], number: int, *, amara: Person, ines: Person) -> None:
    """Lay in ``number`` logs of the week that are all actionable, as known between the middle of October and December."""
    forces = _forces(told["operation"])
    draw = random.Random(told["seed"])  # noqa: S311 - an invented nation, the same every time
    logs = [_draw(draw, told, place, forces, early=place < told["known_early"]) for place in range(number)]
    first = int(next_reference("OPAL", LATE_UNTIL).rpartition("-")[2])
    reports = [
        Report(
            reference=f"OPAL-2025-{first + place:05d}",
            organisation_id="OPAL",
            desk_id="OPAL",
            made_by=amara,
            made_at=log.known_at,
            former_reference=f"AL2/{log.force.code}/{place + 1:03d}",
        )
        for place, log in enumerate(logs)
    ]
    Report.objects.bulk_create(reports)
    composed = [_compose(report, log, told["operation"], amara) for report, log in zip(reports, logs, strict=True)]
    keep(composed)
    copies = [_copy(one, ines, log) for one, log in zip(composed, logs, strict=True)]
    keep_copies(copies)
    navcis = Organisation.objects.get(code="NAVCIS")
    sent = [_send(one, log, navcis, amara) for one, log in zip(copies, logs, strict=True)]
    Dissemination.objects.bulk_create(sent)
    Step.objects.bulk_create(
        step for report, copy, log in zip(reports, copies, logs, strict=True) for step in _steps(report, copy, log, amara, ines)
    )


def _forces(operation: str) -> list[Organisation]:
    taking_part = Participant.objects.filter(operation__reference=operation, organisation__kind="police_force")
    found = [one.organisation for one in taking_part.select_related("organisation").order_by("organisation__code")]
    return found or list(Organisation.objects.filter(kind="police_force").order_by("code"))


def _draw(draw: random.Random, told: dict[str, Any], place: int, forces: list[Organisation], *, early: bool) -> Log:
    begins, ends = (EARLY_FROM, EARLY_UNTIL) if early else (LATE_FROM, LATE_UNTIL)
    known_at = begins + draw.random() * (ends - begins)
    drawn = {
        "plate": _plate(draw), "plate2": _plate(draw), "vin": _vin(draw), "box": _box(draw, told["owners"]),
        "phone": f"07700 900{draw.randrange(1000):03d}", "port": draw.choice(told["ports"]),
        "town": draw.choice(told["towns"]), "make": draw.choice(told["makes"]),
    }  # fmt: skip
    parts = [draw.choice(told[name]) for name in ("openings", "middles", "endings")]
    week = datetime(2025, 10, 13, 6, tzinfo=UTC)
    return Log(
        subject=draw.choice(told["subjects"]).format(**drawn),
        text=" ".join(parts).format(**drawn),
        grade=f"{draw.choice('1122')}/{draw.choice('AABBCD')}/P",
        stages=(draw.choice(STAGES),),
        reported_at=min(week + timedelta(hours=draw.randrange(7 * 24 - 8)), known_at - timedelta(hours=6)),
        known_at=known_at,
        force=forces[place % len(forces)],
    )


def _compose(report: Report, log: Log, operation: str, by: Person) -> Composed:
    written = Written(
        subject=log.subject,
        author=f"Intelligence unit, {log.force.name}",
        reported_at=log.reported_at,
        obtained_at=log.reported_at - timedelta(hours=5),
        stages=log.stages,
        pillars=("P3",),
        operation=operation,
        paragraphs=(WrittenParagraph(log.text, Grade(*read_grade(log.grade)), log.grade),),
    )
    return compose(report, 1, written, by.pk, log.known_at - timedelta(hours=3))


def _copy(one: Composed, by: Person, log: Log) -> Copied:
    to = classes()["navcis"]
    kept = [(paragraph, paragraph.text) for paragraph in one.paragraphs]
    return compose_copy(one.version, to, log.subject, "OFFICIAL-SENSITIVE", kept, by.pk, log.known_at - timedelta(hours=1))


def _send(copied: Copied, log: Log, recipient: Organisation, by: Person) -> Dissemination:
    return dissemination(copied.copy, classes()["navcis"], recipient, by.pk, log.known_at)


def _steps(report: Report, copied: Copied, log: Log, amara: Person, ines: Person) -> list[Step]:
    """Return the steps of a log and of its copy, each by somebody other than whoever did what it checks."""
    done: list[tuple[Workflow, str, int, str, Person, float]] = [
        (REPORT, report.reference, 1, "import", amara, 3.0),
        (REPORT, report.reference, 2, "accept", ines, 2.0),
        (COPY, copied.copy.reference, 1, "prepare", ines, 1.0),
        (COPY, copied.copy.reference, 2, "release", amara, 0.5),
        (COPY, copied.copy.reference, 3, "send", amara, 0.0),
        (REPORT, report.reference, 3, "disseminate", amara, 0.0),
    ]
    return [
        Step(
            workflow=workflow.code,
            subject=subject,
            number=number,
            act=act,
            state=workflow.acts[act].leads_to or "released",
            at=log.known_at - timedelta(hours=hours),
            person=by,
            organisation_id=by.organisation_id,
        )
        for workflow, subject, number, act, by, hours in done
    ]


def _plate(draw: random.Random) -> str:
    letters = "".join(draw.choice(PLATE_LETTERS) for _ in range(5))
    return f"{letters[:2]}{draw.choice((19, 20, 21, 22, 23, 24, 69, 70, 71, 72, 73))} {letters[2:]}"


def _vin(draw: random.Random) -> str:
    return (
        draw.choice(("SAL", "JTJ", "WBA", "WDD"))
        + "".join(draw.choice(VIN_CHARACTERS) for _ in range(8))
        + "".join(str(draw.randrange(10)) for _ in range(6))
    )


def _box(draw: random.Random, owners: list[str]) -> str:
    first_ten = f"{draw.choice(owners)}{draw.randrange(10**6):06d}"
    return f"{first_ten}{check_digit(first_ten)}"
