"""Breakdowns of measured figures as blocks of a document: the largest groups, the rest together, shares with intervals. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from vinculum.desk.documents.called import called
from vinculum.desk.documents.contents import Basis, Breakdown, MeasuredColumn
from vinculum.desk.documents.few import withheld
from vinculum.desk.documents.intervals import LEAST_MONTHS, LEAST_SEASONS, Interval, forecast, share_of
from vinculum.desk.documents.kinds import BlockRule
from vinculum.desk.documents.measured_words import BLANK, TOO_FEW, measured_words
from vinculum.desk.measured import Broken, Cut, Given, Group, Measure, Reads

# Of fewer rows neither a ratio nor a median says anything.
LEAST_ROWS = 5
TOGETHER = "All together"
UNSTATED = "not stated"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a breakdown is shown by: its block, its name in the document, its caption, what ends the records, the fewest told."""

    rule: BlockRule
    name: str
    caption: str
    as_at: date
    since: date | None
    few: int


def breakdown_of(broken: Broken, basis: Basis, shown: Shown) -> Breakdown | None:
    """Return a breakdown as a block; None where it has no group."""
    cut = broken.cut
    if not broken.groups:
        return None
    groups, rest = _largest(broken, shown.rule)
    measures = tuple(one for one in cut.measures if one.shown)
    lines = [*groups, *([rest] if rest else [])]
    rows = [(*_names(cut, group), *_cells(measures, group.numbers)) for group in lines]
    asks = [_ask(cut, group) for group in groups] + ([{}] if rest else [])
    if cut.together:
        rows.append((TOGETHER, *(BLANK for _ in cut.by[1:]), *_cells(measures, broken.together.numbers)))
        asks.append({})
    columns = [MeasuredColumn(by.heading, by.reads) for by in cut.by] + [
        MeasuredColumn(one.heading, one.reads) for one in measures
    ]
    counts = [len(cut.by) + place for place, one in enumerate(measures) if one.reads is Reads.COUNT]
    told = withheld([list(row) for row in rows], counts, len(cut.by), shown.few) if shown.few else rows
    made = Breakdown(
        name=shown.name,
        caption=shown.caption,
        words="",
        draws=shown.rule.draws,
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in told),
        asks=tuple(asks),
        base=_base(cut, broken.together) if shown.rule.draws == "rates" else "",
        after="",
        note=basis.number,
    )
    if shown.rule.ahead:
        made = _with_forecast(made, shown)
    return replace(made, words=_words(made, basis, len(groups)))


def missed_of(random: Broken, boxes: Decimal, opened: Decimal, basis: Basis, shown: Shown) -> Breakdown | None:
    """Return how many of the boxes that nobody opened hold stolen vehicles, by what boxes drawn at random held; None of none.

    The share found at random, with its exact interval, times the boxes that were not opened.
    """
    held = random.together.numbers
    drawn, positive = float(held.get("opened") or 0), float(held.get("positive") or 0)
    share = share_of(positive, drawn)
    if share is None:
        return None
    unopened = float(boxes - opened)
    estimate = Interval(share.middle * unopened, share.low * unopened, share.high * unopened)
    columns = (
        MeasuredColumn("Of", Reads.WORDS), MeasuredColumn("Opened at random", Reads.COUNT),
        MeasuredColumn("With stolen vehicles", Reads.COUNT), MeasuredColumn("Share", Reads.SHARE),
        MeasuredColumn("Boxes not opened", Reads.COUNT), MeasuredColumn("Estimated to hold stolen vehicles", Reads.ESTIMATE),
    )  # fmt: skip
    row = ["All ports", _plain(drawn), _plain(positive), _interval(share), _plain(unopened), _interval(estimate)]
    if shown.few:
        (row,) = withheld([row], [1, 2], 1, shown.few)
    after = (
        "The interval is what chance alone allows (95 %). It is as wide as it is because few boxes are drawn at random; boxes "
        "that people chose say nothing of the others."
    )
    rows = (tuple(row),)
    told, drawn_words = measured_words(row[-1], Reads.ESTIMATE), measured_words(row[1], Reads.COUNT)
    words = f"{shown.caption}: {told} boxes, by {drawn_words} drawn at random."
    return Breakdown(shown.name, shown.caption, words, "", columns, rows, ({},), "", after, basis.number)


def _largest(broken: Broken, rule: BlockRule) -> tuple[Sequence[Group], Group | None]:
    """Return the groups to show, and what the others are together; groups that stand in an order of their own are all shown."""
    cut, groups = broken.cut, broken.groups
    if cut.in_order or len(groups) <= rule.most + 1:
        return groups, None
    shown, others = groups[: rule.most], groups[rule.most :]
    if not cut.together:
        return shown, None
    numbers: dict[str, Given] = {
        one.name: sum((_number(group.numbers[one.name]) for group in others), Decimal(0)) if one.adds else None
        for one in cut.measures
        if one.sql
    }
    return shown, Group((f"{len(others):,} others", *(BLANK for _ in cut.by[1:])), numbers)


def _names(cut: Cut, group: Group) -> tuple[str, ...]:
    return tuple("" if told is None else called(one.names, str(told)) for one, told in zip(cut.by, group.by, strict=True))


