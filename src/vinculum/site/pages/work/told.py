"""A job as a page tells it: where it stands, how far it is, and what came of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.work.models import Job, Kind, State
from vinculum.site import plain

STATE_WORDS = {
    State.QUEUED: "Waiting",
    State.RUNNING: "Running",
    State.DONE: "Done",
    State.FAILED: "Failed",
    State.CANCELLED: "Stopped",
}
# The colour of the tag, in the words of the Design System.
STATE_COLOURS = {
    State.QUEUED: "govuk-tag--grey",
    State.RUNNING: "govuk-tag--blue",
    State.DONE: "govuk-tag--green",
    State.FAILED: "govuk-tag--red",
    State.CANCELLED: "govuk-tag--yellow",
}

# What HTMX takes as: here is the last of it, ask no more.
ASK_NO_MORE = 286


@dataclass(frozen=True, slots=True)
class ToldJob:
    """One job for a page. ``percent`` is 0 to 100, None while it is not known."""

    number: int
    title: str
    kind: str
    state: str
    colour: str
    stands: bool
    stopping: bool
    percent: int | None
    step: str
    who: str
    why: str
    asked_at: datetime
    took: str
    outcome: str
    error: str
    attempts: int


def tell(job: Job, viewer: Viewer) -> ToldJob:
    """Return a job as a page tells it to a viewer: who asked and what for is for their own organisation to know."""
    own = job.organisation == viewer.organisation
    state = State(job.state)
    stopping = job.stands and job.cancel_asked_at is not None
    return ToldJob(
        number=job.pk,
        title=job.title,
        kind=Kind(job.kind).words,
        state="Stopping" if stopping else STATE_WORDS[state],
        colour=STATE_COLOURS[state],
        stands=job.stands,
        stopping=stopping,
        percent=None if job.share is None or not job.stands else round(100 * job.share),
        step=job.step if job.stands else "",
        who=_who(job, own=own),
        why=job.why if own else "",
        asked_at=job.asked_at,
        took=plain.duration(job.ended_at - job.started_at) if job.ended_at and job.started_at else "",
        outcome=_outcome(Kind(job.kind), job.result) if state is State.DONE else "",
        error=job.error,
        attempts=job.attempts,
    )


def _who(job: Job, *, own: bool) -> str:
    if job.person is None:
        return "the workbench itself"
    return str(job.person) if own else f"somebody of {job.organisation}"


# What the other kinds brought about, whatever came of it.
SENTENCES = {
    Kind.QUALITY: "Quality was measured.",
    Kind.WATCHES: "Saved searches were checked.",
    Kind.RETENTION: "Rows past their limit were counted.",
    Kind.SCREEN: "The manifest was screened.",
    Kind.DATES: "Whoever set a date that comes due was told.",
}


def _outcome(kind: Kind, result: dict[str, Any]) -> str:
    """Return what a job brought about. Counts of what the policy may hide are left out (overdue rows, tables of the picture)."""
    match kind:
        case Kind.INTAKE:
            return _taken_in(result)
        case Kind.BUILD:
            return (
                f"Picture {result['build']}, as at {plain.moment(datetime.fromisoformat(result['as_at']))}, is what readers see."
            )
        case Kind.PLAN:
            return f"Plan {result['plan']} is kept with its operation."
        case Kind.INSPECTION:
            return f"Inspection {result['inspection']}, version {result['version']}, was handed on."
        case _:
            return SENTENCES[kind]


def _taken_in(result: dict[str, Any]) -> str:
    if result.get("already_known"):
        return f"This file was taken in before, as {result['delivery']}. Nothing was added."
    aside = f"; {result['quarantined']:,} set aside" if result["quarantined"] else "; none set aside"
    return f"{result['accepted']:,} of {result['rows']:,} rows accepted{aside}."


def status_for(request: HttpRequest, job: Job) -> int:
    """Return the status of a page about a job: where the page asks for itself again, that it need not once the job has ended."""
    return ASK_NO_MORE if request.headers.get("HX-Request") and not job.stands else 200
