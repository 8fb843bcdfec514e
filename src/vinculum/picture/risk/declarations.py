"""What can be told of any declaration from its own columns and from those before it: imports at customs, exports at a port.

Each feature is a pure function of columns; a row is told only what was known before it was judged (``moments``). Shares are drawn
stepwise: the past of a load to that of its terms, of these to the route, the heading, the chapter, all declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vinculum.picture.risk.appearances import appearances_of, rarity_of
from vinculum.picture.risk.features import Features, Numbers, Rows
from vinculum.picture.risk.keys import combined
from vinculum.picture.risk.moments import Outcomes
from vinculum.picture.risk.past import past_of
from vinculum.picture.risk.two_steps import two_steps_of
from vinculum.picture.risk.unusual import how_unusual, log_ratio

STRENGTH, LOAD_STRENGTH = 5.0, 2.0  # outcomes that the wider share counts for; a load repeated is nearly the same thing again
SWITCHBOARD = 200  # parties that one may deal with and still tie them


@dataclass(frozen=True, slots=True)
class Declarations:
    """Columns of declarations, numbered (``keys``); ``asked`` is the day on which each was made and is judged.

    ``parties`` by role, the one who answers for the goods first. ``goods`` from the narrowest to the widest (heading, chapter);
    ``route`` countries or ports; ``terms`` what else describes the declaration (regime, tax, rate). ``units`` where told.
    """

    asked: Numbers
    parties: Mapping[str, Rows]
    goods: Mapping[str, Rows]
    route: tuple[Rows, ...]
    terms: tuple[Rows, ...]
    mass_kg: Numbers
    value: Numbers
    units: Numbers | None = None


def features_of(declarations: Declarations, outcomes: Outcomes, base: float) -> tuple[Features, frozenset[str]]:
    """Return the features, and the names of those that can only raise the risk: the shares of what was found before.

    ``base`` is the share positive to which all others are drawn.
    """
    shares, counts = _shares(declarations, outcomes, base)
    columns = shares | counts | _appearances(declarations) | _amounts(declarations)
    return Features(tuple(columns), np.column_stack(list(columns.values()))), frozenset(shares)


def loads_of(declarations: Declarations) -> Rows:
    """Return a number for each load: the same goods, route, terms and weight to the gram as another declaration's."""
    heading = next(iter(declarations.goods.values()))
    return combined(heading, *declarations.route, *declarations.terms, _numbers_of(declarations.mass_kg))


def _shares(told: Declarations, outcomes: Outcomes, base: float) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    shares: dict[str, Numbers] = {}
    counts: dict[str, Numbers] = {}

    def share(name: str, key: Rows, wider: Numbers | float, strength: float = STRENGTH) -> Numbers:
        past = past_of(key, told.asked, outcomes)
        shares[f"found_{name}"], counts[f"opened_{name}"] = past.rate(wider, strength), np.log1p(past.opened)
        return shares[f"found_{name}"]

    wider: Numbers | float = base
    for name, key in reversed(list(told.goods.items())):
        wider = share(name, key, wider)
    heading = next(iter(told.goods.values()))
    route = combined(*told.route)
    share("route", route, base)
    share("terms", combined(*told.terms), base)
    wider = share("goods_route", combined(heading, route), wider)
    wider = share("goods_route_terms", combined(heading, route, *told.terms), wider)
    load = loads_of(told)
    wider = share("load", load, wider, LOAD_STRENGTH)
    share("load_value", combined(load, _numbers_of(told.value)), wider, LOAD_STRENGTH)
    share("goods_mass", combined(heading, _numbers_of(told.mass_kg)), shares["found_goods_route"], LOAD_STRENGTH)
    (lead, first), *others = told.parties.items()
    for name, party in told.parties.items():
        share(name, party, base)
        share(f"{name}_goods", combined(party, heading), shares[f"found_{name}"])
    for name, party in others:
        share(f"{lead}_{name}", combined(first, party), shares[f"found_{lead}"])
        past = two_steps_of(first, party, told.asked, outcomes, SWITCHBOARD)
        shares[f"found_by_{name}"], counts[f"opened_by_{name}"] = past.rate(base, STRENGTH), np.log1p(past.opened)
    return shares, counts


def _appearances(told: Declarations) -> dict[str, Numbers]:
    columns: dict[str, Numbers] = {}
    heading = next(iter(told.goods.values()))
    for name, party in told.parties.items():
        seen = appearances_of(party, told.asked)
        columns[f"earlier_{name}"], columns[f"idle_{name}"] = seen.earlier, seen.idle
        columns[f"rare_{name}_goods"] = rarity_of(party, heading, combined(party, heading), told.asked)
    columns["earlier_load"] = appearances_of(loads_of(told), told.asked).earlier
    for place, end in enumerate(told.route):
        columns[f"rare_goods_end{place + 1}"] = rarity_of(heading, end, combined(heading, end), told.asked)
    if len(told.route) > 1:
        columns["rare_route"] = rarity_of(told.route[0], told.route[-1], combined(told.route[0], told.route[-1]), told.asked)
    return columns


def _amounts(told: Declarations) -> dict[str, Numbers]:
    one = np.ones(len(told.asked))
    ratios = {
        "value_per_kg": log_ratio(told.value, told.mass_kg),
        "mass": log_ratio(told.mass_kg, one),
        "value": log_ratio(told.value, one),
    }
    if told.units is not None:
        ratios["kg_per_unit"] = log_ratio(told.mass_kg, told.units)
    heading = next(iter(told.goods.values()))
    kinds = [combined(heading, told.route[-1]), *told.goods.values()]
    unusual = {f"unusual_{name}": how_unusual(ratio, kinds, told.asked) for name, ratio in ratios.items()}
    return ratios | unusual


def _numbers_of(amount: Numbers) -> Rows:
    """Return a number for each amount, -1 where it is unknown or nothing."""
    numbers: Rows = np.unique(amount, return_inverse=True)[1]
    return np.where(amount > 0, numbers, -1)
