"""Finds what evidence or a disclosure refers to, by kind and reference, in whichever room holds it; as a viewer may see it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.all_figures import all_rules
from vinculum.desk.documents.models import Product
from vinculum.desk.documents.seeing import products_to
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to as operations_to
from vinculum.desk.programme.engagement.models import Meeting
from vinculum.desk.programme.engagement.seeing import meetings_to
from vinculum.desk.programme.funding.models import Grant
from vinculum.desk.programme.funding.seeing import grants_to
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.members.seeing import members_to
from vinculum.desk.programme.strategy.reporting import Found
from vinculum.desk.programme.strategy.vocabulary import Thing
from vinculum.desk.programme.training.models import Course
from vinculum.desk.programme.training.seeing import open_to as courses_to


def find(viewer: Viewer, kind: Thing, reference: str) -> Found | None:
    """Return a thing as a viewer may see it, or None where there is none for them."""
    return FINDERS[kind](viewer, reference)


def _operation(viewer: Viewer, reference: str) -> Found | None:
    held = Operation.objects.filter(operations_to(viewer), reference=reference).first()
    return Found(held.name, f"/operations/{held.reference}") if held else None


def _grant(viewer: Viewer, reference: str) -> Found | None:
    held = Grant.objects.filter(grants_to(viewer), reference=reference).first()
    return Found(held.title, f"/funding/grants/{held.reference}") if held else None


def _product(viewer: Viewer, reference: str) -> Found | None:
    held = Product.objects.filter(products_to(viewer), reference=reference).first()
    return Found(str(held), "/products") if held else None


def _meeting(viewer: Viewer, reference: str) -> Found | None:
    held = Meeting.objects.filter(meetings_to(viewer), reference=reference).first()
    return Found(f"{held.title}, {held.begins_on:%-d %B %Y}", f"/engagement/meetings/{held.reference}") if held else None


def _member(viewer: Viewer, reference: str) -> Found | None:
    held = Member.objects.filter(members_to(viewer), reference=reference).first()
    return Found(held.name, f"/members/{held.reference}") if held else None


def _course(viewer: Viewer, reference: str) -> Found | None:
    held = Course.objects.filter(courses_to(viewer), reference=reference).first()
    return Found(held.title, f"/training/courses/{held.reference}") if held else None


def _figure(viewer: Viewer, reference: str) -> Found | None:
    """Find a figure by its code, or by the end of its address: ``members-standing?as_at=2025-12-31``."""
    asked = urlsplit(reference)
    rule = all_rules().get(asked.path)
    if rule is None or not decide(viewer, rule.action).allowed:
        return None
    as_at = dict(parse_qsl(asked.query)).get("as_at", "")
    return Found(f"{rule.title}{', as at ' + as_at if as_at else ''}", f"/figures/{reference}")


def _document(_viewer: Viewer, reference: str) -> Found | None:
    return Found(reference) if reference.strip() else None


FINDERS: dict[Thing, Callable[[Viewer, str], Found | None]] = {
    Thing.OPERATION: _operation,
    Thing.GRANT: _grant,
    Thing.PRODUCT: _product,
    Thing.MEETING: _meeting,
    Thing.MEMBER: _member,
    Thing.COURSE: _course,
    Thing.FIGURE: _figure,
    Thing.DOCUMENT: _document,
}
