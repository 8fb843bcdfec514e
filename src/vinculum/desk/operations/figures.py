"""What can be counted about operations: who takes part, what was asked and answered, what was used, spent and disrupted.

Every figure takes ``operation`` (a reference) and, where it says so, further words in ``Asked.of``. A row tells references,
organisations and days: no name, no mark and no text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db.models import Q

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.operations.disrupting import levels, stages, strands
from vinculum.desk.operations.models import Disruption, Judgement, Operation, Participant, SpendKind, SpendLine, Tasking, WorkKind
from vinculum.desk.operations.seeing import counted_for, spend_visible_to, visible_to
from vinculum.desk.operations.tasking import results_of
from vinculum.desk.operations.workflow import DISRUPTION, TASKING
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.workflow import Workflow


def _of(asked: Asked, path: str) -> Q:
    """Return the condition of the operation that is asked for; all of them when none is."""
    named = asked.of.get("operation", "")
    return Q(**{path: named}) if named else Q()


def _within(asked: Asked, day: date | None) -> bool:
    if asked.since is None and asked.until is None:
        return True
    return day is not None and (asked.since is None or day >= asked.since) and (asked.until is None or day < asked.until)


def _steps_by(workflow: Workflow, subjects: Iterable[str], as_at: datetime) -> dict[str, list[Step]]:
    """Return the steps of things that were known by a moment, in order, by thing."""
    found: dict[str, list[Step]] = {}
    for step in Step.objects.filter(workflow=workflow.code, subject__in=list(subjects), at__lte=as_at).order_by(
        "subject", "number"
    ):
        found.setdefault(step.subject, []).append(step)
    return found


def _forces(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    from_operation = Participant.objects.filter(_of(asked, "operation__reference"), reports=True, joined_at__lte=asked.as_at)
    seen = from_operation.filter(operation__in=Operation.objects.filter(visible_to(viewer))).select_related(
        "operation", "organisation"
    )
    return [
        FigureRow(
            f"{one.operation.reference} {one.organisation_id}",
            (one.operation.reference, one.organisation_id, one.organisation.name, one.joined_at),
            href=f"/operations/{one.operation.reference}",
        )
        for one in seen.order_by("operation__reference", "organisation_id")
    ]


def _taskings(viewer: Viewer, asked: Asked) -> list[tuple[Tasking, list[Step]]] | None:
    """Return the taskings sent by a moment with their steps; None where none was."""
    seen = Tasking.objects.filter(counted_for(viewer)).filter(_of(asked, "operation__reference"), made_at__lte=asked.as_at)
    if force := asked.of.get("force"):
        seen = seen.filter(organisation_id=force)
    held = list(seen.select_related("operation").order_by("reference"))
    if not held:
        return None
    steps = _steps_by(TASKING, [one.reference for one in held], asked.as_at)
    return [(one, steps.get(one.reference, [])) for one in held if _within(asked, one.day)]


Passes = Callable[[Tasking, list[Step]], Step | None]


def _tasked(passes: Passes) -> Callable[[Viewer, Asked], list[FigureRow] | None]:
    """Return the rows of a figure of taskings: those of which some step passes."""

    def rows(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
        held = _taskings(viewer, asked)
        if held is None:
            return None
        return [
            FigureRow(
                one.reference,
                (one.reference, one.organisation_id, one.kind, one.day, step.at),
                href=f"/taskings/{one.reference}",
            )
            for one, steps in held
            if (step := passes(one, steps)) is not None
        ]

    return rows


def _acted(*acts: str) -> Passes:
    def passes(_: Tasking, steps: list[Step]) -> Step | None:
        return next((step for step in steps if step.act in acts), None)

    return passes


def _reported(kind: str | None = None) -> Passes:
    """Pass a tasking whose result was reported; of one kind, only if it brought what it was meant to."""

    def passes(tasking: Tasking, steps: list[Step]) -> Step | None:
        step = next((step for step in steps if step.act == "report"), None)
        if step is None or kind is None:
            return step
        word = results_of(tasking).get(str(step.told.get("outcome", "")))
        return step if tasking.kind == kind and word is not None and word.found else None

    return passes


def _slots(prefix: str, *, whole: bool) -> Callable[[Viewer, Asked], list[FigureRow] | None]:
    """Return the rows of a figure of capacity used: accepted or reported taskings in slots of a kind.

    ``whole`` counts a slot once however much is done in it (a team's day); else each tasking counts (a lift).
    """

    def rows(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
        held = _taskings(viewer, asked)
        if held is None:
            return None
        found: dict[str, FigureRow] = {}
        for one, steps in held:
            used = next((step for step in steps if step.act == ("accept" if whole else "report")), None)
            if used is None or not one.slot.startswith(prefix):
                continue
            key = one.slot if whole else one.reference
            found.setdefault(
                f"{one.operation.reference} {key}",
                FigureRow(f"{one.operation.reference} {key}", (one.operation.reference, one.organisation_id, one.day, used.at)),
            )
        return list(found.values())

    return rows


def _spend(kind: SpendKind) -> Callable[[Viewer, Asked], list[FigureRow] | None]:
    def rows(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
        seen = SpendLine.objects.filter(spend_visible_to(viewer)).filter(
            _of(asked, "operation__reference"), kind=kind, known_at__lte=asked.as_at
        )
        if pillar := asked.of.get("pillar"):
            seen = seen.filter(pillar_id=pillar)
        held = list(seen.select_related("operation").order_by("operation__reference", "number"))
        if not held:
            return None
        return [
            FigureRow(
                f"{one.operation.reference} {one.number}",
                (one.operation.reference, one.organisation_id, one.pillar_id or "", one.on, one.known_at),
                amount=one.amount_gbp,
                href=f"/operations/{one.operation.reference}/spend",
            )
            for one in held
            if _within(asked, one.on)
        ]

    return rows


def _disruptions(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return disruptions that stood as agreed at a moment, with the judgement that was agreed."""
    seen = Disruption.objects.filter(counted_for(viewer)).filter(_of(asked, "operation__reference"), made_at__lte=asked.as_at)
    held = list(seen.select_related("operation").order_by("reference"))
    steps = _steps_by(DISRUPTION, [one.reference for one in held], asked.as_at)
    found = []
    for one in held:
        last = steps[one.reference][-1] if one.reference in steps else None
        if last is None or last.state != "agreed" or not _within(asked, one.happened_on):
            continue
        judged = Judgement.objects.filter(disruption=one, at__lte=asked.as_at).order_by("number").last()
        if judged is None or any(asked.of.get(word, told) != told for word, told in _facets(judged)):
            continue
        found.append(
            FigureRow(
                one.reference,
                (
                    one.operation.reference, one.organisation_id, one.happened_on, levels()[judged.level].title,
                    strands()[judged.strand], f"{judged.stage} {stages()[judged.stage]}", last.at,
                ),
                href=f"/disruptions/{one.reference}",
            )
        )  # fmt: skip
    return found


def _facets(judged: Judgement) -> tuple[tuple[str, str], ...]:
    return (("level", judged.level), ("strand", judged.strand), ("stage", judged.stage))


_TASKED = ("Tasking", "To", "Kind", "Day", "Since")

RULES: tuple[FigureRule, ...] = (
    FigureRule(
        "operation-forces", "Forces that take part",
        "Organisations that take part in the operation and report, by the day on which they joined it in the workbench.",
        Unit.COUNT, ("Operation", "Code", "Force", "Joined"), Action.READ_OPERATIONS, _forces,
    ),
    FigureRule(
        "taskings-sent", "Taskings sent", "Pieces of work given to an organisation, those taken back later included.",
        Unit.COUNT, _TASKED, Action.READ_OPERATIONS, _tasked(_acted("send")),
    ),
    FigureRule(
        "taskings-acknowledged", "Taskings acknowledged",
        "Taskings that the receiving organisation acknowledged, accepted or declined.",
        Unit.COUNT, _TASKED, Action.READ_OPERATIONS, _tasked(_acted("acknowledge", "accept", "decline")),
    ),
    FigureRule(
        "taskings-declined", "Taskings declined", "Taskings that the receiving organisation declined, each with a reason.",
        Unit.COUNT, _TASKED, Action.READ_OPERATIONS, _tasked(_acted("decline")),
    ),
    FigureRule(
        "taskings-done", "Taskings done", "Taskings whose result was reported, whatever it was.",
        Unit.COUNT, _TASKED, Action.READ_OPERATIONS, _tasked(_reported()),
    ),
    FigureRule(
        "taskings-escalated", "Taskings escalated", "Taskings that were escalated at least once because an answer was late.",
        Unit.COUNT, _TASKED, Action.READ_OPERATIONS, _tasked(_acted("escalate")),
    ),
    FigureRule(
        "team-days-used", "Team-days used",
        "Team-days of a plan in which at least one tasking was accepted; a day counts once however much was done in it.",
        Unit.COUNT, ("Operation", "Force", "Day", "Since"), Action.READ_OPERATIONS, _slots("team:", whole=True),
    ),
    FigureRule(
        "lifts-used", "Lifts used", "Container lifts of a plan whose result was reported.",
        Unit.COUNT, ("Operation", "By", "Day", "Since"), Action.READ_OPERATIONS, _slots("port:", whole=False),
    ),
    FigureRule(
        "prevention-events", "Prevention events held", "Prevention events that were tasked and reported as done.",
        Unit.COUNT, _TASKED, Action.READ_OPERATIONS, _tasked(_reported(WorkKind.EVENT.value)),
    ),
    FigureRule(
        "operation-spend", "Spent on the operation",
        "Amounts told as spent, less those taken back, by when they were told. What nobody has told is not in it.",
        Unit.POUNDS, ("Operation", "By", "Pillar", "On", "Told"), Action.READ_OPERATIONS, _spend(SpendKind.ACTUAL),
    ),
    FigureRule(
        "operation-planned-spend", "Planned for the operation", "Amounts told as planned, less those taken back.",
        Unit.POUNDS, ("Operation", "By", "Pillar", "On", "Told"), Action.READ_OPERATIONS, _spend(SpendKind.PLANNED),
    ),
    FigureRule(
        "disruptions-agreed", "Disruptions agreed",
        "Disruptions whose judgement a second person agreed with, as it stood at that moment. The levels have no fixed national "
        "definitions: each is a judgement with reasons. Narrow by level, strand (4P) or stage of the crime script.",
        Unit.COUNT, ("Operation", "By", "Happened", "Level", "Strand", "Stage", "Agreed"), Action.READ_OPERATIONS, _disruptions,
    ),
)  # fmt: skip
