"""Making a version of a product: composed, its figures frozen, and begun as a draft, all at once or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.documents.composing import Composed, Wanted, compose
from vinculum.desk.documents.earlier import digest_of_told
from vinculum.desk.documents.kept import to_plain
from vinculum.desk.documents.kinds import Kind, audiences, kind_named
from vinculum.desk.documents.models import Frozen, Product, Version
from vinculum.desk.documents.seeing import of_own
from vinculum.desk.documents.targets import Target, target_named
from vinculum.desk.documents.workflow import WORKFLOW
from vinculum.desk.figures import told_from
from vinculum.desk.workflows.stepping import take
from vinculum.errors import WrongUse

# Above this the digest of all rows together is kept, and not each row's: a difference is then found and not told apart.
MOST_KEYS = 5_000
LONGEST = 48


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks to be made. ``of`` is the code of what it is about; ``until`` holds it back after release (UTC)."""

    kind: str
    of: str
    audience: str
    as_at: datetime
    until: datetime | None = None


@transaction.atomic
def make_version(order: Order, viewer: Viewer) -> Version:
    """Make the next version of a product as its maker may see it, as a draft; WrongUse says what of the order will not do.

    As-at never goes backwards within a product, and nobody makes one as at a moment that has not come.
    """
    kind = kind_named(order.kind)
    _check(order, kind, viewer)
    target = target_named(kind.of, order.of, viewer)
    product = _product(kind, target, order.audience, viewer)
    if not of_own(product, viewer):
        raise WrongUse(f"{product.reference} is made by {product.organisation_id}, and you make for {viewer.organisation}.")
    last = product.versions.order_by("-number").first()
    if last is not None and last.as_at > order.as_at:
        raise WrongUse(f"Version {last.number} is as at {last.as_at:%-d %B %Y}; a later version is not as at an earlier moment.")
    number = last.number + 1 if last else 1
    review_on = (viewer.at + timedelta(days=kind.review_days)).date()
    wanted = Wanted(kind, target, order.audience, order.as_at, product.reference, number, review_on, order.until)
    composed = compose(wanted, viewer, viewer.name)
    version = Version.objects.create(
        product=product,
        number=number,
        subject=f"{product.reference}.{number}",
        title=composed.document.title,
        as_at=order.as_at,
        content=to_plain(composed.document),
        made_at=viewer.at,
        made_by_id=viewer.person,
        purpose=viewer.purpose or "",
        why=viewer.why,
        until=order.until,
    )
    Frozen.objects.bulk_create(_frozen(version, composed))
    take(WORKFLOW, version.subject, "make", viewer, after=0)
    return version


def _check(order: Order, kind: Kind, viewer: Viewer) -> None:
    if order.audience not in kind.audiences:
        raise WrongUse(f"{kind.title} is not made for {order.audience!r}. It can be for: {', '.join(kind.audiences)}.")
    if order.as_at > viewer.at:
        raise WrongUse(f"{order.as_at:%-d %B %Y, %H:%M} UTC has not come. A product is as at now or an earlier moment.")
    if order.until is not None and not kind.embargo:
        raise WrongUse(f"{kind.title} is not held back under an embargo: leave it out.")
    if order.until is not None and order.until <= viewer.at:
        raise WrongUse("The embargo ends before it begins: give a moment that has not come, or leave it out.")


def _product(kind: Kind, target: Target, audience: str, viewer: Viewer) -> Product:
    """Return the product whose next version this is; a new one where there is none."""
    found = Product.objects.filter(kind=kind.code, of=target.code, audience=audience).first()
    if found is not None:
        return found
    organisation = Organisation.objects.get(code=viewer.organisation)
    recipient = Organisation.objects.get(code=target.recipient) if target.recipient and audience == "funder" else None
    return Product.objects.create(
        reference=_reference(kind.code, target.code, audience),
        kind=kind.code,
        of=target.code,
        audience=audience,
        recipient=recipient,
        organisation=organisation,
        begun_at=viewer.at,
    )


def _reference(kind: str, of: str, audience: str) -> str:
    """Return a reference that no other product has, such as ``bulletin-alliances-2025-members``."""
    words = re.sub(r"[^a-z0-9]+", "-", "-".join(part for part in (kind, of, audience) if part).lower())
    reference, number = words[:LONGEST], 2
    while Product.objects.filter(reference=reference).exists():
        tail = f"-{number}"
        reference, number = f"{words[: LONGEST - len(tail)]}{tail}", number + 1
    return reference


def _frozen(version: Version, composed: Composed) -> list[Frozen]:
    return [
        Frozen(
            version=version,
            slot=slot,
            rule=figure.rule.code,
            asked=told_from(figure.asked),
            value=figure.value,
            rows=len(figure.rows),
            digest=digest_of_told(composed.told[slot]),
            keys=composed.told[slot] if len(figure.rows) <= MOST_KEYS else None,
        )
        for slot, figure in composed.figures.items()
    ] + [
        Frozen(
            version=version,
            slot=slot,
            rule=measured.rule.code,
            asked=told_from(measured.asked),
            value=measured.value,
            rows=measured.count,
            digest=measured.digest,
        )
        for slot, measured in composed.measured.items()
    ]


def audience_words(code: str) -> str:
    """Return what an audience is called."""
    return audiences()[code].title
