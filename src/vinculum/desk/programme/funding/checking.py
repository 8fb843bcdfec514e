"""Claims on the payer's side: checked line by line, paid by somebody else, sent back, refused; and money that was paid back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding.awarding import award_account, award_parties
from vinculum.desk.programme.funding.bookkeeping import books, make_moves
from vinculum.desk.programme.funding.claiming import claim_account, lines_of
from vinculum.desk.programme.funding.kept import AWARD, CLAIM
from vinculum.desk.programme.funding.ledger import NOTHING, PENNY, Account, Move, Place
from vinculum.desk.programme.funding.models import Claim, LineCheck, SpendLine
from vinculum.desk.programme.funding.moving import pot_account
from vinculum.desk.programme.funding.refusals import NotReady, WrongAnswers
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import history, standing_of, take


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is allowed of one line, and why not all of it."""

    amount_gbp: Decimal
    reason: str = ""


@transaction.atomic
def check_claim(claim: Claim, told: Mapping[int, Allowed], viewer: Viewer, *, after: int) -> Step:
    """Append what is allowed of each line, by its number; what is not allowed goes back to the award."""
    lines = lines_of(claim)
    faults = {f"line-{line.line}": fault for line in lines if (fault := _fault(line, told.get(line.line)))}
    if faults:
        raise WrongAnswers(faults)
    allowed = sum((told[line.line].amount_gbp for line in lines), NOTHING)
    if not allowed:
        raise NotReady("Nothing of the claim would be allowed: refuse it, or send it back with a question.")
    step = take(CLAIM, claim.reference, "check", viewer, after=after, parties=award_parties(claim.award))
    LineCheck.objects.bulk_create(
        LineCheck(
            line=line,
            allowed_gbp=told[line.line].amount_gbp,
            reason=told[line.line].reason.strip(),
            at=viewer.at,
            by_id=viewer.person,
        )
        for line in lines
    )
    rest = sum((line.amount_gbp for line in lines), NOTHING) - allowed
    if rest:
        _move(claim, Move(claim_account(claim), award_account(claim.award), rest), viewer, step, "Not allowed by the check")
    return step


@transaction.atomic
def pay_claim(claim: Claim, viewer: Viewer, *, after: int) -> Step:
    """Pay what the check allowed, by somebody who did not check it."""
    step = take(CLAIM, claim.reference, "pay", viewer, after=after, parties=award_parties(claim.award))
    _move(claim, Move(claim_account(claim), _paid(claim), _claimed(claim)), viewer, step, f"Paid to {claim.award.recipient_id}")
    return step


@transaction.atomic
def turn_claim_down(claim: Claim, act: str, viewer: Viewer, *, after: int, reason: str) -> Step:
    """Send a claim back with a question, or refuse it (``act``): its money is awarded again, and not claimed."""
    step = take(CLAIM, claim.reference, act, viewer, after=after, parties=award_parties(claim.award), reason=reason)
    _move(claim, Move(claim_account(claim), award_account(claim.award), _claimed(claim)), viewer, step, reason)
    return step


@transaction.atomic
def enter_repayment(claim: Claim, amount_gbp: Decimal, reason: str, viewer: Viewer, *, after: int) -> Step:
    """Enter money that a recipient paid back: it is awarded again, or in the pot again where the award is closed."""
    if amount_gbp <= 0 or amount_gbp != amount_gbp.quantize(PENNY):
        raise WrongAnswers({"amount_gbp": "Write the amount that was paid back, above nothing and to the penny."})
    step = take(
        CLAIM, claim.reference, "pay_back", viewer,
        after=after, parties=award_parties(claim.award), reason=reason, told={"amount_gbp": str(amount_gbp)},
    )  # fmt: skip
    _move(claim, Move(_paid(claim), award_account(claim.award), amount_gbp), viewer, step, reason)
    if standing_of(history(AWARD, claim.award.reference)).state == "closed":
        _move(claim, Move(award_account(claim.award), pot_account(claim.award.pot), amount_gbp), viewer, step, reason)
    return step


def _paid(claim: Claim) -> Account:
    return Account(Place.PAID, claim.reference)


def _claimed(claim: Claim) -> Decimal:
    return books(claim.award.pot.grant).of(Place.CLAIMED, claim.reference)


def _move(claim: Claim, move: Move, viewer: Viewer, step: Step, why: str) -> None:
    make_moves(claim.award.pot.grant, [move], viewer, step, why)


def _fault(line: SpendLine, allowed: Allowed | None) -> str:
    if allowed is None or not 0 <= allowed.amount_gbp <= line.amount_gbp:
        return f"Line {line.line}: allow at most the £{line.amount_gbp:,.2f} that is claimed, and not below nothing."
    if allowed.amount_gbp != allowed.amount_gbp.quantize(PENNY):
        return f"Line {line.line}: write what is allowed to the penny."
    if allowed.amount_gbp < line.amount_gbp and not allowed.reason.strip():
        return f"Line {line.line}: say why not all of it is allowed."
    return ""
