"""Funding as rows: grants and pots, rounds and calls, bids and what assessors said of them, awards and claims, the ledger.

Where a thing stands is told by its workflow's steps, how much money is where by the ledger's entries; neither is a column here.
"""

from vinculum.desk.programme.funding.models.awards import Award, Letter
from vinculum.desk.programme.funding.models.bids import Bid, BidContent, BidPartner
from vinculum.desk.programme.funding.models.claims import Claim, LineCheck, SpendLine
from vinculum.desk.programme.funding.models.decisions import AgreedScore, Decision, Interest, Score, Seat
from vinculum.desk.programme.funding.models.grants import Condition, ConditionEvidence, Contribution, Grant, Movement, Pot
from vinculum.desk.programme.funding.models.ledger import LedgerEntry
from vinculum.desk.programme.funding.models.rounds import CallVersion, Round

__all__ = [
    "AgreedScore",
    "Award",
    "Bid",
    "BidContent",
    "BidPartner",
    "CallVersion",
    "Claim",
    "Condition",
    "ConditionEvidence",
    "Contribution",
    "Decision",
    "Grant",
    "Interest",
    "LedgerEntry",
    "Letter",
    "LineCheck",
    "Movement",
    "Pot",
    "Round",
    "Score",
    "Seat",
    "SpendLine",
]
