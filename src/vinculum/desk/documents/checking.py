"""Does a version still give the same figures at its as-at? Each is worked out again as its maker saw it, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.all_figures import all_rules, measured_rules
from vinculum.desk.documents.earlier import difference_words, digest_of_told, told_of
from vinculum.desk.documents.models import Frozen, Version
from vinculum.desk.figures import Figure, asked_from, asked_together, figure_of
from vinculum.desk.measured import MeasuredFigure
from vinculum.desk.measuring import measure, studying


@dataclass(frozen=True, slots=True)
class Checked:
    """A figure as it was kept and as it comes out now; ``why`` is in words, "" where both are the same to the row."""

    slot: str
    rule: str
    kept: Decimal | None
    now: Decimal | None
    why: str

    @property
    def same(self) -> bool:
        """Whether value and rows are what they were."""
        return self.why == ""


def check_version(version: Version) -> list[Checked]:
    """Return each figure of a version, worked out again at its as-at in the view of its maker when it was made."""
    maker = Person.objects.select_related("organisation").get(pk=version.made_by_id)
    viewer = viewer_of(maker, version.made_at, Purpose(version.purpose) if version.purpose else None, version.why)
    rules = measured_rules()
    asking = [
        rules[one.rule] for one in version.figures.all() if one.rule in rules and decide(viewer, rules[one.rule].action).allowed
    ]
    with asked_together(), studying(viewer, asking):
        return list(_checked(version, viewer))


def _checked(version: Version, viewer: Viewer) -> Iterator[Checked]:
    for frozen in version.figures.order_by("slot"):
        if frozen.rule in measured_rules():
            yield _measured(frozen, version, viewer)
            continue
        rule = all_rules().get(frozen.rule)
        if rule is None:
            yield Checked(frozen.slot, frozen.rule, frozen.value, None, "the figure is no longer defined")
            continue
        asked = asked_from(frozen.asked, version.as_at)
        allowed = decide(viewer, rule.action).allowed
        figure = figure_of(rule, viewer, asked) if allowed else Figure(rule, asked, None, ())
        yield Checked(frozen.slot, frozen.rule, frozen.value, figure.value, _why(frozen, figure))


def _measured(frozen: Frozen, version: Version, viewer: Viewer) -> Checked:
    rule = measured_rules()[frozen.rule]
    asked = asked_from(frozen.asked, version.as_at)
    allowed = decide(viewer, rule.action).allowed
    now = measure(rule, viewer, asked) if allowed else MeasuredFigure(rule, asked, None, 0, "")
    why = ""
    if (frozen.value, frozen.rows) != (now.value, now.count):
        why = f"{now.count:,} rows now, {frozen.rows:,} then"
    elif frozen.digest != now.digest:
        why = "as many rows, but not the same ones"
    return Checked(frozen.slot, frozen.rule, frozen.value, now.value, why)


def _why(frozen: Frozen, figure: Figure) -> str:
    now = told_of(figure.rows)
    if frozen.value == figure.value and frozen.digest == digest_of_told(now):
        return ""
    if frozen.value is None:
        return "nothing was known then"
    if figure.value is None:
        return "nothing is held of it now"
    if frozen.keys is None:
        return "rows differ; there are too many to tell apart"
    told = difference_words(*({key: kept[1] for key, kept in rows.items()} for rows in (frozen.keys, now)))
    return f"since it was made, of what was known by its as-at: {told}"
