"""What is asked of intake, checked before anything is read: feed, file, partner, layout; and the name the delivery will have."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vinculum.errors import WrongUse
from vinculum.evidence.contract import Contract, contract_of
from vinculum.evidence.layout import Layout, layout_of
from vinculum.evidence.partners import partner_of
from vinculum.evidence.refusal import RefusedDelivery
from vinculum.evidence.staging import keep_original
from vinculum.evidence.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, checked: the contract, the file, who hands it over, how it is laid out."""

    contract: Contract
    path: Path
    partner: str
    layout: Layout | None
    agreement: str | None
    received_at: datetime


def checked_order(
    workspace: Workspace,
    feed: str,
    path: Path,
    partner: str,
    layout: str | None,
    agreement: str | None,
    received_at: datetime | None,
) -> Order:
    """Return what was asked for, checked; WrongUse if the feed, the partner, the layout or the file is not there."""
    contract = contract_of(feed)
    code = partner_of(partner, workspace).code
    laid = None if layout is None else layout_of(layout)
    if laid is not None:
        laid.for_feed(feed)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}).") from error
    if not stat.S_ISREG(mode):
        raise WrongUse(f"{path} is not a file. To take in a folder of feeds, use `intake all`.")
    if not str(path).isprintable():
        raise WrongUse(f"The name of {str(path)!r} holds letters that cannot be shown. Rename the file.")
    return Order(contract, path, code, laid, agreement, received_at or datetime.now(UTC))


def keep_side_files(order: Order, folder: Path) -> list[tuple[str, str]]:
    """Keep the files that the layout looks values up in, which lie beside the one handed over; return names and SHA-256."""
    kept = []
    for side in order.layout.side_files if order.layout else ():
        beside = order.path.parent / side.name
        if not beside.is_file():
            raise RefusedDelivery(str(order.path), f"The layout looks values up in {side.name}, which must lie beside it.")
        kept.append((side.name, keep_original(beside, folder)[1]))
    return kept


def delivery_id(order: Order, sha256: str, sides: list[tuple[str, str]]) -> str:
    """Name a delivery by its content, so that the same file again is the same delivery."""
    layout = order.layout.name if order.layout else ""
    parts = [order.contract.feed, order.partner, layout, sha256, *(digest for _, digest in sides)]
    return f"{order.contract.feed}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:12]}"
