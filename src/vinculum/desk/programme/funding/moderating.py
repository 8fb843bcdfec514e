"""Moderation: the spread of the scores is looked at and one score a criterion is agreed, by somebody who gave none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.announcing import terms_of
from vinculum.desk.programme.funding.bidding import bid_parties
from vinculum.desk.programme.funding.calls import Criterion
from vinculum.desk.programme.funding.interests import bar_interests
from vinculum.desk.programme.funding.kept import BID
from vinculum.desk.programme.funding.models import AgreedScore, Bid
from vinculum.desk.programme.funding.refusals import NotReady, WrongAnswers
from vinculum.desk.programme.funding.scoring import Spread, assessors_of, mark_of, spreads_of
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotPermitted
from vinculum.desk.workflows.stepping import take


@dataclass(frozen=True, slots=True)
class Agreed:
    """The score agreed for one criterion, and why; the reason may be left out where every assessor gave that very score."""

    score: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MarkPart:
    """What one criterion adds to the mark of a bid: its agreed score, and the points of a hundred that it adds and could add."""

    criterion: Criterion
    score: Decimal
    reason: str
    adds: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a bid from 0 to 100, the parts it is made of, and a sentence."""

    mark: Decimal
    parts: tuple[MarkPart, ...]
    words: str


@transaction.atomic
def moderate_bid(bid: Bid, told: Mapping[str, Agreed], viewer: Viewer, *, after: int) -> Step:
    """Append the agreed scores of a bid, which may be agreed anew until it is decided."""
    bar_interests(bid, viewer)
    terms, assessors = terms_of(bid.call), assessors_of(bid)
    if viewer.person in assessors:
        raise NotPermitted(f"{viewer.name} scored this bid: somebody who gave none of its scores agrees them.")
    if len(assessors) < terms.scores_wanted:
        raise NotReady(
            f"{len(assessors)} of {terms.scores_wanted} assessors have scored {bid.reference}. It is moderated when all have."
        )
    spreads = {spread.criterion.code: spread for spread in spreads_of(terms, list(bid.scores.all()))}
    faults = _faults(spreads, told)
    if faults:
        raise WrongAnswers(faults)
    step = take(BID, bid.reference, "moderate", viewer, after=after, parties=bid_parties(bid))
    AgreedScore.objects.bulk_create(
        AgreedScore(
            bid=bid, number=step.number, criterion=one.code, score=told[one.code].score,
            reason=told[one.code].reason.strip() or "All assessors gave this score.", at=viewer.at, by_id=viewer.person,
        )
        for one in terms.criteria
    )  # fmt: skip
    return step


def agreed_mark(bid: Bid) -> Mark | None:
    """Return the mark of a bid from its agreed scores, None before moderation."""
    rows = list(bid.agreed.order_by("number", "id"))
    if not rows:
        return None
    newest = {row.criterion: row for row in rows if row.number == rows[-1].number}
    terms = terms_of(bid.call)
    weights = sum((one.weight for one in terms.criteria), Decimal(0))
    parts = tuple(_part(one, newest[one.code], weights) for one in terms.criteria)
    mark = mark_of(terms, {code: row.score for code, row in newest.items()})
    best, worst = max(parts, key=lambda part: part.adds / part.most), min(parts, key=lambda part: part.adds / part.most)
    words = (
        f"{mark} of 100: strongest on {best.criterion.title.lower()} ({best.score.normalize():f} of {best.criterion.top}), "
        f"weakest on {worst.criterion.title.lower()} ({worst.score.normalize():f} of {worst.criterion.top})."
    )
    return Mark(mark, parts, words)


def _part(criterion: Criterion, row: AgreedScore, weights: Decimal) -> MarkPart:
    most = 100 * criterion.weight / weights
    return MarkPart(criterion, row.score, row.reason, (most * row.score / criterion.top).quantize(Decimal("0.1")), most)


def _faults(spreads: Mapping[str, Spread], told: Mapping[str, Agreed]) -> dict[str, str]:
    faults = {}
    for code, spread in spreads.items():
        agreed, given = told.get(code), {Decimal(score.score) for score in spread.scores}
        title, top = spread.criterion.title, spread.criterion.top
        if agreed is None or not 0 <= agreed.score <= top or agreed.score * 2 != int(agreed.score * 2):
            faults[code] = f"{title}: agree on a score from 0 to {top}, halves allowed."
        elif not agreed.reason.strip() and given != {agreed.score}:
            faults[code] = f"{title}: the assessors did not all give {agreed.score.normalize():f}. Say why it was agreed."
    return faults
