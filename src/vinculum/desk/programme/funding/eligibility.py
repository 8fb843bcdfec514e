"""May this organisation bid? Each rule of the call that leaves it out says so. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vinculum.desk.programme.funding.calls import EligibilityRule, RuleKind


@dataclass(frozen=True, slots=True)
class Bidder:
    """What the rules look at: an organisation's code, kind, region ("" for none), and how many bids it has in the round."""

    code: str
    kind: str
    region: str
    bids: int


def left_out_by(rules: Sequence[EligibilityRule], bidder: Bidder) -> list[str]:
    """Return what the rules say that leave a bidder out; empty if it may bid."""
    return [rule.says for rule in rules if _leaves_out(rule, bidder)]


def _leaves_out(rule: EligibilityRule, bidder: Bidder) -> bool:
    if rule.rule is RuleKind.BIDS:
        return bidder.bids >= rule.most
    looked_at = {RuleKind.KIND: bidder.kind, RuleKind.ORGANISATION: bidder.code, RuleKind.REGION: bidder.region}
    return looked_at[rule.rule] not in rule.values