def _ask(cut: Cut, group: Group) -> dict[str, str]:
    return {one.column: UNSTATED if told is None else str(told) for one, told in zip(cut.by, group.by, strict=True)}


def _cells(measures: Sequence[Measure], numbers: Mapping[str, Given]) -> tuple[str, ...]:
    return tuple(_cell(one, numbers) for one in measures)


def _cell(measure: Measure, numbers: Mapping[str, Given]) -> str:
    """Return one number as plain text: worked out of others where it is a share or a ratio, too few to say of few."""
    if measure.rests_on and _number(numbers.get(measure.rests_on)) < LEAST_ROWS:
        return TOO_FEW
    if measure.sql:
        held = numbers.get(measure.name)
        if held is not None and measure.reads is Reads.SHARE:
            return f"{held}|{held}|{held}"
        return (
            "" if held is None else str(held) if measure.reads in {Reads.DAY, Reads.MONTH, Reads.WORDS} else _plain(float(held))
        )
    top, bottom = numbers.get(measure.top), numbers.get(measure.bottom)
    if top is None or bottom is None:
        return ""
    if measure.reads is Reads.SHARE:
        share = share_of(float(top), float(bottom))
        return _interval(share) if share else TOO_FEW
    return _plain(float(top) / float(bottom)) if float(bottom) else TOO_FEW


def _base(cut: Cut, together: Group) -> str:
    share = next((one for one in cut.measures if one.reads is Reads.SHARE), None)
    cell = _cell(share, together.numbers) if share else ""
    return cell.split("|")[0] if cell.count("|") > 1 else ""


def _with_forecast(made: Breakdown, shown: Shown) -> Breakdown:
    """Return a series of months with what is expected of the months to come; only whole months teach."""
    first = date(shown.since.year, shown.since.month, 1) if shown.since else None
    months = [row for row in made.rows if row[0] != TOGETHER]
    whole = [row for row in months if _is_whole(date.fromisoformat(row[0][:10]), first, shown)]
    counts = [float(row[1]) for row in whole if row[1].replace(".", "", 1).isdigit()]
    expected = forecast(counts, shown.rule.ahead) if len(counts) == len(whole) else []
    if not expected:
        after = (
            f"No forecast is made: {len(whole)} whole months are held, and {LEAST_MONTHS} are needed to tell a trend from chance."
        )
        return replace(made, after=after)
    columns = (*made.columns, MeasuredColumn("Expected", Reads.ESTIMATE))
    last = date.fromisoformat(whole[-1][0][:10])
    ahead = [
        (_months_on(last, step).isoformat(), *(BLANK for _ in made.columns[1:]), _interval(one))
        for step, one in enumerate(expected, 1)
    ]
    known = {row[0] for row in ahead}
    rows = [(*row, BLANK) for row in months if row[0][:10] not in known] + ahead
    seasons = "with seasons" if len(counts) >= LEAST_SEASONS else "without seasons, which need three whole years,"
    after = (
        f"Expected {seasons} if things go on as they did in the {len(whole)} whole months held (exponential smoothing with "
        "a damped trend; intervals of 95 %). It knows of no new method, law or lock."
    )
    return replace(
        made, columns=columns, rows=tuple(rows), asks=(*made.asks[: len(rows) - len(ahead)], *({} for _ in ahead)), after=after
    )


def _is_whole(month: date, first: date | None, shown: Shown) -> bool:
    """Say whether the records and the period cover a month to its end, and from its beginning."""
    begins_late = first is not None and month == first and shown.since is not None and shown.since.day > 1
    return not begins_late and _months_on(month, 1) <= shown.as_at + timedelta(days=1)


def _months_on(month: date, step: int) -> date:
    months = month.year * 12 + month.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _words(made: Breakdown, basis: Basis, groups: int) -> str:
    """Return what a drawing tells, for those who do not see it."""
    by, first = (
        made.columns[0],
        next(place for place, one in enumerate(made.columns) if one.reads in {Reads.COUNT, Reads.POUNDS, Reads.SHARE}),
    )
    told = f"{made.caption}: {groups:,} {'row' if groups == 1 else 'rows'}"
    if by.reads in {Reads.MONTH, Reads.DAY}:
        rows = [row for row in made.rows if row[0] != TOGETHER]
        return f"{told}, from {measured_words(rows[0][0], Reads(by.reads))} to {measured_words(rows[-1][0], Reads(by.reads))}."
    name = ", ".join(
        filter(
            None, (measured_words(cell, Reads(one.reads)) for cell, one in zip(made.rows[0][:first], made.columns, strict=False))
        )
    )
    number = measured_words(made.rows[0][first], Reads(made.columns[first].reads))
    rest = " What is told together at the end of the table is not drawn." if len(made.rows) > groups + 1 else ""
    return f"{told}; first {name} with {number} ({made.columns[first].heading.lower()}). {basis.title}.{rest}"


def _number(value: Given) -> Decimal:
    return Decimal(0) if value is None else Decimal(str(value))


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _interval(one: Interval) -> str:
    return "|".join(f"{number:.6f}".rstrip("0").rstrip(".") or "0" for number in (one.middle, one.low, one.high))
