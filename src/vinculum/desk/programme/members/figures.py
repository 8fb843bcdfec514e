"""Figures of the members: every one opens to the organisations behind it."""

from __future__ import annotations

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.programme.members.kinds import kind_title
from vinculum.desk.programme.members.models import GivenInKind, Member
from vinculum.desk.programme.members.seeing import inside_to, members_to
from vinculum.desk.programme.members.standing import Membership, memberships

COLUMNS = ("Organisation", "Kind", "Joined")


def _seen(viewer: Viewer, asked: Asked) -> list[Membership]:
    found = Member.objects.filter(members_to(viewer))
    if "kind" in asked.of:
        found = found.filter(kind=asked.of["kind"])
    return memberships(list(found), asked.as_at)


def _row(one: Membership) -> FigureRow:
    cells = (one.member.name, kind_title(one.member.kind), one.joined_on)
    return FigureRow(one.member.reference, cells, href=f"/members/{one.member.reference}")


def _standing(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    return [_row(one) for one in _seen(viewer, asked) if one.belonged_on(asked.as_at.date())]


def _joined(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    return [
        _row(one)
        for one in _seen(viewer, asked)
        if one.joined_on is not None
        and one.joined_on <= asked.as_at.date()
        and (asked.since is None or one.joined_on >= asked.since)
        and (asked.until is None or one.joined_on < asked.until)
    ]


def _in_kind(viewer: Viewer, asked: Asked) -> list[FigureRow] | None:
    members = Member.objects.filter(inside_to(viewer)).values("pk")
    rows = GivenInKind.objects.filter(member__in=members, at__lte=asked.as_at).exclude(replaced_by__at__lte=asked.as_at)
    if asked.since:
        rows = rows.filter(given_on__gte=asked.since)
    if asked.until:
        rows = rows.filter(given_on__lt=asked.until)
    told = [
        FigureRow(
            str(row.pk),
            (row.member.name, row.what, row.given_on, row.basis),
            row.value_gbp,
            f"/members/{row.member.reference}",
        )
        for row in rows.select_related("member")
        if row.value_gbp is not None
    ]
    return told or None


RULES = (
    FigureRule(
        "members-standing",
        "Member organisations",
        "Organisations that had joined and not left by the end of the day, suspended ones included, as was known then; "
        "of one kind if `kind` is asked for.",
        Unit.COUNT, COLUMNS, Action.READ_MEMBERS, _standing,
    ),
    FigureRule(
        "members-joined",
        "Organisations that joined",
        "Organisations whose day of joining lies in the period, whether or not they left since; one that joined again counts "
        "on the later day.",
        Unit.COUNT, COLUMNS, Action.READ_MEMBERS, _joined,
    ),
    FigureRule(
        "members-in-kind",
        "Value given in kind by members",
        "Value of what members gave other than records, where somebody told a value; by the day it was given.",
        Unit.POUNDS, ("Organisation", "What", "On", "How the value was come by"), Action.READ_MEMBERS, _in_kind,
    ),
)  # fmt: skip
