"""Figures of intelligence: the actionable logs of an operation, by a definition that is data, as known at any moment."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from django.db.models import Q
from django.urls import reverse

from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.intelligence.flows import COPY, REPORT, STANDING
from vinculum.desk.intelligence.recipients import classes
from vinculum.desk.intelligence.rows.copies import Dissemination
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, Version
from vinculum.desk.intelligence.seeing import visible_to
from vinculum.desk.operations import seeing as operations_seen
from vinculum.desk.operations.models import Operation
from vinculum.desk.workflows.models import Step


def actionable_logs(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    """Return the actionable logs of the operation ``of["operation"]`` as known at a moment; None where the viewer sees none such.

    National bodies, and whoever leads the operation, count every log; any other participant those that they may read. A row is
    the same whoever asks: a handle drawn at random and two days; only who may read the report is led to it.
    """
    operation = Operation.objects.filter(operations_seen.visible_to(viewer), reference=asked.of["operation"]).first()
    if operation is None:
        return None
    readable = dict(Report.objects.filter(visible_to(viewer)).values_list("pk", "reference"))
    counts_all = viewer.organisation in national() or operation.lead_id == viewer.organisation
    rows = [
        FigureRow(
            key=version.report.handle,
            cells=(version.report.handle, version.reported_at.date(), actionable_at.date()),
            href=reverse("intelligence_report", args=[readable[version.report_id]]) if version.report_id in readable else "",
        )
        for version, actionable_at in _actionable(operation.reference, asked).items()
        if counts_all or version.report_id in readable
    ]
    return sorted(rows, key=lambda row: (str(row.cells[2]), row.key))


def _actionable(operation: str, asked: Asked) -> dict[Version, datetime]:
    """Return the versions that stood at the moment and are actionable, each with when it became so (UTC)."""
    versions: dict[int, Version] = {}
    ever = Version.objects.filter(operation=operation).values("report")
    held = Version.objects.filter(report__in=ever, at__lte=asked.as_at)
    for version in held.select_related("report").order_by("report", "number"):
        versions[version.report_id] = version
    standing = {key: version for key, version in versions.items() if version.operation == operation and _within(version, asked)}
    reviewed = _reviewed_at(standing.values(), asked.as_at)
    keys = [version.pk for version in standing.values()]
    telling = set(Link.objects.filter(_telling(), version__in=keys).values_list("version", flat=True))
    believed = set(
        Paragraph.objects.filter(version__in=keys, assessment__in=_read()["assessments"]).values_list("version", flat=True)
    )
    sent = _sent_at(standing, asked.as_at)
    found = {}
    for key, version in standing.items():
        if version.report.reference in reviewed and key in sent and version.pk in telling and version.pk in believed:
            found[version] = max(reviewed[version.report.reference], sent[key])
    return found


def _within(version: Version, asked: Asked) -> bool:
    day = version.reported_at.date()
    return (asked.since is None or day >= asked.since) and (asked.until is None or day < asked.until)


def _telling() -> Q:
    return Q(kind__in=_read()["links"]) | Q(role__in=_read()["place_roles"])


def _reviewed_at(versions: Iterable[Version], as_at: datetime) -> dict[str, datetime]:
    """Return when the grades of each report were accepted, by reference, of those whose grades stood at a moment."""
    references = [version.report.reference for version in versions]
    accepted: dict[str, datetime] = {}
    standing: dict[str, str] = {}
    for step in Step.objects.filter(workflow=REPORT.code, at__lte=as_at, subject__in=references).order_by("number"):
        standing[step.subject] = step.state
        if step.act == "accept":
            accepted[step.subject] = step.at
    return {reference: moment for reference, moment in accepted.items() if standing[reference] in STANDING}


def _sent_at(standing: dict[int, Version], as_at: datetime) -> dict[int, datetime]:
    """Return when a copy of each report first went to a body that can act, of copies that were not recalled at the moment."""
    able = [one.code for one in classes().values() if one.acts]
    sent = Dissemination.objects.filter(
        sent_at__lte=as_at, copy__recipient_class__in=able, copy__version__report__in=list(standing)
    ).order_by("-sent_at")
    rows = list(sent.values_list("copy__version__report", "copy__reference", "sent_at"))
    back = set(
        Step.objects.filter(
            workflow=COPY.code, act="recall", at__lte=as_at, subject__in={reference for _, reference, _ in rows}
        ).values_list("subject", flat=True)
    )
    return {report: moment for report, reference, moment in rows if reference not in back}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((resources.files("vinculum.desk.intelligence") / "actionable.toml").read_text("utf-8"))


RULES: tuple[FigureRule, ...] = (
    FigureRule(
        code="actionable_logs",
        title="Actionable intelligence logs",
        definition=_read()["definition"],
        unit=Unit.COUNT,
        columns=("Log", "Reported on", "Actionable since"),
        action=Action.READ_OPERATIONS,
        rows=actionable_logs,
    ),
)
