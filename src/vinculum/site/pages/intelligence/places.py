"""The places within intelligence that are open to a viewer, and what waits for them in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.intelligence.flows import RECEIPT
from vinculum.desk.intelligence.rows.copies import Dissemination
from vinculum.desk.intelligence.seeing import received_by
from vinculum.desk.workflows.models import Step

PLACES = (
    ("Reports", "intelligence", Action.READ_INTELLIGENCE),
    ("Received", "intelligence_received", Action.READ_INTELLIGENCE),
    ("Requirements", "intelligence_requirements", Action.READ_INTELLIGENCE),
    ("Write a report", "intelligence_write", Action.WRITE_INTELLIGENCE),
    ("Take in old logs", "intelligence_import", Action.WRITE_INTELLIGENCE),
    ("Reports due for review", "intelligence_keeping", Action.READ_RETENTION),
)


@dataclass(frozen=True, slots=True)
class Within:
    """One place within intelligence; ``waiting`` things there wait for somebody of the viewer's organisation."""

    words: str
    href: str
    here: bool
    waiting: int = 0


def places(viewer: Viewer, here: str) -> list[Within]:
    """Return the places that are open to a viewer, who stands at the route ``here``."""
    return [
        Within(words, reverse(name), name == here, unacknowledged(viewer) if name == "intelligence_received" else 0)
        for words, name, action in PLACES
        if decide(viewer, action).allowed
    ]


def unacknowledged(viewer: Viewer) -> int:
    """Return how many copies nobody of the viewer's organisation has acknowledged yet; recalled ones do not wait."""
    done = Step.objects.filter(workflow=RECEIPT.code, act="acknowledge").values("subject")
    gone = Step.objects.filter(workflow="copy", act="recall").values("subject")
    waiting = Dissemination.objects.filter(received_by(viewer)).exclude(reference__in=done)
    return waiting.exclude(copy__reference__in=gone).exclude(copy__version=None).count()
