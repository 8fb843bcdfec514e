"""Acting on a lead: one row more, or a sentence that says why not.

Two people of one organisation who act on the same page race for one number. The store lets one have it; the other is told who was
first, and nothing of theirs is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.standing import Row, allowed, shown_as, standing_of, undoable
from vinculum.desk.leads.workflow import Act, acts, states
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken


@dataclass(frozen=True, slots=True)
class LeadSeen:
    """The lead as its page showed it: what is kept beside the act. ``picture`` is the id of the build."""

    id: str
    kind: str
    subject_kind: str
    subject: str
    probability: float
    evidence: frozenset[Row]
    picture: str


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody says with an act; which fields it needs is the business of its form."""

    undoes: int | None = None
    tasked_to: str | None = None
    due: date | None = None
    until: date | None = None
    reason: str = ""
    outcome: str = ""
    text: str = ""


def digest_of(evidence: Iterable[Row]) -> str:
    """Return the SHA-256 of a set of records, whatever their order."""
    return hashlib.sha256("\n".join(f"{delivery}:{row}" for delivery, row in sorted(evidence)).encode()).hexdigest()


def act_on(lead: LeadSeen, act: Act, details: Details, viewer: Viewer, *, after: int, at: datetime) -> LeadAct:
    """Append an act by ``viewer``, who saw ``after`` acts of their organisation on the lead; ``at`` is UTC.

    Overtaken, NotNow or NotPermitted says why not, and nothing is kept.
    """
    try:
        with transaction.atomic():
            held = list(_acts_on(lead.id, viewer))
            if len(held) != after:
                raise Overtaken(_overtaken(held))
            _check(lead, act, details, viewer, held, at)
            kept = LeadAct(
                lead=lead.id,
                organisation_id=viewer.organisation,
                number=after + 1,
                act=act,
                at=at,
                person_id=viewer.person,
                purpose=viewer.purpose or "",
                why=viewer.why,
                kind=lead.kind,
                subject_kind=lead.subject_kind,
                subject=lead.subject,
                probability=lead.probability,
                picture=lead.picture,
                evidence=[list(row) for row in sorted(lead.evidence)],
                evidence_digest=digest_of(lead.evidence),
                undoes=details.undoes,
                tasked_to_id=details.tasked_to,
                due=details.due,
                until=details.until,
                reason=details.reason,
                outcome=details.outcome,
                text=details.text,
            )
            kept.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken(_overtaken(list(_acts_on(lead.id, viewer)))) from error
    return kept


def _acts_on(lead: str, viewer: Viewer) -> Iterable[LeadAct]:
    return LeadAct.objects.filter(lead=lead, organisation=viewer.organisation).select_related("person").order_by("number")


def _check(lead: LeadSeen, act: Act, details: Details, viewer: Viewer, held: list[LeadAct], at: datetime) -> None:
    happenings = [one.told() for one in held]
    needed = acts()[act].permission
    if act is Act.UNDO:
        target = next((one for one in undoable(happenings) if one.number == details.undoes), None)
        if target is None:
            raise NotNow("Only the decision that stands, or a note, can be undone. Nothing was changed.")
        needed = acts()[target.act].permission
    else:
        shown = shown_as(standing_of(happenings), lead.evidence, at.date())
        if act not in allowed(shown.state):
            title = states()[shown.state].title.lower()
            raise NotNow(f"A lead that is {title} does not allow this: {acts()[act].title.lower()}. Nothing was changed.")
    if needed is not None and not (decision := decide(viewer, needed)).allowed:
        raise NotPermitted(decision.reason)


def _overtaken(held: list[LeadAct]) -> str:
    if not held:
        return "This lead has changed since the page was shown. Nothing of yours was kept; look at it again and decide."
    last = held[-1]
    return (
        f"{last.person.name} {acts()[Act(last.act)].done} on {last.at:%-d %B %Y at %H:%M} UTC, after your page was shown. "
        "Nothing of yours was kept; look at it again and decide."
    )
