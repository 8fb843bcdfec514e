"""The figure that was first published of a thing, and what came to be known since: never worked out anew, always as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.all_figures import all_rules
from vinculum.desk.documents.contents import Basis
from vinculum.desk.documents.models import Frozen, Version
from vinculum.desk.documents.seeing import visible_to
from vinculum.desk.documents.workflow import PUBLISHED, WORKFLOW
from vinculum.desk.figures import (
    Asked,
    FigureRow,
    FigureRule,
    asked_from,
    digest_of,
    digest_of_digests,
    in_words,
    told_from,
)
from vinculum.desk.workflows.stepping import subjects_in

# What is kept of the rows behind a figure: by key, what each adds and its digest.
ToldRows = dict[str, list[str]]


def told_of(rows: Iterable[FigureRow]) -> ToldRows:
    """Return what is kept of rows."""
    return {row.key: [str(row.amount.normalize()), digest_of(row)] for row in rows}


def digest_of_told(told: ToldRows) -> str:
    """Return the digest of all the rows together."""
    return digest_of_digests(digest for _, digest in told.values())


@dataclass(frozen=True, slots=True)
class First:
    """A figure as it was first released: its as-at, the title of the product, its value and what was kept of its rows."""

    title: str
    as_at: datetime
    asked: Asked
    value: Decimal | None
    rows: int
    digest: str
    keys: ToldRows | None

    def basis(self, slot: str, number: int, rule: FigureRule) -> Basis:
        """Return its basis under a note of this document."""
        return Basis(
            number=number,
            slot=slot,
            code=rule.code,
            title=f"{rule.title}, as first published",
            definition=rule.definition,
            unit=rule.unit,
            action=rule.action,
            asked=told_from(self.asked),
            asked_words=f"as known by {self.as_at.day} {self.as_at:%B %Y, %H:%M} UTC; published in: {self.title}",
            value="" if self.value is None else str(self.value),
            words=in_words(self.value, rule.unit),
            rows=self.rows,
            digest=self.digest,
        )

    def difference(self, now: ToldRows) -> str:
        """Return in words which rows came and went between then and now, and which add another amount.

        How else a row reads is left aside: two makers may see different cells of one row.
        """
        if self.keys is None:
            return "too many rows to tell apart"
        amounts = [{key: kept[0] for key, kept in rows.items()} for rows in (self.keys, now)]
        return difference_words(*amounts)


def difference_words(before: dict[str, str], after: dict[str, str]) -> str:
    """Return in words how rows differ from those before, both told by key; "nothing" where they do not."""
    came, went = len(after.keys() - before.keys()), len(before.keys() - after.keys())
    changed = sum(1 for key in after.keys() & before.keys() if after[key] != before[key])
    told = [
        words
        for number, words in (
            (came, f"{came:,} {_rows(came)} came to be known"),
            (went, f"{went:,} {_rows(went)} no longer counted"),
            (changed, f"{changed:,} {_rows(changed)} corrected"),
        )
        if number
    ]
    return "; ".join(told) or "nothing"


def first_published(of: str, rule: str, before: datetime, viewer: Viewer) -> First | None:
    """Return a figure of a thing as it was first released, as at before ``before``, in a product that the viewer may see."""
    if not of or not decide(viewer, all_rules()[rule].action).allowed:
        return None
    released = Version.objects.filter(visible_to(viewer), subject__in=subjects_in(WORKFLOW, *PUBLISHED), as_at__lt=before)
    frozen = Frozen.objects.filter(version__in=released.values("pk"), rule=rule, version__product__of=of, value__isnull=False)
    found = frozen.select_related("version").order_by("version__as_at", "version__made_at", "slot").first()
    if found is None:
        return None
    version = found.version
    return First(
        title=version.title,
        as_at=version.as_at.astimezone(UTC),
        asked=asked_from(found.asked, version.as_at),
        value=found.value,
        rows=found.rows,
        digest=found.digest,
        keys=found.keys,
    )


def _rows(number: int) -> str:
    return "row" if number == 1 else "rows"
