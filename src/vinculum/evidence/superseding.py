"""Corrected versions: a delivery that its own partner replaced, or withdrew, stands as it was and no longer counts.

What a partner hands over twice is two claims, and both are kept: contradictions are what the picture looks for. A partner that
says that the second is a correction of the first is another matter. The first delivery stays byte for byte, and every row of it
can still be opened; only the views that the picture and the pages ask leave it out. The act is sealed, and another undoes it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from vinculum.errors import WrongUse
from vinculum.evidence.acts import Kind, next_act, write_act
from vinculum.evidence.chain import newest_link, settle_chain
from vinculum.evidence.ledger import delivery
from vinculum.evidence.locking import writing
from vinculum.evidence.settling import settle
from vinculum.evidence.workspace import Workspace


def supersede(
    workspace: Workspace,
    gone: Collection[str],
    counting: Collection[str] = (),
    *,
    by: str,
    why: str,
    at: datetime | None = None,
) -> bool:
    """Let the deliveries ``gone`` count no longer, and those in ``counting`` (again); return whether that changed anything.

    All are of one partner: nobody corrects what somebody else handed over. WrongUse if they are not, if a delivery is named on
    both sides, or nobody says who and why; UnknownDelivery names one that there is not. Then nothing was changed.
    """
    with writing(workspace):
        settle(workspace)
        partners = {delivery(workspace, name)["partner"] for name in (*gone, *counting)}
        if len(partners) > 1:
            raise WrongUse(f"The deliveries are of {', '.join(sorted(partners))}: a correction is its own partner's to make.")
        if both := set(gone) & set(counting):
            raise WrongUse(f"{min(both)} cannot be left out and counted at once.")
        before = workspace.superseded()
        after = (before | set(gone)) - set(counting)
        if after == before:
            return False
        told = {"out": sorted(after - before), "in": sorted(before - after)}
        newest = newest_link(settle_chain(workspace))
        write_act(workspace, next_act(workspace, newest, Kind.SUPERSESSION, told, by=by, why=why, at=at or datetime.now(UTC)))
        return True
