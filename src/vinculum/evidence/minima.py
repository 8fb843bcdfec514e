"""Minima: a delivery that "succeeds" with nothing in it is refused, with what was wrong with its rows."""

from __future__ import annotations

from vinculum.evidence.contract import Contract
from vinculum.evidence.reasons import Reason
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.sifting import Sifted

_SHOWN = 3

# Below this many rows a column left blank says nothing about the export it came from.
ENOUGH_TO_JUDGE_FILL = 20


def check_minima(sifted: Sifted, contract: Contract, name: str, not_utf8_share: float) -> None:
    """Refuse a delivery that falls short of its contract: too few rows, too many set aside, or a column left blank."""
    if sifted.rows == 0:
        raise RefusedDelivery(name, "It has no rows, only a header.")
    undecoded = sifted.reasons.get(Reason.NOT_UTF8, 0)
    if undecoded > not_utf8_share * sifted.rows:
        example = sifted.examples[Reason.NOT_UTF8]
        raise RefusedDelivery(
            name,
            f"{undecoded:,} of {sifted.rows:,} rows are not UTF-8 (the first is row {example.row}): the file looks like "
            "Windows-1252 or Latin-1. Save it as UTF-8 and send it again.",
        )
    judged = sifted.accepted + sifted.faulty
    if judged == 0:
        raise RefusedDelivery(name, f"None of its {sifted.rows:,} rows is of the kind that the layout takes for {contract.feed}.")
    share = sifted.accepted / judged
    if sifted.accepted < contract.minimum_rows or share < contract.minimum_accepted_share:
        raise RefusedDelivery(
            name,
            f"{sifted.accepted:,} of {judged:,} rows could be accepted; the feed {contract.feed} wants at least "
            f"{contract.minimum_rows} and {contract.minimum_accepted_share:.0%}. {_worst(sifted)}",
        )
    for column, least in contract.minimum_fill.items():
        filled = sifted.filled.get(column)
        if sifted.accepted >= ENOUGH_TO_JUDGE_FILL and filled is not None and filled < least * sifted.accepted:
            raise RefusedDelivery(
                name,
                f"The column {column} is filled in {filled:,} of {sifted.accepted:,} rows; the feed {contract.feed} wants "
                f"at least {least:.0%} where a file has that column at all.",
                (column,),
            )


def _worst(sifted: Sifted) -> str:
    faults = {reason: count for reason, count in sifted.reasons.items() if Reason(reason).is_fault}
    worst = sorted(faults, key=lambda reason: (-faults[reason], reason))[:_SHOWN]
    told = [f"{faults[reason]:,} rows {reason}, such as row {_example(sifted, reason)}" for reason in worst]
    return " ".join(told)


def _example(sifted: Sifted, reason: str) -> str:
    example = sifted.examples[Reason(reason)]
    return f"{example.row}: {example.sentence}"
