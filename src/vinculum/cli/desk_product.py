"""What ``vinculum product`` does at the desk. Imported only after Django is set up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.audit.chain import Entry, append
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.documents.contents import Document
from vinculum.desk.documents.kinds import Kind, kinds
from vinculum.desk.documents.making import Order, make_version
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.reading import document_for, state_of
from vinculum.desk.documents.seeing import visible_to
from vinculum.desk.documents.workflow import PUBLISHED, WORKFLOW
from vinculum.desk.figures import moment_told
from vinculum.errors import WrongUse
from vinculum.site.pages.products.rendering import FORMS, content_of

# What a product is about is told by an option of the same name, unless it stands here.
OPTIONS = {"subject": "of"}


@dataclass(frozen=True, slots=True)
class Asking:
    """What the command line asked for. ``given`` says what it is about: an operation, a grant, a year or a subject, by code."""

    name: str
    out: Path
    email: str
    given: dict[str, str]
    as_at: str | None
    audience: str | None
    purpose: str | None
    why: str


def hand_over(asking: Asking) -> dict[str, Any]:
    """Make or find the product, write it, record it, and return what was written; WrongUse says what to mend."""
    form = asking.out.suffix.removeprefix(".").lower()
    if form not in FORMS:
        raise WrongUse(f"{asking.out}: a product is written as {', '.join(f'.{one}' for one in FORMS)}.")
    viewer = _viewer(asking)
    kind = kinds().get(asking.name)
    action = Action.MAKE_PRODUCTS if kind else Action.READ_PRODUCTS
    decision = decide(viewer, action)
    if not decision.allowed:
        _record(viewer, action, Outcome.DENIED, reason=decision.reason)
        raise WrongUse(decision.reason)
    try:
        version = _make(kind, asking, viewer) if kind else _find(asking, viewer)
    except WrongUse as error:
        if "subject" in asking.given:
            # Whom somebody asked for stays on record, whether or not there is such a one.
            _record(viewer, action, Outcome.DENIED, subject=asking.given["subject"], reason=str(error))
        raise
    document = document_for(version, viewer)
    content = content_of(version, form, settings.WORKSPACE, viewer)
    asking.out.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    subject = version.product.of if kinds()[version.product.kind].of == "subject" else ""
    _record(viewer, action, Outcome.DONE, version=version, subject=subject, form=form, bytes=len(content), sha256=digest)
    return _told(version, document, asking.out, content, digest)


def _viewer(asking: Asking) -> Viewer:
    person = Person.objects.filter(email__iexact=asking.email).select_related("organisation").first()
    if person is None:
        raise WrongUse(f"Nobody at this desk has the address {asking.email}.")
    now = timezone.now()
    served = sorted(viewer_of(person, now).purposes)
    if asking.purpose is None and len(served) != 1:
        raise WrongUse(f"Say what for with --purpose. The roles of {person.name} serve: {', '.join(served) or 'nothing'}.")
    if asking.purpose is not None and asking.purpose not in served:
        raise WrongUse(f"{asking.purpose!r} is no purpose of {person.name}. Theirs: {', '.join(served) or 'none'}.")
    return viewer_of(person, now, Purpose(asking.purpose or served[0]), asking.why)


def _make(kind: Kind, asking: Asking, viewer: Viewer) -> Version:
    strange = [of for of in asking.given if of != kind.of]
    if strange:
        raise WrongUse(f"{kind.title} is not about {strange[0]}: leave --{OPTIONS.get(strange[0], strange[0])} out.")
    if kind.of and kind.of not in asking.given:
        raise WrongUse(f"Say what {kind.title.lower()} is about: --{OPTIONS.get(kind.of, kind.of)}.")
    as_at = moment_told(asking.as_at) if asking.as_at else viewer.at
    if as_at.date() == viewer.at.date():
        # Today, as a day, is today so far.
        as_at = min(as_at, viewer.at)
    return make_version(Order(kind.code, asking.given.get(kind.of, ""), asking.audience or kind.audiences[0], as_at), viewer)


def _find(asking: Asking, viewer: Viewer) -> Version:
    seen = Version.objects.filter(visible_to(viewer), product__reference=asking.name).select_related("product")
    held = list(seen.order_by("-number"))
    # A reader wants what was released; who makes it, and has released nothing yet, gets the draft.
    found = next((one for one in held if state_of(one) in PUBLISHED), held[0] if held else None)
    if found is None:
        raise WrongUse(f"{asking.name!r} is neither a kind of product ({', '.join(kinds())}) nor one that you may read.")
    return found


def _record(
    viewer: Viewer,
    action: Action,
    outcome: Outcome,
    *,
    version: Version | None = None,
    subject: str = "",
    reason: str = "",
    **detail: Any,
) -> None:
    about = (("product", version.subject if version else ""), ("subject", subject))
    entry = Entry(
        person=viewer.email,
        organisation=viewer.organisation,
        verb=Verb.DISCLOSURE,
        action=action,
        route="vinculum product",
        outcome=outcome,
        purpose=viewer.purpose or "",
        why=viewer.why,
        reason=reason,
        subjects=tuple(one for one in about if one[1]),
        detail=detail,
    )
    append(entry, viewer.at, settings.WORKSPACE.home)


def _told(version: Version, document: Document, out: Path, content: bytes, digest: str) -> dict[str, Any]:
    return {
        "product": version.product.reference,
        "version": version.number,
        "state": WORKFLOW.states[state_of(version)].title,
        "title": document.title,
        "audience": document.audience,
        "as_at": document.as_at.isoformat(),
        "left_out": document.left_out,
        "figures": [
            {
                "code": basis.code,
                "title": basis.title,
                "value": basis.value or None,
                "words": basis.words,
                "rows": basis.rows if basis.known else None,
                "asked": basis.asked,
            }
            for basis in document.bases
        ],
        "out": str(out),
        "bytes": len(content),
        "sha256": digest,
    }
