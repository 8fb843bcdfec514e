"""Posts and capacity: which posts there are, who pays for each from when until when, and which end soon.

A post counts on a day if somebody pays for it that day. ``known_by`` bounds what was known (UTC).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.models import Grant
from vinculum.desk.programme.training.models import Post, PostFunding
from vinculum.desk.programme.training.permitted import must_keep
from vinculum.desk.programme.training.refusals import AlreadyThere, OutOfOrder, WrongEntry


@dataclass(frozen=True, slots=True)
class Paid:
    """Who pays for a post, from a day until a day (None: no end is set), and on what basis."""

    begins_on: date
    ends_on: date | None
    funders: Sequence[str]
    basis: str
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which the number of funded posts changes, and the number from then on."""

    on: date
    posts: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A post that nobody pays for after a day."""

    post: Post
    last_day: date
    funders: tuple[str, ...]


@transaction.atomic
def establish_post(reference: str, organisation: str, desk: str, title: str, viewer: Viewer) -> Post:
    """Enter a post; it counts once somebody pays for it."""
    must_keep(viewer)
    if Post.objects.filter(reference=reference).exists():
        raise AlreadyThere(f"There is a post with the reference {reference} already. Choose another.")
    return Post.objects.create(
        reference=reference, organisation_id=organisation, desk=desk, title=title, made_at=viewer.at, made_by_id=viewer.person
    )


@transaction.atomic
def fund_post(post: Post, paid: Paid, viewer: Viewer, *, replaces: PostFunding | None = None) -> PostFunding:
    """Append who pays for a post; WrongEntry where days cross or two stretches overlap. ``replaces`` is a row that was wrong."""
    must_keep(viewer)
    last = post.fundings.order_by("at", "id").last()
    if last is not None and last.at > viewer.at:
        raise OutOfOrder(f"Funding of {post.reference} was entered after this moment. Nothing was kept.")
    faults = _faults(post, paid, replaces)
    if faults:
        raise WrongEntry(faults)
    return PostFunding.objects.create(
        post=post, begins_on=paid.begins_on, ends_on=paid.ends_on, funders=list(paid.funders), grant=paid.grant,
        basis=paid.basis.strip(), replaces=replaces, at=viewer.at, by_id=viewer.person,
    )  # fmt: skip


def standing_fundings(posts: Iterable[Post], known_by: datetime) -> list[PostFunding]:
    """Return the stretches of posts that stood as known at a moment, without those that were replaced by then."""
    rows = list(PostFunding.objects.filter(post__in=list(posts), at__lte=known_by).select_related("post__organisation", "grant"))
    replaced = {row.replaces_id for row in rows}
    return [row for row in rows if row.pk not in replaced]


def funded_on(fundings: Iterable[PostFunding], day: date) -> list[PostFunding]:
    """Return the stretches that cover a day: one for each post that is paid for."""
    return [row for row in fundings if row.begins_on <= day and (row.ends_on is None or day <= row.ends_on)]


def steps_of(fundings: Sequence[PostFunding], until: date) -> list[Step]:
    """Return the days up to ``until`` on which the number of funded posts changes, each with the number from then on."""
    days = {row.begins_on for row in fundings} | {row.ends_on + timedelta(days=1) for row in fundings if row.ends_on}
    found: list[Step] = []
    for day in sorted(day for day in days if day <= until):
        posts = len(funded_on(fundings, day))
        if not found or found[-1].posts != posts:
            found.append(Step(day, posts))
    return found


def ending_by(fundings: Sequence[PostFunding], today: date, until: date) -> list[Ending]:
    """Return the posts paid for today that nobody pays for on some day up to ``until``, soonest first."""
    found = []
    for row in funded_on(fundings, today):
        last_day, now = row.ends_on, row
        while last_day is not None and last_day <= until:
            after = [one for one in funded_on(fundings, last_day + timedelta(days=1)) if one.post_id == row.post_id]
            if not after:
                found.append(Ending(row.post, last_day, tuple(now.funders)))
                break
            now = after[0]
            last_day = now.ends_on
    return sorted(found, key=lambda one: (one.last_day, one.post.reference))


def _faults(post: Post, paid: Paid, replaces: PostFunding | None) -> dict[str, str]:
    faults = {}
    if paid.ends_on is not None and paid.ends_on < paid.begins_on:
        faults["ends_on"] = "The last day is the first day or later."
    if not paid.funders:
        faults["funders"] = "Name at least one organisation that pays."
    strange = set(paid.funders) - set(Organisation.objects.filter(code__in=paid.funders).values_list("code", flat=True))
    if strange:
        faults["funders"] = f"No organisation has the code {', '.join(sorted(strange))}."
    if not paid.basis.strip():
        faults["basis"] = "Say on what basis it is paid for, such as a grant or a letter."
    if replaces is not None and (replaces.post_id != post.pk or replaces.replaced_by.exists()):
        faults["replaces"] = "That row is of another post, or was replaced already."
    rows = [row for row in post.fundings.all() if row != replaces and not row.replaced_by.exists()]
    end = paid.ends_on or date.max
    crossing = next((row for row in rows if row.begins_on <= end and paid.begins_on <= (row.ends_on or date.max)), None)
    if crossing is not None:
        until = f"{crossing.ends_on:%-d %B %Y}" if crossing.ends_on else "no set end"
        faults["begins_on"] = (
            f"{', '.join(crossing.funders)} pay for this post from {crossing.begins_on:%-d %B %Y} until {until}: a post is paid "
            "for once. Replace that row, or begin after it."
        )
    return faults
