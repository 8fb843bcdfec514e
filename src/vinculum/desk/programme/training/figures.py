"""The figures of people and training. They count posts and people by organisation: no row names or numbers a person.

``of`` may narrow them: ``organisation`` (or ``force``) by code, ``course`` by reference, ``desk`` by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Asked, FigureRow, FigureRule, Unit
from vinculum.desk.programme.training.courses import Result, months_later
from vinculum.desk.programme.training.models import Attendance, Post
from vinculum.desk.programme.training.posts import ending_by, funded_on, standing_fundings
from vinculum.desk.programme.training.register import Held, due_by, held_on, qualified
from vinculum.desk.programme.training.seeing import open_to

SOON_MONTHS = 6
CAME = {Result.PASSED, Result.ATTENDED, Result.FAILED}


def posts_funded(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each post that somebody pays for on the day of the moment."""
    rows = funded_on(standing_fundings(_posts(viewer, asked), asked.as_at), asked.as_at.date())
    return [
        FigureRow(
            row.post.reference, (row.post.organisation.name, row.post.desk, row.post.title, ", ".join(row.funders), row.ends_on)
        )
        for row in sorted(rows, key=lambda row: row.post.reference)
    ]


def posts_ending(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return one row for each post that nobody pays for within six months of the moment."""
    today = asked.as_at.date()
    found = ending_by(standing_fundings(_posts(viewer, asked), asked.as_at), today, months_later(today, SOON_MONTHS))
    return [
        FigureRow(
            one.post.reference, (one.post.organisation.name, one.post.desk, one.post.title, ", ".join(one.funders), one.last_day)
        )
        for one in found
    ]


def examiners(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return how many qualified examiners each organisation has on the day of the moment, one row an organisation."""
    if not decide(viewer, Action.READ_TRAINING).allowed:
        return []
    held = [one for one in _held(asked) if one.certificate.course.on_register]
    return _by_organisation(one.certificate.officer.organisation.code for one in qualified(held).values())


def renewals(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return how many examiners' certificates end within six months of the moment, one row an organisation."""
    if not decide(viewer, Action.READ_TRAINING).allowed:
        return []
    held = [one for one in _held(asked) if one.certificate.course.on_register]
    due = due_by(held, months_later(asked.as_at.date(), SOON_MONTHS))
    return _by_organisation(one.certificate.officer.organisation.code for one in due)


def trained(viewer: Viewer, asked: Asked) -> list[FigureRow]:
    """Return how many officers of each organisation came to a session, one row an organisation; an officer counts once."""
    if not decide(viewer, Action.READ_TRAINING).allowed:
        return []
    rows = (
        Attendance.objects.filter(at__lte=asked.as_at).select_related("session__version__course", "officer").order_by("at", "id")
    )
    if "course" in asked.of:
        rows = rows.filter(session__version__course__reference=asked.of["course"])
    newest = {(row.session_id, row.officer_id): row for row in rows if _within(row.session.begins_on, asked)}
    came = {row.officer_id: row.officer.organisation_id for row in newest.values() if Result(row.result) in CAME}
    return _by_organisation(code for code in came.values() if _is_asked(code, asked))


def _posts(viewer: Viewer, asked: Asked) -> list[Post]:
    found = Post.objects.filter(open_to(viewer), made_at__lte=asked.as_at)
    if "desk" in asked.of:
        found = found.filter(desk=asked.of["desk"])
    return [post for post in found if _is_asked(post.organisation_id, asked)]


def _held(asked: Asked) -> list[Held]:
    found = held_on(asked.as_at.date(), asked.as_at, course=asked.of.get("course", ""))
    return [one for one in found if _is_asked(one.certificate.officer.organisation_id, asked)]


def _is_asked(organisation: str, asked: Asked) -> bool:
    wanted = asked.of.get("organisation", asked.of.get("force"))
    return wanted is None or wanted == organisation


def _within(day: date, asked: Asked) -> bool:
    return (asked.since is None or asked.since <= day) and (asked.until is None or day < asked.until)


def _by_organisation(codes: Iterable[str]) -> list[FigureRow]:
    return [FigureRow(code, (code, number), Decimal(number)) for code, number in sorted(Counter(codes).items())]


RULES: tuple[FigureRule, ...] = (
    FigureRule(
        "posts-funded", "Posts paid for",
        "Posts that somebody pays for on the day, as known by the moment; each post once, whoever fills it and whoever pays.",
        Unit.COUNT, ("Organisation", "Desk", "Post", "Paid by", "Until"), Action.READ_TRAINING, posts_funded,
    ),
    FigureRule(
        "posts-ending", "Posts that end within six months",
        "Posts paid for on the day for which nobody pays on some day of the six months after it.",
        Unit.COUNT, ("Organisation", "Desk", "Post", "Paid by", "Last day"), Action.READ_TRAINING, posts_ending,
    ),
    FigureRule(
        "examiners-qualified", "Qualified stolen-vehicle examiners",
        "People who hold a certificate of a course of the register that stands on the day: issued, not over, not suspended or "
        "withdrawn; each person once. Counted by organisation: no person is told.",
        Unit.COUNT, ("Organisation", "Examiners"), Action.READ_TRAINING, examiners,
    ),
    FigureRule(
        "examiners-renewals-due", "Examiners whose certificate ends within six months",
        "Qualified examiners whose longest certificate ends within six months of the day; each person once, by organisation.",
        Unit.COUNT, ("Organisation", "Examiners"), Action.READ_TRAINING, renewals,
    ),
    FigureRule(
        "officers-trained", "Officers trained",
        "People who came to at least one session by the moment, passed or not; each person once, by organisation.",
        Unit.COUNT, ("Organisation", "Officers"), Action.READ_TRAINING, trained,
    ),
)  # fmt: skip
