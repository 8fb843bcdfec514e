"""``vinculum quality, scorecard``: how good what partners hand over is, and what each source is worth to the picture."""

from __future__ import annotations

from typing import Annotated

import typer

from vinculum.cli import show
from vinculum.cli.app import AsJson, app
from vinculum.engine.door import Door
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.quality import DEFINITIONS as OF_QUALITY
from vinculum.evidence.quality import DeliveryQuality, as_document, by_month
from vinculum.evidence.quality import quality as quality_of
from vinculum.evidence.shares import Share
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture, view_evidence
from vinculum.picture.scorecard import DEFINITIONS as OF_SOURCES
from vinculum.picture.scorecard import scorecards


def told_share(share: Share) -> str | None:
    """Return a share as counts and percent with its 95 % interval; nothing where there is nothing to count."""
    if share.share is None or share.interval is None:
        return None
    low, high = share.interval
    return f"{share.count:,} of {share.of:,} ({share.share:.0%}, {low:.0%} to {high:.0%})"


@app.command()
def quality(
    *,
    monthly: Annotated[bool, typer.Option("--monthly", help="By feed, partner and month of arrival.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say how good each delivery was: rows accepted, reasons, columns filled, lateness, rows known already."""
    workspace = Workspace.from_environment()
    with Door() as door:
        view_evidence(door, workspace, superseded=True)
        each = quality_of(door, deliveries(workspace))
    told = by_month(each) if monthly else each
    if as_json:
        show.document({"definitions": OF_QUALITY, "quality": [as_document(one) for one in told]})
        return
    rows = [
        (
            one.delivery if isinstance(one, DeliveryQuality) else f"{one.feed} {one.month}",
            one.partner,
            one.rows,
            told_share(one.accepted),
            ", ".join(f"{reason} {count:,}" for reason, count in one.reasons.items()) or None,
            one.lateness_days,
            one.known_already,
        )
        for one in told
    ]
    columns = (
        "feed and month" if monthly else "delivery",
        "partner",
        "rows",
        "accepted",
        "set aside",
        "days late",
        "known already",
    )
    show.table("Quality", columns, rows)


@app.command()
def scorecard(*, as_json: AsJson = False) -> None:
    """Say what each source is worth to the picture: what would be gone without it, how early it speaks, how often it is right."""
    with open_picture(Workspace.from_environment()) as door:
        told = scorecards(door)
    if as_json:
        show.document({"definitions": OF_SOURCES, "sources": [one.as_document() for one in told]})
        return
    rows = [
        (
            f"{one.partner} {one.feed}",
            one.rows,
            one.leads,
            told_share(one.gone),
            one.hours_left,
            one.hours_ahead,
            told_share(one.contradicted),
            told_share(one.confirmed),
        )
        for one in told
    ]
    columns = ("source", "rows", "leads", "gone without it", "hours left", "hours ahead", "contradicted", "confirmed")
    show.table("Sources", columns, rows)
