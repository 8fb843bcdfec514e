"""The job that screens a manifest, as the person who asked may see the evidence and the picture."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.seen import SEEN
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.audit.chain import Entry, append
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.ports.clock import clock_of
from vinculum.desk.ports.manifests import NotScreened, keep_screening, screen_manifest
from vinculum.desk.work.doing import Doing, carry_out
from vinculum.picture.current import current_build
from vinculum.picture.settings import read_settings


@task()
def screen_delivery(job: int) -> None:
    """Screen a delivery of consignments (order: delivery) for whoever asked."""
    carry_out(screen_delivery, job, _screen)


def _screen(doing: Doing) -> dict[str, Any]:
    job = doing.job
    if job.person is None:
        raise NotScreened("A manifest is screened for a person.")
    viewer = viewer_of(Person.objects.get(pk=job.person.pk), timezone.now(), Purpose(job.purpose), job.why)
    decision = decide(viewer, Action.WORK_PORTS)
    if not decision.allowed:
        raise NotScreened(decision.reason)
    doing.step("Judging the consignments", 0.1)
    delivery = str(doing.order["delivery"])
    rules = read_settings(settings.WORKSPACE.settings_file)
    clock = clock_of(current_build(settings.WORKSPACE).as_at, viewer.at, float(rules["screening"]["hours"]))
    with SEEN.open_workroom(settings.WORKSPACE, viewer) as door:
        rows = screen_manifest(door, delivery, clock, rules)
    _record(viewer, delivery, len(rows))
    doing.step("Keeping what came of it", 0.9)
    keep_screening(settings.WORKSPACE, job.pk, delivery, viewer.at, rows)
    return {}


def _record(viewer: Viewer, delivery: str, rows: int) -> None:
    """Tell the audit that consignments were judged, as a page would."""
    entry = Entry(
        person=viewer.email,
        organisation=viewer.organisation,
        verb=Verb.COMBINATION,
        action=Action.WORK_PORTS,
        route="worker screen_delivery",
        outcome=Outcome.DONE,
        purpose=viewer.purpose or "",
        why=viewer.why,
        reason="Their role works the ports board, and an agreement opens the delivery to them.",
        subjects=(("delivery", delivery),),
        detail={"consignments": rows},
    )
    append(entry, viewer.at, settings.WORKSPACE.home)
