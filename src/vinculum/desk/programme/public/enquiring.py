"""Receiving what people outside write, and erasing it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.members.joining import enquire
from vinculum.desk.programme.public.models import Enquiry
from vinculum.desk.programme.public.seeing import ENQUIRY
from vinculum.desk.programme.public.writing import parties
from vinculum.desk.workflows.stepping import take

# No vowels, so that no reference is a word; no letters that are read as digits.
LETTERS = "BCDFGHJKMNPQRTVWXYZ2346789"
LENGTH = 10
MEMBERSHIP = "membership"


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody outside wrote."""

    kind: str
    name: str
    email: str
    organisation: str
    message: str


@transaction.atomic
def receive(written: Written, at: datetime) -> Enquiry:
    """Keep an enquiry and give it a reference that cannot be guessed; one for membership also begins a member (UTC)."""
    reference = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    kept = Enquiry.objects.create(
        reference=reference,
        kind=written.kind,
        name=written.name,
        email=written.email,
        organisation=written.organisation,
        message=written.message,
        at=at,
    )
    if written.kind == MEMBERSHIP:
        enquire(written.name, written.organisation, written.email, written.message, at)
    return kept


@transaction.atomic
def erase(enquiry: Enquiry, viewer: Viewer, *, after: int, reason: str) -> None:
    """Take away who wrote and what, and keep that it was done and why."""
    take(ENQUIRY, enquiry.reference, "erase", viewer, after=after, parties=parties(), reason=reason)
    enquiry.name = enquiry.organisation = enquiry.message = ""
    enquiry.email = ""
    enquiry.erased_at = viewer.at
    enquiry.save(update_fields=["name", "organisation", "message", "email", "erased_at"])
