"""Intelligence requirements: stated, answered by reports, and how well each stage of the crime script is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q

from vinculum.desk.access.models import Group
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.intelligence.flows import REPORT, REQUIREMENT, STANDING
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.rows.requirements import Answer, Requirement
from vinculum.desk.intelligence.seeing import requirements_seen, visible_to
from vinculum.desk.intelligence.wording import words
from vinculum.desk.workflows.stepping import standings, take
from vinculum.errors import VinculumError


class BadRequirement(VinculumError):
    """A requirement or an answer that cannot be kept as it is."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a stage is covered: open requirements mapped to it, how many have an answer, reports that answer, the last one."""

    stage: str
    title: str
    open: int
    answered: int
    reports: int
    last: datetime | None


def state_requirement(
    viewer: Viewer,
    *,
    title: str,
    question: str,
    stages: Sequence[str],
    pillars: Sequence[str],
    from_on: date,
    until_on: date,
    shared_with: Group | None,
) -> Requirement:
    """Keep a requirement of the viewer's organisation and open it."""
    if until_on <= from_on:
        raise BadRequirement("A requirement ends after it begins.")
    if not stages or (unknown := [stage for stage in stages if stage not in words("stage")]):
        told = ", ".join(unknown) if stages else "none was given"
        raise BadRequirement(f"Map it to at least one stage of the crime script ({told}).")
    begins = f"{viewer.organisation}-REQ-{viewer.at:%Y}-"
    try:
        with transaction.atomic():
            made = Requirement.objects.create(
                reference=f"{begins}{Requirement.objects.filter(reference__startswith=begins).count() + 1:03d}",
                owner_id=viewer.organisation,
                shared_with=shared_with,
                title=title.strip(),
                question=question.strip(),
                pillars=list(pillars),
                stages=list(stages),
                from_on=from_on,
                until_on=until_on,
                made_at=viewer.at,
                made_by_id=viewer.person,
            )
            take(REQUIREMENT, made.reference, "state", viewer, after=0, parties={"owner": viewer.organisation})
    except IntegrityError as error:
        raise BadRequirement("Somebody stated another one at the same moment. Nothing was kept; try once more.") from error
    return made


def answer(viewer: Viewer, requirement: Requirement, report: str, *, whole: bool, note: str) -> Answer:
    """Keep that a report, which the viewer may see and whose grades stand, answers an open requirement."""
    standing = standings(REQUIREMENT, [requirement.reference]).get(requirement.reference)
    if standing is None or standing.state != "open":
        raise BadRequirement(f"{requirement.reference} is not open; it takes no answers.")
    found = Report.objects.filter(visible_to(viewer), reference=report.strip().upper()).first()
    if found is None:
        raise BadRequirement(f"You see no report {report.strip()!r}. Give the whole reference, such as OPAL-2025-00012.")
    state = standings(REPORT, [found.reference])[found.reference].state
    if state not in STANDING:
        raise BadRequirement(f"{found.reference} is not reviewed yet; what its grades are worth is not known.")
    if Answer.objects.filter(requirement=requirement, report=found).exists():
        raise BadRequirement(f"{found.reference} answers it already.")
    return Answer.objects.create(
        requirement=requirement, report=found, whole=whole, note=note.strip(), at=viewer.at, person_id=viewer.person
    )


def answers_to(viewer: Viewer, requirement: Requirement) -> list[Answer]:
    """Return the answers whose report the viewer may see. The others are not counted: a count would tell of them."""
    seen = Answer.objects.filter(requirement=requirement, report__in=Report.objects.filter(visible_to(viewer)).values("pk"))
    return list(seen.select_related("report", "person").order_by("-at"))


def coverage(viewer: Viewer) -> list[Coverage]:
    """Return how well each stage is covered by what the viewer may see, in the order of the crime script."""
    seen = list(Requirement.objects.filter(requirements_seen(viewer)))
    states = standings(REQUIREMENT, [one.reference for one in seen])
    waiting = {one.pk: one for one in seen if one.reference in states and states[one.reference].state == "open"}
    reports = Report.objects.filter(visible_to(viewer)).values("pk")
    told = (
        Answer.objects.filter(Q(report__in=reports), requirement__in=waiting)
        .values("requirement")
        .annotate(n=Count("report"), last=Max("at"))
        .order_by("requirement")
    )
    answers = {row["requirement"]: (row["n"], row["last"]) for row in told}
    found = []
    for stage in words("stage").values():
        mapped = [key for key, one in waiting.items() if stage.code in one.stages]
        answered = [answers[key] for key in mapped if key in answers]
        last = max((moment for _, moment in answered), default=None)
        found.append(Coverage(stage.code, stage.title, len(mapped), len(answered), sum(n for n, _ in answered), last))
    return found
