"""Scores: each assessor gives a bid one score and one reason for each criterion, once, before seeing what others gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, stdev

from django.db import IntegrityError, transaction

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.funding.announcing import terms_of
from vinculum.desk.programme.funding.calls import Criterion, Terms
from vinculum.desk.programme.funding.interests import bar_interests, interest_in
from vinculum.desk.programme.funding.kept import BID, ROUND
from vinculum.desk.programme.funding.models import Bid, Score
from vinculum.desk.programme.funding.refusals import NotReady, WrongAnswers
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken
from vinculum.desk.workflows.stepping import history, standing_of


@dataclass(frozen=True, slots=True)
class Given:
    """A score for one criterion, and why."""

    score: int
    rationale: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart the scores of one criterion lie. ``apart`` is the largest difference; ``wide`` asks for a talk about it."""

    criterion: Criterion
    scores: tuple[Score, ...]
    mean: float
    deviation: float | None
    apart: int
    wide: bool


# Two assessors who differ by this share of the scale or more read the bid differently: moderation talks about it.
WIDE_SHARE = 0.4


@transaction.atomic
def give_scores(bid: Bid, told: Mapping[str, Given], viewer: Viewer) -> list[Score]:
    """Append the viewer's scores of a bid, one a criterion of its call; Barred, NotPermitted or WrongAnswers says why not."""
    _may_score(bid, viewer)
    terms = terms_of(bid.call)
    faults = _faults(terms, told)
    if faults:
        raise WrongAnswers(faults)
    try:
        with transaction.atomic():
            return Score.objects.bulk_create(
                Score(
                    bid=bid, person_id=viewer.person, criterion=one.code, score=told[one.code].score,
                    rationale=told[one.code].rationale.strip(), at=viewer.at,
                )
                for one in terms.criteria
            )  # fmt: skip
    except IntegrityError as error:
        raise Overtaken(
            "You have scored this bid already. A score is given once; moderation is where it is talked about."
        ) from error


def scores_seen(bid: Bid, viewer: Viewer) -> list[Score]:
    """Return the scores of a bid that a viewer may see; none to anybody with an interest.

    An assessor sees their own, and all once they have given them; who moderates or decides sees all.
    """
    if interest_in(bid, viewer):
        return []
    found = list(bid.scores.select_related("person").order_by("person__name", "id"))
    of_holder = viewer.organisation == bid.round.pot.grant.holder_id
    if of_holder and any(decide(viewer, action).allowed for action in (Action.MODERATE_BIDS, Action.AWARD)):
        return found
    own = [score for score in found if score.person_id == viewer.person]
    return found if own and decide(viewer, Action.SCORE_BIDS).allowed else own


def spreads_of(terms: Terms, scores: Sequence[Score]) -> list[Spread]:
    """Return how far apart the scores of each criterion lie, in the order of the criteria."""
    found = []
    for criterion in terms.criteria:
        of_it = tuple(score for score in scores if score.criterion == criterion.code)
        given = [score.score for score in of_it]
        if given:
            apart = max(given) - min(given)
            deviation = stdev(given) if len(given) > 1 else None
            found.append(Spread(criterion, of_it, fmean(given), deviation, apart, apart >= WIDE_SHARE * criterion.top))
    return found


def mark_of(terms: Terms, scores: Mapping[str, Decimal]) -> Decimal:
    """Return scores by criterion as one mark from 0 to 100: each criterion's share of its top, by its weight."""
    weights = sum((one.weight for one in terms.criteria), Decimal(0))
    reached = sum((one.weight * scores[one.code] / one.top for one in terms.criteria), Decimal(0))
    return (100 * reached / weights).quantize(Decimal("0.1"))


def assessors_of(bid: Bid) -> set[int]:
    """Return who has scored a bid."""
    return set(bid.scores.values_list("person", flat=True))


def _may_score(bid: Bid, viewer: Viewer) -> None:
    decision = decide(viewer, Action.SCORE_BIDS)
    if not decision.allowed:
        raise NotPermitted(decision.reason)
    bar_interests(bid, viewer)
    if not bid.round.seats.filter(person=viewer.person).exists():
        raise NotPermitted(f"{viewer.name} has no seat on the panel of {bid.round.title}.")
    if standing_of(history(ROUND, bid.round.reference)).state != "assessing":
        raise NotReady(f"{bid.round.title} is not being assessed: bids are scored after it has closed and before it is decided.")
    state = standing_of(history(BID, bid.reference)).state
    if state != "submitted":
        raise NotNow(f"The bid is {BID.states[state].title.lower()}: only bids that are handed in and not moderated are scored.")
    if bid.scores.filter(person=viewer.person).exists():
        raise NotNow("You have scored this bid already. A score is given once; moderation is where it is talked about.")


def _faults(terms: Terms, told: Mapping[str, Given]) -> dict[str, str]:
    faults = {}
    for one in terms.criteria:
        given = told.get(one.code)
        if given is None or not 0 <= given.score <= one.top:
            faults[one.code] = f"{one.title}: give a score from 0 to {one.top}."
        elif not given.rationale.strip():
            faults[one.code] = f"{one.title}: say why, so that the bidder can be told."
    return faults
