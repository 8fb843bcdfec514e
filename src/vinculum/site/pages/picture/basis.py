"""What a page is made from, and why the rest is missing: each feed with what opens it, or that nothing does.

A feed that no agreement opens is named as a kind of record that partners may send, never as one that somebody did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vinculum.desk.access.policy import why_seen
from vinculum.desk.access.seen import grants_behind
from vinculum.desk.access.viewer import Viewer
from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts


@dataclass(frozen=True, slots=True)
class Source:
    """One partner's records of a feed that the viewer sees: how many deliveries, and why they are open."""

    feed: str
    title: str
    partner: str
    deliveries: int
    why: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A feed of which the viewer sees nothing, and why."""

    feed: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a page stands on, and all that is missing from it."""

    sources: tuple[Source, ...]
    closed: tuple[Closed, ...]

    @property
    def feeds(self) -> frozenset[str]:
        """The feeds of which something is seen."""
        return frozenset(source.feed for source in self.sources)

    def partners(self, *feeds: str) -> str:
        """Return who handed over what the viewer sees of ``feeds``, such as "NPCC and PNC"."""
        return joined(sorted({source.partner for source in self.sources if source.feed in feeds}))

    def why_not(self, *feeds: str) -> str:
        """Return the sentences for those of ``feeds`` of which nothing is seen; empty if there is none."""
        return " ".join(closed.why for closed in self.closed if closed.feed in feeds)


def read_basis(door: Door, viewer: Viewer) -> Basis:
    """Return what the viewer sees, feed by feed in the order of the contracts, and why the rest is closed."""
    rows = door.ask_rows("SELECT feed, partner, count(*) AS n FROM evidence.deliveries GROUP BY ALL ORDER BY ALL")
    grants = grants_behind(door, viewer)
    agreed = {grant.feed for grant in grants if grant.provider != viewer.organisation}
    seen = {row["feed"] for row in rows}
    titles = {feed: contract.title for feed, contract in contracts().items()}
    order = list(titles)
    rows.sort(key=lambda row: (order.index(row["feed"]), row["partner"]))
    return Basis(
        tuple(
            Source(
                row["feed"],
                titles[row["feed"]],
                row["partner"],
                row["n"],
                why_seen(viewer, row["partner"], row["feed"], grants).reason,
            )
            for row in rows
        ),
        tuple(
            Closed(feed, title, _why_closed(viewer, title, agreed=feed in agreed))
            for feed, title in titles.items()
            if feed not in seen
        ),
    )


def _why_closed(viewer: Viewer, title: str, *, agreed: bool) -> str:
    if agreed:
        return f"{title}: an agreement opens them, but none of them has come in yet."
    purpose = viewer.purpose.words if viewer.purpose else "no purpose"
    return f"{title}: no agreement opens them to {viewer.organisation} for the purpose “{purpose}”."


def joined(names: Sequence[str] | Iterable[str]) -> str:
    """Return names as a list within a sentence."""
    *most, last = list(names) or [""]
    return f"{', '.join(most)} and {last}" if most else last
