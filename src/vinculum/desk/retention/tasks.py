"""The job that follows an erasure: a new picture, and none left that holds what was erased."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_tasks import task

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.alerts.tasks import ask_check
from vinculum.desk.work.asking import ask
from vinculum.desk.work.doing import Doing, carry_out
from vinculum.desk.work.models import Job, Kind
from vinculum.evidence.erasure import note_pictures_removed
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import NoEvidence, Progress, build, remove_old
from vinculum.picture.steps import STEPS


def ask_clean_pictures(viewer: Viewer) -> Job:
    """Ask for the job that builds a picture without what was erased, and removes the others."""
    return ask(clean_pictures, Kind.BUILD, "Build the picture without what was erased", viewer, {"by": viewer.email})


@task()
def clean_pictures(job: int) -> None:
    """Build the picture anew and remove every one that may hold erased rows (order: by)."""
    carry_out(clean_pictures, job, _clean)


def _clean(doing: Doing) -> dict[str, Any]:
    def on_step(told: Progress) -> None:
        doing.step(f"Step {told.place} of {told.steps}: {told.step}", (told.place - 1) / told.steps)

    workspace: Workspace = settings.WORKSPACE
    before = {file.parent.name for file in workspace.pictures_folder.glob("*/build.json")}
    built: str | None = None
    try:
        built = build(workspace, STEPS, progress=on_step)["build"]
    except NoEvidence:
        doing.step("No dated row is left to build a picture from")
    remove_old(workspace, built)
    removed = sorted(before - {built})
    note_pictures_removed(workspace, removed, built, by=doing.order["by"])
    if built is not None:
        ask_check()
    return {"build": built, "removed": len(removed)}
