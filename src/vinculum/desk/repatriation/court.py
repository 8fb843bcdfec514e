"""What courts abroad do with a case; a hearing to come and an order set the dates that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.repatriation.casework import add_fact
from vinculum.desk.repatriation.dating import set_date
from vinculum.desk.repatriation.models import Case, CourtFact
from vinculum.desk.repatriation.refusals import NotKept
from vinculum.desk.repatriation.vocabulary import CourtKind, date_kinds


@dataclass(frozen=True, slots=True)
class CourtTold:
    """What a court did, or will do, on a day."""

    kind: CourtKind
    court: str
    on: date
    words: str = ""


@transaction.atomic
def tell_court(case: Case, told: CourtTold, viewer: Viewer) -> CourtFact:
    """Tell of a hearing, an order or an appeal. NotKept for an order or an appeal that is still to come."""
    if told.kind is not CourtKind.HEARING and told.on > viewer.at.date():
        raise NotKept(f"{told.on:%-d %B %Y} is to come: tell of {told.kind.words.lower()} once it has happened.")
    kept = add_fact(CourtFact, case, viewer, kind=told.kind, court=told.court, on=told.on, words=told.words)
    if told.kind is CourtKind.HEARING and told.on >= viewer.at.date():
        set_date(case, "hearing", told.on, viewer, about=f"Hearing: {told.court}")
    elif told.kind is CourtKind.ORDER:
        set_date(case, "appeal", told.on + timedelta(days=date_kinds()["appeal"].days), viewer)
    return kept
