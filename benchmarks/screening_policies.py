"""Replaying a year of boxes under a policy: every morning it chooses, the truth answers, every week it learns.

Learning is the picture's own (`picture.exports.weigh`): weights, prevalence and starting point from what this policy opened. R14
(ties to boxes with finds) is reckoned here as `picture.exports.history` says it, from what this policy opened: one step, the
share of finds among opened boxes that share a mark, weighed by its rarity; two steps, 0.4 times the product of the rarities.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from screening_worlds import DAYS_A_WEEK, NEVER, WEEKS, Numbers, Year

from vinculum.picture.exports.catalogue import fit
from vinculum.picture.exports.weigh import Opened, implied_share, learn_weights, prevalence_of, starting_point
from vinculum.picture.screening.box import Box, Budget, Rules
from vinculum.picture.screening.choosing import choose
from vinculum.picture.screening.draw import chances
from vinculum.picture.screening.estimates import Frame, Opening
from vinculum.picture.screening.fairness import Past, band_of, size_of
from vinculum.picture.settings import Settings

START = datetime(2025, 4, 2, 6, tzinfo=UTC)  # the first morning; only its date is shown
TWO_STEPS = 0.4
SAMPLED = 2_000  # boxes of the past on which the starting point is set: an even sample of them
LOOKED_AT_WEEKS = 13  # how often the look of all boxes is reckoned anew
LIFT_GBP = 200.0


class Policy(StrEnum):
    """What chooses the boxes."""

    FULL = "full method"
    RULES = "rules alone"
    GREEDY = "greedy learning"
    RANDOM = "random"


@dataclass
class Memory:
    """What a policy has seen: by mark the boxes opened and with finds, and what lies one step from a find."""

    year: Year
    opened: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    found: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    near: dict[int, float] = field(default_factory=dict)
    sharing: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def ties(self, box: int) -> list[tuple[int, float]]:
        """Return the marks of a box, each with its rarity."""
        span = slice(self.year.starts[box], self.year.starts[box + 1])
        return list(zip(self.year.marks[span].tolist(), self.year.rarity[span].tolist(), strict=True))

    def arrive(self, box: int) -> None:
        """Take in the papers of a box."""
        ties = self.ties(box)
        for mark, rarity in ties:
            self.sharing[mark].append(box)
            if mark in self.found:
                self._spread(ties, mark, rarity)

    def open(self, box: int, *, positive: bool) -> None:
        """Take in what was found in a box."""
        for mark, rarity in self.ties(box):
            self.opened[mark] += 1
            if positive:
                self.found[mark] += 1
                for other in self.sharing[mark]:
                    if other != box:
                        self._spread(self.ties(other), mark, rarity)

    def _spread(self, ties: list[tuple[int, float]], hot: int, rarity: float) -> None:
        for mark, own in ties:
            if mark != hot:
                self.near[mark] = max(self.near.get(mark, 0.0), rarity * own)

    def strength(self, box: int) -> float:
        """Return what R14 says of a box."""
        best = 0.0
        for mark, rarity in self.ties(box):
            if mark in self.found:
                best = max(best, rarity * self.found[mark] / self.opened[mark])
            if mark in self.near:
                best = max(best, TWO_STEPS * self.near[mark])
        return min(best, 1.0)


@dataclass
class Run:
    """A year under one policy: the boxes opened in order, the frames of its draws, and what it thought week by week.

    ``expected`` and ``true`` are, for each week, the sum of the probabilities of all boxes screened and the positives among them;
    ``thought`` the same for the boxes opened on leads, and ``lead_found`` what they held.
    """

    policy: Policy
    opened: list[int] = field(default_factory=list)
    weeks: list[int] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    first_line: set[int] = field(default_factory=set)
    chances: dict[tuple[int, str], Fraction] = field(default_factory=dict)
    expected: Numbers = field(default_factory=lambda: np.zeros(WEEKS))
    true: Numbers = field(default_factory=lambda: np.zeros(WEEKS))
    thought: Numbers = field(default_factory=lambda: np.zeros(WEEKS))
    lead_found: Numbers = field(default_factory=lambda: np.zeros(WEEKS))
    searched: int = 0
    small_opened: int = 0
    large_opened: int = 0


@dataclass
class Mind:
    """What a policy believes: weights by rule, starting point, and what a box with finds holds (GBP)."""

    weights: Numbers
    intercept: float
    value: float


class Replay:
    """One year under one policy, morning by morning."""

    def __init__(self, year: Year, policy: Policy, lifts_a_week: int, seed: int, settings: Settings, rules: Rules) -> None:
        self.year, self.policy, self.seed, self.settings, self.rules = year, policy, seed, settings["exports"], rules
        self.run = Run(policy)
        self.memory = Memory(year)
        self.strengths = year.strengths.copy()
        self.r14 = year.rules.index("R14")
        self.lifts = lifts_a_week
        self.hours = float(settings["screening"]["hours"])
        self.catalogue = np.array([fit().weights.get(rule, 0.0) for rule in year.rules])
        self.mind = Mind(self.catalogue, 0.0, float(self.settings["box_value_gbp"]))
        self.seen: list[int] = []
        self.past: deque[dict[tuple[str, int], list[int]]] = deque()
        self.total: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
        self.implied = (0.0, 0.0)
        self.chance = np.random.default_rng(seed)
        self.bases: list[str] = []
        self.names = [f"{seed}:{ref}" for ref in year.refs]

    def go(self) -> Run:
        """Replay the year."""
        by_day: defaultdict[int, list[int]] = defaultdict(list)
        for box, day in enumerate(self.year.day.tolist()):
            by_day[day].append(box)
        for day in sorted(one for one in by_day if one < 0 and one > NEVER):
            self._take_in(by_day[day])
        spent = 0
        for day in range(WEEKS * DAYS_A_WEEK):
            if day % DAYS_A_WEEK == 0:
                self._learn(day // DAYS_A_WEEK)
            boxes = by_day[day]
            self._take_in(boxes)
            due = (day + 1) * self.lifts // DAYS_A_WEEK - day * self.lifts // DAYS_A_WEEK
            spent += due
            if boxes:
                self._morning(day, boxes, due)
        return self.run

    def _take_in(self, boxes: Sequence[int]) -> None:
        """Take in the day's papers and let R14 speak of each from what was opened before."""
        for box in boxes:
            self.memory.arrive(box)
        if self.policy in {Policy.FULL, Policy.GREEDY}:
            for box in boxes:
                self.strengths[box, self.r14] = self.memory.strength(box)
        self.seen += boxes

    def _learn(self, week: int) -> None:
        """Learn anew from what was opened; where nothing can be learned the catalogue's weights stand."""
        sample = np.array(self.seen)[:: max(1, len(self.seen) // SAMPLED)]
        rows = np.array(self.run.opened, dtype=np.int64)
        learns = self.policy in {Policy.FULL, Policy.GREEDY}
        opened = Opened(self.strengths[rows], self.year.positive[rows], self.bases) if learns else Opened(
            self.strengths[:0], self.year.positive[:0], []
        )  # fmt: skip
        own = self.settings
        scores = self.strengths[sample] @ self.catalogue
        if week % LOOKED_AT_WEEKS == 0:
            self.implied = (implied_share(scores, fit()), min(float(own["implied_boxes"]), len(self.seen)))
        prevalence, _, _ = prevalence_of(opened, (float(own["assumed_share"]), float(own["assumed_boxes"])), self.implied)
        weights = self.catalogue
        if opened.teaches >= int(own["least_of_each_result"]):
            weights = learn_weights(opened, self.catalogue, spread=float(own["weight_spread"]), assumed=prevalence)
        quiet = float(own["quiet_boxes"]) * len(sample) / len(self.seen)
        values = self.year.value[rows[self.year.positive[rows]]] if learns and len(rows) else np.array([])
        value = float(np.median(values)) if len(values) >= own["least_values"] else float(own["box_value_gbp"])
        self.mind = Mind(weights, starting_point(self.strengths[sample] @ weights, prevalence, quiet=quiet), value)

    def _morning(self, day: int, boxes: list[int], lifts: int) -> None:
        week = day // DAYS_A_WEEK
        likely = expit(self.strengths[boxes] @ self.mind.weights + self.mind.intercept)
        self.run.expected[week] += likely.sum()
        self.run.true[week] += self.year.positive[boxes].sum()
        if self.policy is Policy.FULL:
            self._choose_fully(day, boxes, likely, lifts)
            return
        if self.policy is Policy.RANDOM:
            picked = self.chance.permutation(len(boxes))[:lifts]
        else:  # ties in the ranking fall as they may, otherwise on each seed
            picked = np.lexsort((self.chance.random(len(boxes)), -likely))[:lifts]
        for place in picked.tolist():
            self._open(boxes[place], week, "random" if self.policy is Policy.RANDOM else "lead", float(likely[place]), Opening(
                str(day), self.year.port[boxes[place]], "lead", bool(self.year.positive[boxes[place]])
            ))  # fmt: skip

    def _choose_fully(self, day: int, boxes: list[int], likely: Numbers, lifts: int) -> None:
        as_at = START + timedelta(days=day)
        sails = as_at + timedelta(hours=self.hours + 1)
        standing = [self._box(box, float(p), sails) for box, p in zip(boxes, likely, strict=True)]
        budget = Budget(lifts, hours=self.hours, lift_gbp=LIFT_GBP, random_share=float(self.settings["random_share"]))
        choice = choose(standing, budget, self.rules, as_at=as_at, past=self._past())
        self.run.chances |= {(day, port): chance for port, chance in chances(standing, budget).items()}
        self.run.searched += choice.way == "CP-SAT"
        here: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
        frames: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
        for box, pick in zip(boxes, choice.picks, strict=True):
            lead = pick.basis == "lead" or pick.first_line
            counts = here[pick.box.size or "", band_of(pick.box.probability, self.rules)]
            counts[0] += 1
            counts[1] += lead
            self.run.small_opened += lead and pick.box.size == "small"
            self.run.large_opened += lead and pick.box.size == "large"
            frame = frames[pick.box.port]
            frame[0] += 1
            frame[1] += pick.first_line
            frame[2] = pick.inclusion_probability
            if pick.first_line:
                self.run.first_line.add(box)
            if pick.basis:
                told = Opening(str(day), pick.box.port, pick.basis, bool(self.year.positive[box]), pick.inclusion_probability,
                               first_line=pick.first_line, value_gbp=float(self.year.value[box]), cost_gbp=LIFT_GBP)  # fmt: skip
                self._open(box, day // DAYS_A_WEEK, pick.basis, pick.box.probability, told)
        self._remember(dict(here))
        self.run.frames += [
            Frame(str(day), port, int(count), int(first), float(chance)) for port, (count, first, chance) in frames.items()
        ]

    def _box(self, box: int, likely: float, sails: datetime) -> Box:
        year = self.year
        shared = {"shipper": year.sender[box], "forwarder": year.forwarder[box]}
        said = self.strengths[box] * self.mind.weights
        if said.max() > 0:
            shared["reason"] = year.rules[int(said.argmax())]
        return Box(
            year.refs[box], likely * self.mind.value, likely, self.names[box], port=year.port[box], sails_at=sails,
            shared={kind: what for kind, what in shared.items() if what},
            size=size_of(int(year.sent[box]), self.rules) if year.sender[box] else None,
        )  # fmt: skip

    def _past(self) -> list[Past]:
        return [Past(size, band, boxes, opened) for (size, band), (boxes, opened) in self.total.items()]

    def _remember(self, here: dict[tuple[str, int], list[int]]) -> None:
        self.past.append(here)
        gone = self.past.popleft() if len(self.past) > self.rules.fair_days else {}
        for sign, counts in ((1, here), (-1, gone)):
            for key, (boxes, opened) in counts.items():
                self.total[key][0] += sign * boxes
                self.total[key][1] += sign * opened

    def _open(self, box: int, week: int, basis: str, likely: float, told: Opening) -> None:
        positive = bool(self.year.positive[box])
        self.memory.open(box, positive=positive)
        self.run.opened.append(box)
        self.run.weeks.append(week)
        self.run.openings.append(told)
        self.bases.append("lead" if self.policy is Policy.GREEDY else basis)
        if basis == "lead":
            self.run.thought[week] += likely
            self.run.lead_found[week] += positive


def found_by_week(run: Run, year: Year) -> npt.NDArray[np.int64]:
    """Return the positives that a run opened in each week."""
    told = np.zeros(WEEKS, dtype=np.int64)
    np.add.at(told, np.array(run.weeks, dtype=np.int64), year.positive[np.array(run.opened, dtype=np.int64)])
    return told
