"""From figures to words: what can be said, and what cannot. The thresholds are in rules.toml.

A change is told only if the interval leaves out no change, placebos rarely do as much, a second method agrees, and the areas
went alike before. Whatever is missing is said first.
"""

from __future__ import annotations

from dataclasses import dataclass

from vinculum.desk.programme.impact.finding import AreaEffect, Check, Effect, Kind, Verdict
from vinculum.desk.programme.impact.rules import Rules

ALWAYS = (
    "This compares what was recorded. If reporting or recording changed in the areas acted on and not in the others, or if "
    "something else happened in them at the same time, the figures cannot tell that apart from what was done."
)


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything a verdict is drawn from."""

    effect: Effect
    blended: Effect
    placebo_p: float
    halves: Effect | None
    just_before: Effect | None
    beside: Effect | None
    compared: int
    months_before: int
    months_after: int
    expected: float
    areas: tuple[AreaEffect, ...]
    what: str


def judge(looked: Looked, limits: Rules) -> tuple[Verdict, tuple[Check, ...]]:
    """Return what can be said, with every check that it rests on."""
    checks = (*_enough(looked, limits), *_alike(looked, limits), _narrow(looked, limits), *_agreeing(looked, limits))
    missing = [check for check in checks if check.needed and not check.holds]
    disagreeing = [check for check in checks if not check.needed and not check.holds]
    moved = _moved(looked, limits)
    if missing:
        verdict = Verdict(
            Kind.NOTHING,
            "Nothing can be said about whether what was done changed recorded theft.",
            (*(check.told for check in missing), ALWAYS),
        )
    elif not looked.effect.tells:
        verdict = Verdict(
            Kind.NO_DIFFERENCE, "No change can be told from chance.", (_compared(looked), _excluded(looked), *moved, ALWAYS)
        )
    elif disagreeing:
        verdict = Verdict(
            Kind.NOTHING,
            "Nothing can be said: the methods do not agree.",
            (_compared(looked), *(check.told for check in disagreeing), ALWAYS),
        )
    else:
        kind = Kind.FEWER if looked.effect.share < 0 else Kind.MORE
        headline = (
            f"Recorded {looked.what} in the areas acted on were {percent(looked.effect.share)} {kind.value} "
            "than the course of the others lets expect."
        )
        verdict = Verdict(kind, headline, (_compared(looked), _agreed(looked), *moved, ALWAYS))
    return verdict, checks


def _enough(looked: Looked, limits: Rules) -> tuple[Check, ...]:
    expected = round(looked.expected)
    return (
        Check(
            "Enough areas to compare with",
            looked.compared >= limits.least_compared,
            True,
            f"{looked.compared} areas are compared with; at least {limits.least_compared} are needed to know how far areas drift "
            "apart on their own.",
        ),
        Check(
            "Enough months before",
            looked.months_before >= limits.least_before,
            True,
            f"There are {looked.months_before} months before the first start; at least {limits.least_before} are needed.",
        ),
        Check(
            "Enough months after",
            looked.months_after >= limits.least_after,
            True,
            f"There are {looked.months_after} months after the last start; at least {limits.least_after} are needed.",
        ),
        Check(
            "Enough recorded",
            looked.expected >= limits.least_expected,
            True,
            f"About {expected:,} {looked.what} are expected in the months after; under {limits.least_expected}, chance alone "
            "hides any change of a useful size.",
        ),
    )


def _alike(looked: Looked, limits: Rules) -> tuple[Check, ...]:
    told = []
    for name, effect, alike, apart in (
        (
            "Alike before: first and second half",
            looked.halves,
            "Between the first and the second half of the months before, the areas acted on and the others went alike",
            "Already between the two halves of the months before, the areas acted on went another way than the others",
        ),
        (
            "Alike before: the last three months",
            looked.just_before,
            "In the last three months before the start the areas acted on stood to the others as they had until then",
            "In the last three months before the start the areas acted on stood unusually, as after a spell that ends by itself",
        ),
    ):
        if effect is None:
            told.append(Check(name, False, True, "There are too few months before to see whether the areas went alike."))
        else:
            holds = effect.p > limits.alike_p
            told.append(Check(name, holds, True, f"{alike if holds else apart} ({_between(effect)})."))
    return tuple(told)


def _narrow(looked: Looked, limits: Rules) -> Check:
    least = looked.effect.least_detectable
    return Check(
        "Able to see a useful change",
        least <= limits.widest,
        True,
        f"The least fall that four of five such studies would have told from chance is {percent(least)}; beyond "
        f"{percent(limits.widest)} a study tells only what is exaggerated.",
    )


def _agreeing(looked: Looked, limits: Rules) -> tuple[Check, ...]:
    """Return the checks that matter where a change is told; where none is, they hold."""
    if not looked.effect.tells:
        return ()
    same = looked.blended.share * looked.effect.share > 0 and looked.blended.p <= limits.second_p
    rare = looked.placebo_p <= limits.placebo_p
    return (
        Check(
            "Placebos in areas not acted on",
            rare,
            False,
            f"Areas drawn at random from those not acted on show as much in {percent(looked.placebo_p)} of draws"
            f"{'' if rare else ', too often for a finding'}.",
        ),
        Check(
            "A second method agrees",
            same,
            False,
            f"Synthetic control {'agrees' if same else 'does not bear it out'}: {_between(looked.blended)}.",
        ),
    )


def _moved(looked: Looked, limits: Rules) -> tuple[str, ...]:
    if looked.beside is None:
        return ()
    if looked.beside.p <= limits.beside_p and looked.beside.share > 0:
        return (f"In the areas beside more was recorded than expected ({_between(looked.beside)}): theft may have moved there.",)
    if looked.beside.p <= limits.beside_p:
        return (f"In the areas beside less was recorded than expected, too ({_between(looked.beside)}).",)
    return (f"In the areas beside no change can be told ({_between(looked.beside)}): nothing shows that theft moved there.",)


def _compared(looked: Looked) -> str:
    counted = sum(one.after for one in looked.areas)
    many = f"{len(looked.areas)} areas" if len(looked.areas) > 1 else "1 area"
    return (
        f"In the months after, {counted:,} {looked.what} were recorded in {many} acted on, where about {looked.expected:,.0f} "
        f"would be expected had they gone as the {looked.compared} others. Area by area, each weighed by how sure it is so that "
        f"one large area does not speak for all: {_between(looked.effect)}."
    )


def _excluded(looked: Looked) -> str:
    fall, rise = percent(min(0.0, looked.effect.low)), percent(max(0.0, looked.effect.high))
    return (
        f"A fall of more than {fall} or a rise of more than {rise} would not fit these figures; anything between would. "
        f"The least fall that such a study would tell four times of five is {percent(looked.effect.least_detectable)}. "
        "No change told is not the same as no change."
    )


def _agreed(looked: Looked) -> str:
    return (
        f"Areas not acted on, taken for acted on at random, show as much in {percent(looked.placebo_p)} of draws; synthetic "
        f"control says {_between(looked.blended)}."
    )


def _between(effect: Effect) -> str:
    """Return an effect with its interval: "11% fewer, 95% between 17% fewer and 4% fewer"."""
    return f"{_way(effect.share)}, 95% between {_way(effect.low)} and {_way(effect.high)}"


def _way(share: float) -> str:
    return f"{percent(share)} {'fewer' if share < 0 else 'more'}"


def percent(share: float) -> str:
    """Return the size of a share in per cent, without its sign: 0.114 is ``11%``, under 10% with one decimal."""
    size = abs(share) * 100
    return f"{size:.1f}%" if size < 9.95 else f"{size:.0f}%"  # noqa: PLR2004 - where one decimal would round to 10.0
