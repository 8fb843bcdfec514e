"""What openings say of the boxes that stayed closed: hit rates, prevalence, positives missed, and what a pound brought.

Only the random arm speaks for all boxes: each box it opened stands for as many as its chance in the draw is small (Horvitz and
Thompson 1952). Boxes of the *first line* (chosen on leads whatever the draw) are known for certain and stand for themselves.
Boxes opened on leads beside that, and on referral, say what was found in them and nothing of others.
Nothing found is never told as zero: it is an upper bound. Everything here is a pure function over rows; money is GBP.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vinculum.picture.screening.intervals import count_interval, share_interval, weighted_interval

RANDOM = "random"
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Opening:
    """A box that was opened. ``draw`` names the choice it came from (a morning, a month), ``port`` its port.

    ``basis`` is ``lead``, ``random`` or ``referral``. ``first_line``: chosen before the draw (with basis ``random``: of both).
    ``inclusion_probability`` is its chance in the draw, None where it was not recorded (see `with_chances`).
    """

    draw: str
    port: str
    basis: str
    positive: bool
    inclusion_probability: float | None = None
    first_line: bool = False
    value_gbp: float | None = None
    cost_gbp: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The boxes of one draw at one port: how many, how many of them first line, and each one's chance (0: not covered)."""

    draw: str
    port: str
    boxes: int
    first_line: int = 0
    inclusion_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval. ``value`` is None where nothing can be said, or nothing but ``high``: none was found.

    ``found`` and ``opened`` are the boxes that it rests on, ``boxes`` those it speaks of, ``covered`` their share of all boxes.
    """

    value: float | None
    low: float
    high: float
    found: int
    opened: int
    boxes: int
    covered: float
    text: str


@dataclass(frozen=True, slots=True)
class Yield:
    """What one arm brought at one port (None: all). ``hit`` is the share positive; ``per_pound`` is None if no cost is known."""

    arm: str
    port: str | None
    opened: int
    positive: int
    value_gbp: float
    cost_gbp: float
    per_pound: float | None
    hit: Estimate


def with_chances(openings: Sequence[Opening], frames: Sequence[Frame]) -> tuple[list[Opening], list[Frame]]:
    """Fill in chances that nobody recorded: the share of each frame's boxes that was opened at random.

    Holds only if random boxes were drawn from all boxes of the frame alike. Frames in which none was are not covered.
    """
    drawn: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in openings:
        drawn[one.draw, one.port] += one.basis == RANDOM
    chance = {
        (frame.draw, frame.port): min(1.0, drawn[frame.draw, frame.port] / frame.boxes)
        if frame.inclusion_probability is None and frame.boxes
        else frame.inclusion_probability or 0.0
        for frame in frames
    }
    filled = [
        one
        if one.inclusion_probability is not None
        else replace(one, inclusion_probability=chance.get((one.draw, one.port), 0.0))
        for one in openings
    ]
    return filled, [replace(frame, inclusion_probability=chance[frame.draw, frame.port]) for frame in frames]


def hit_rate(openings: Iterable[Opening], arm: str | None = None) -> Estimate:
    """Return the share of opened boxes that were positive: of one arm (``lead``, ``random``, ``referral``), or of all.

    A box of both arms counts in both.
    """
    held = [one for one in openings if _in_arm(one, arm)]
    found, opened = sum(one.positive for one in held), len(held)
    low, high = share_interval(found, opened)
    words = {"random": "drawn at random", "lead": "opened on a lead", "referral": "opened on referral"}.get(arm or "", "opened")
    return Estimate(
        value=found / opened if found else None, low=low, high=high, found=found, opened=opened, boxes=opened, covered=1.0,
        text=_rate_told(found, opened, low, high, f"of {opened:,} boxes {words} held stolen vehicles"),
    )  # fmt: skip


def prevalence(openings: Sequence[Opening], frames: Sequence[Frame]) -> Estimate:
    """Return the share of all boxes of the frames that hold stolen vehicles, opened or not."""
    count = positives(openings, frames)
    if not count.boxes or not count.opened:
        return replace(count, value=None, low=0.0, high=1.0, text="No box was drawn at random: nothing is known of all boxes.")
    share = [None if one is None else one / count.boxes for one in (count.value, count.low, count.high)]
    low, high = share[1] or 0.0, share[2] or 0.0
    found = "" if count.found else "None was found, so only a limit is known: "
    middle = f"at most {_percent(high)}" if share[0] is None else f"{_percent(share[0])} ({_percent(low)} to {_percent(high)})"
    text = f"{found}{middle} of {count.boxes:,} boxes hold stolen vehicles, at 95 %{_coverage(count.covered)}."
    return replace(count, value=share[0], low=low, high=high, text=text)


def positives(openings: Sequence[Opening], frames: Sequence[Frame]) -> Estimate:
    """Return how many boxes of the frames hold stolen vehicles, opened or not.

    Unbiased over the draws: the positives of the first line, and every other drawn positive as often as its chance is small. The
    interval is exact where all chances are alike, else that of a weighted sum of rare finds; never below what was found.
    ``found`` and ``opened`` are of the random arm and the first line. Raises ValueError for a drawn box without a chance.
    """
    covered = {(frame.draw, frame.port): frame for frame in frames if frame.inclusion_probability}
    boxes = sum(frame.boxes for frame in covered.values())
    rest = boxes - sum(frame.first_line for frame in covered.values())
    here = [one for one in openings if (one.draw, one.port) in covered]
    sure = [one for one in here if one.first_line]
    drawn = [one for one in here if one.basis == RANDOM and not one.first_line]
    weights = [_weight(one) for one in drawn]
    finds = [weight for weight, one in zip(weights, drawn, strict=True) if one.positive]
    known = sum(one.positive for one in sure)
    low, high = _rest_interval(finds, weights, [1.0 / (frame.inclusion_probability or 1.0) for frame in covered.values()], rest)
    seen = {id(one): one for one in (*sure, *drawn)}
    all_found = sum(one.positive for one in here)
    most = boxes - sum(not one.positive for one in here)
    told = sum(finds) + known
    share = boxes / total if (total := sum(frame.boxes for frame in frames)) else 0.0
    low, high = min(max(low + known, all_found), most), min(max(high + known, all_found), most)
    found = sum(one.positive for one in seen.values())
    value = told if found else None
    middle = f"at most {high:,.0f}" if value is None else f"about {value:,.0f} ({low:,.0f} to {high:,.0f})"
    text = f"{middle} of {boxes:,} boxes hold stolen vehicles, at 95 %{_coverage(share)}."
    return Estimate(value, float(low), float(high), found, len(seen), boxes, share, text[0].upper() + text[1:])


def missed(openings: Sequence[Opening], frames: Sequence[Frame]) -> Estimate:
    """Return how many positives of the frames were not opened: all that there are, less those found on any basis."""
    there = positives(openings, frames)
    covered = {(frame.draw, frame.port) for frame in frames if frame.inclusion_probability}
    found = sum(one.positive for one in openings if (one.draw, one.port) in covered)
    low, high = max(0.0, there.low - found), max(0.0, there.high - found)
    value = None if there.value is None else max(0.0, there.value - found)
    if not there.opened:
        return replace(there, text="No box was drawn at random: how many were missed is not known.")
    middle = f"at most {high:,.0f}" if value is None or value < 1 else f"about {value:,.0f} ({low:,.0f} to {high:,.0f})"
    text = f"{found:,} boxes with stolen vehicles were found; {middle} sailed unopened, at 95 %{_coverage(there.covered)}."
    return replace(there, value=value, low=low, high=high, text=text)


def yields(openings: Sequence[Opening], lift_gbp: float | None = None) -> list[Yield]:
    """Return what each arm brought, in all and at each port; ``lift_gbp`` stands where no cost was recorded."""
    told = []
    arms = [arm for arm in ("lead", RANDOM, "referral") if any(_in_arm(one, arm) for one in openings)]
    for arm in arms:
        for port in (None, *sorted({one.port for one in openings if _in_arm(one, arm)})):
            held = [one for one in openings if _in_arm(one, arm) and port in {None, one.port}]
            costs = [lift_gbp if one.cost_gbp is None else one.cost_gbp for one in held]
            cost = sum(one for one in costs if one is not None)
            value = sum(one.value_gbp or 0.0 for one in held if one.positive)
            whole = cost > 0 and None not in costs and all(one.value_gbp is not None for one in held if one.positive)
            per_pound = value / cost if whole else None
            positive = sum(one.positive for one in held)
            told.append(Yield(arm, port, len(held), positive, value, cost, per_pound, hit_rate(held, arm)))
    return told


def by_port(openings: Sequence[Opening], frames: Sequence[Frame]) -> dict[str, Estimate]:
    """Return the prevalence at each port that has boxes."""
    ports = sorted({frame.port for frame in frames})
    return {
        port: prevalence([one for one in openings if one.port == port], [one for one in frames if one.port == port])
        for port in ports
    }


def _in_arm(one: Opening, arm: str | None) -> bool:
    return arm is None or one.basis == arm or (arm == "lead" and one.first_line)


def _weight(one: Opening) -> float:
    if not one.inclusion_probability:
        raise ValueError(f"A box drawn at {one.port} ({one.draw}) has no chance in its draw: fill it in with with_chances.")
    return 1.0 / one.inclusion_probability


def _rest_interval(
    finds: Sequence[float], weights: Sequence[float], all_weights: Sequence[float], rest: int
) -> tuple[float, float]:
    """Return the interval of the positives among the boxes outside the first line."""
    if not weights:
        return 0.0, float(rest)
    if max(all_weights) - min(all_weights) <= SAME * max(all_weights) and len(weights) <= rest:
        return count_interval(len(finds), len(weights), rest)
    return weighted_interval(finds, max(*all_weights, *weights))


def _rate_told(found: int, opened: int, low: float, high: float, words: str) -> str:
    if not opened:
        return "No box was opened: nothing is known."
    if not found:
        return f"None {words}: at most {_percent(high)}, at 95 %."
    return f"{found:,} {words}: {_percent(found / opened)} ({_percent(low)} to {_percent(high)} at 95 %)."


def _coverage(share: float) -> str:
    return "" if share > 1 - SAME else f"; {_percent(share)} of all boxes could have been drawn, the others are not spoken of"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else f"{100 * share:.0f} %"  # noqa: PLR2004 - where two digits would round to 1e+02
