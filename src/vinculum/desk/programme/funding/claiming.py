"""Claims: a recipient tells line by line what it spent of an award, and hands that in to be paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db import IntegrityError, transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.awarding import award_account, award_parties
from vinculum.desk.programme.funding.bookkeeping import books, make_moves
from vinculum.desk.programme.funding.kept import AWARD, CLAIM
from vinculum.desk.programme.funding.ledger import NOTHING, PENNY, Account, Move, Place
from vinculum.desk.programme.funding.models import Award, Claim, SpendLine
from vinculum.desk.programme.funding.refusals import NotReady, WrongAnswers
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken
from vinculum.desk.workflows.stepping import history, standing_of, take


class Category(StrEnum):
    """What money is spent on."""

    STAFF = "staff"
    OVERTIME = "overtime"
    EQUIPMENT = "equipment"
    EXAMINATION = "examination"
    LIFTS = "lifts"
    RECOVERY = "recovery"
    TRAINING = "training"
    TRAVEL = "travel"
    EVENT = "event"
    OTHER = "other"


CATEGORY_WORDS = {
    Category.STAFF: "Staff",
    Category.OVERTIME: "Overtime",
    Category.EQUIPMENT: "Equipment",
    Category.EXAMINATION: "Examination of vehicles",
    Category.LIFTS: "Lifts of containers",
    Category.RECOVERY: "Recovery and storage of vehicles",
    Category.TRAINING: "Training",
    Category.TRAVEL: "Travel",
    Category.EVENT: "Venue and event",
    Category.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Spent:
    """One thing that money was spent on; ``document`` is the number of its invoice or order."""

    spent_on: date
    category: str
    about: str
    amount_gbp: Decimal
    document: str = ""


@transaction.atomic
def begin_claim(award: Award, spent_from: date, spent_until: date, viewer: Viewer) -> Claim:
    """Begin a claim for what was spent of an accepted award from a day until a day, both included."""
    if standing_of(history(AWARD, award.reference)).state != "accepted":
        raise NotReady(f"{award.title} is not accepted, or it is closed: nothing can be claimed of it now.")
    if spent_until < spent_from:
        raise WrongAnswers({"spent_until": "The period ends on the day it begins or later."})
    reference = f"{award.reference}-c{award.claims.count() + 1}"
    take(CLAIM, reference, "begin", viewer, after=0, parties=award_parties(award))
    return Claim.objects.create(
        reference=reference, award=award, spent_from=spent_from, spent_until=spent_until,
        made_at=viewer.at, made_by_id=viewer.person,
    )  # fmt: skip


@transaction.atomic
def save_lines(claim: Claim, lines: Sequence[Spent], viewer: Viewer, *, saved: int) -> None:
    """Append the lines of a draft as a set, seen when it had been saved ``saved`` times; WrongAnswers names each wrong line."""
    if viewer.organisation != claim.award.recipient_id:
        raise NotPermitted(
            f"This claim is for {claim.award.recipient_id} to write, and {viewer.name} is of {viewer.organisation}."
        )
    if standing_of(history(CLAIM, claim.reference)).state != "draft":
        raise NotNow("The claim is not a draft any more. Nothing was kept.")
    faults = {f"line-{number}": fault for number, line in enumerate(lines, 1) if (fault := _fault(claim, number, line, viewer))}
    if faults:
        raise WrongAnswers(faults)
    if version_of(claim) != saved:
        raise Overtaken("Somebody else saved this claim after your page was shown. Nothing of yours was kept; look at it again.")
    try:
        with transaction.atomic():
            SpendLine.objects.bulk_create(
                SpendLine(
                    claim=claim, version=saved + 1, line=number, spent_on=line.spent_on, category=line.category,
                    about=line.about.strip(), document=line.document.strip(), amount_gbp=line.amount_gbp,
                    at=viewer.at, by_id=viewer.person,
                )
                for number, line in enumerate(lines, 1)
            )  # fmt: skip
    except IntegrityError as error:
        raise Overtaken(
            "Somebody else saved this claim at the same moment. Nothing of yours was kept; look at it again."
        ) from error


@transaction.atomic
def submit_claim(claim: Claim, viewer: Viewer, *, after: int) -> Step:
    """Hand a claim in: its money moves from awarded to claimed. NotReady if it is more than the award still holds."""
    total = sum((line.amount_gbp for line in lines_of(claim)), NOTHING)
    if not total:
        raise NotReady("The claim has no lines: enter what was spent before it is handed in.")
    held = books(claim.award.pot.grant).of(Place.COMMITTED, claim.award.reference)
    if total > held:
        raise NotReady(
            f"The lines come to £{total:,.2f}, and £{held:,.2f} of the award is not claimed yet: £{total - held:,.2f} too much. "
            "Take lines out, or ask for more money first."
        )
    step = take(CLAIM, claim.reference, "submit", viewer, after=after, parties=award_parties(claim.award))
    move = Move(award_account(claim.award), claim_account(claim), total)
    make_moves(claim.award.pot.grant, [move], viewer, step, f"Claimed by {claim.award.recipient_id}")
    return step


def withdraw_claim(claim: Claim, viewer: Viewer, *, after: int, reason: str = "") -> Step:
    """Withdraw a claim that is a draft."""
    return take(CLAIM, claim.reference, "withdraw", viewer, after=after, parties=award_parties(claim.award), reason=reason)


def version_of(claim: Claim) -> int:
    """Return how many times the lines of a claim were saved."""
    last = claim.lines.order_by("-version").first()
    return last.version if last else 0


def lines_of(claim: Claim) -> list[SpendLine]:
    """Return the lines of a claim as they were last saved."""
    return list(claim.lines.filter(version=version_of(claim)).select_related("check_of_it").order_by("line"))


def claim_account(claim: Claim) -> Account:
    """Return the account of what a claim asks for and was not paid."""
    return Account(Place.CLAIMED, claim.reference)


def _fault(claim: Claim, number: int, line: Spent, viewer: Viewer) -> str:
    """Return the first thing that is wrong with a line, "" for nothing."""
    period = f"{claim.spent_from:%-d %B %Y} to {claim.spent_until:%-d %B %Y}"
    wrong = (
        (line.category not in set(Category), f"{line.category!r} is no category. Categories: {', '.join(Category)}."),
        (
            line.amount_gbp <= 0 or line.amount_gbp != line.amount_gbp.quantize(PENNY),
            f"£{line.amount_gbp} is no amount spent. Write pounds above nothing, to the penny.",
        ),
        (not line.about.strip(), "say what was bought or done."),
        (
            not claim.spent_from <= line.spent_on <= claim.spent_until,
            f"{line.spent_on:%-d %B %Y} is outside the claim's period, {period}.",
        ),
        (
            line.spent_on > claim.award.spend_by,
            f"the award may be spent until {claim.award.spend_by:%-d %B %Y}, and this was spent later.",
        ),
        (line.spent_on > viewer.at.date(), f"{line.spent_on:%-d %B %Y} is still to come. Claim what was spent."),
    )
    return next((f"Line {number}: {fault}" for is_wrong, fault in wrong if is_wrong), "")
