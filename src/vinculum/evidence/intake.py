"""Taking in what partners hand over: one file becomes one delivery, whole or not at all.

Invariant: an ``Intake`` is returned only when the delivery stands, made durable, in the workspace (or stood there already).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vinculum.errors import WrongUse
from vinculum.evidence.arrivals import arrival_of
from vinculum.evidence.chain import Record, enter, read_record
from vinculum.evidence.contract import contracts
from vinculum.evidence.limits import intake_limits
from vinculum.evidence.locking import writing
from vinculum.evidence.minima import check_minima
from vinculum.evidence.order import Order, checked_order, delivery_id, keep_side_files
from vinculum.evidence.reasons import Reason
from vinculum.evidence.recording import record_of
from vinculum.evidence.settling import settle
from vinculum.evidence.sifting import Progress, Sifted, sift
from vinculum.evidence.staging import keep_original, room_on_disk, staged
from vinculum.evidence.workspace import Workspace

SUFFIXES = (".parquet", ".csv", ".jsonl", ".parquet.gz", ".csv.gz", ".jsonl.gz")


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one file. ``reasons`` counts the quarantined rows by reason; ``seconds`` is the time this call took."""

    delivery: str
    feed: str
    partner: str
    sha256: str
    rows: int
    accepted: int
    quarantined: int
    unknown_columns: tuple[str, ...]
    already_known: bool
    seconds: float
    reasons: dict[str, int]
    naive_times: int
    repeated_keys: int

    @property
    def faulty(self) -> int:
        """Quarantined rows that are at fault: not exact copies, not what a layout leaves out by declaration."""
        return sum(count for reason, count in self.reasons.items() if Reason(reason).is_fault)

    def as_document(self) -> dict[str, Any]:
        """Return what ``intake --json`` prints (DESIGN section 9)."""
        return {
            "delivery": self.delivery,
            "feed": self.feed,
            "partner": self.partner,
            "sha256": self.sha256,
            "rows": self.rows,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "unknown_columns": list(self.unknown_columns),
            "already_known": self.already_known,
            "seconds": round(self.seconds, 3),
        }


def take_in(  # noqa: PLR0913 - each is a choice of the caller's; all but four have a usual value
    workspace: Workspace,
    feed: str,
    path: Path,
    partner: str,
    layout: str | None = None,
    agreement: str | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    received_at: datetime | None = None,
) -> Intake:
    """Take one file in as a delivery of ``feed`` by ``partner``, or recognise it as taken in already.

    ``progress`` is told the share of the file read (0 to 1) and the rows so far. ``received_at`` (UTC, now by default) bounds
    how late a record's times can be. A dry run checks everything and leaves no trace. Raises WrongUse, RefusedDelivery,
    WorkspaceBusy or WorkspaceFull; then nothing was taken in.
    """
    order = checked_order(workspace, feed, path, partner, layout, agreement, received_at)
    if dry_run:
        return _take_in(workspace, order, progress or _silent, dry_run=True)
    with writing(workspace):
        settle(workspace)
        return _take_in(workspace, order, progress or _silent, dry_run=False)


def take_in_folder(
    workspace: Workspace,
    folder: Path,
    partner: str,
    agreement: str | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    received_at: datetime | None = None,
) -> Iterator[Intake]:
    """Take in every ``<feed>.parquet``, ``.csv`` or ``.jsonl`` (or ``.gz``) of a folder, in order of feed, one delivery each."""
    for feed, file in feed_files(folder):
        yield take_in(
            workspace, feed, file, partner, agreement=agreement, dry_run=dry_run, progress=progress, received_at=received_at
        )


def feed_files(folder: Path) -> list[tuple[str, Path]]:
    """Return the files of a folder that are called after a feed, by feed; WrongUse if there are none or it cannot be read."""
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    except OSError as error:
        raise WrongUse(f"{folder} cannot be read as a folder ({error.strerror}).") from error
    found = [(feed, folder / name) for feed in contracts() for name in names if name in {feed + suffix for suffix in SUFFIXES}]
    if not found:
        raise WrongUse(f"{folder} holds no file called after a feed, such as reads.parquet or thefts.csv.")
    return found


def _silent(_: float, __: int) -> None:
    """Tell nobody."""


def _take_in(workspace: Workspace, order: Order, progress: Progress, *, dry_run: bool) -> Intake:
    began = time.monotonic()
    with room_on_disk(workspace), staged(workspace, dry_run=dry_run) as folder:
        kept, sha256 = keep_original(order.path, folder / "original")
        sides = keep_side_files(order, folder / "original")
        delivery = delivery_id(order, sha256, sides)
        place = workspace.deliveries_folder / delivery
        if place.is_dir():
            return _intake(read_record(place), already_known=True, seconds=time.monotonic() - began)
        sifted = _sift(workspace, order, kept, folder, delivery, progress)
        check_minima(sifted, order.contract, str(order.path), intake_limits(workspace).not_utf8_share)
        record = _record(order, folder, delivery, sha256, sifted)
        if not dry_run:
            record = enter(workspace, folder, record)
    return _intake(record, already_known=False, seconds=time.monotonic() - began)


def _sift(workspace: Workspace, order: Order, kept: Path, folder: Path, delivery: str, progress: Progress) -> Sifted:
    arriving = arrival_of(kept, str(order.path), order.contract, order.layout, intake_limits(workspace), folder)
    with arriving as (arrival, source, door):
        return sift(arrival, order.contract, source, folder, delivery, order.received_at, door, progress)


def _record(order: Order, folder: Path, delivery: str, sha256: str, sifted: Sifted) -> Record:
    withheld = order.layout.for_feed(order.contract.feed).withheld if order.layout else {}
    return {
        "delivery": delivery,
        "feed": order.contract.feed,
        "partner": order.partner,
        "agreement": order.agreement,
        "layout": order.layout.name if order.layout else None,
        "withheld": dict(withheld),
        **record_of(folder, delivery, folder / "original" / order.path.name, sha256, sifted, order.received_at),
    }


def _intake(record: Record, *, already_known: bool, seconds: float) -> Intake:
    return Intake(
        delivery=record["delivery"],
        feed=record["feed"],
        partner=record["partner"],
        sha256=record["sha256"],
        rows=record["rows"],
        accepted=record["accepted"],
        quarantined=record["quarantined"],
        unknown_columns=tuple(record["unknown_columns"]),
        already_known=already_known,
        seconds=seconds,
        reasons=record["reasons"],
        naive_times=record["naive_times"],
        repeated_keys=record["repeated_keys"],
    )
