"""Features of any declaration, on made declarations and, where they are there, on published ones of real customs."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pytest

from vinculum.picture.risk.declarations import Declarations, features_of, loads_of
from vinculum.picture.risk.features import Flags, Numbers
from vinculum.picture.risk.keys import combined, numbered
from vinculum.picture.risk.learner import learn, log_odds
from vinculum.picture.risk.moments import Outcomes


def made(rows: int = 2_000) -> tuple[Declarations, Outcomes]:
    """Return declarations of which one shipper's are positive half the time, others one time in twenty."""
    chance = np.random.default_rng(1)
    shipper, heading = chance.integers(0, 40, rows), chance.integers(0, 15, rows)
    asked = np.sort(chance.integers(0, 200, rows)).astype(np.float64)
    positive = chance.random(rows) < np.where(shipper == 7, 0.5, 0.05)
    declarations = Declarations(
        asked=asked,
        parties={"shipper": shipper, "forwarder": chance.integers(0, 6, rows)},
        goods={"heading": heading, "chapter": heading // 4},
        route=(chance.integers(0, 3, rows), chance.integers(0, 9, rows)),
        terms=(np.zeros(rows, np.int64),),
        mass_kg=np.exp(chance.normal(8, 0.3, rows)),
        value=np.exp(chance.normal(9, 0.3, rows)),
        units=chance.integers(1, 4, rows).astype(np.float64),
    )
    return declarations, Outcomes(asked + 2, positive)


def named(declarations: Declarations, outcomes: Outcomes, name: str) -> Numbers:
    features, _ = features_of(declarations, outcomes, 0.07)
    return features.values[:, features.names.index(name)]


def test_the_shipper_found_before_stands_out() -> None:
    """Late in the year the share found of the bad shipper is near the truth, and that of others near theirs."""
    declarations, outcomes = made()
    share, late = named(declarations, outcomes, "found_shipper"), declarations.asked > 150
    bad = declarations.parties["shipper"] == 7
    assert 0.35 < share[late & bad].mean() < 0.6
    assert share[late & ~bad].mean() < 0.1


def test_shares_of_what_was_found_may_only_raise_the_risk() -> None:
    """The rising features are the shares found, every one of them, and nothing else."""
    features, rising = features_of(*made(), 0.07)
    assert rising == {name for name in features.names if name.startswith("found_")}
    assert {"found_shipper", "found_by_forwarder", "found_goods_route", "found_load"} <= rising
    assert features.values.shape == (2_000, len(features.names))
    assert len(set(features.names)) == len(features.names)


def test_before_anything_is_known_all_shares_are_the_base() -> None:
    """Without one outcome each share is the base, and no row is told from another by it."""
    declarations, outcomes = made(300)
    features, rising = features_of(declarations, replace(outcomes, known=np.full(300, np.inf)), 0.07)
    shares = features.values[:, [name in rising for name in features.names]]
    assert np.allclose(shares, 0.07, rtol=0, atol=1e-12)


def test_units_give_the_weight_of_one() -> None:
    """The weight of one unit is told where units are, and left out where they are not."""
    declarations, outcomes = made(200)
    told = named(declarations, outcomes, "kg_per_unit")
    assert declarations.units is not None
    assert np.allclose(np.exp(told), declarations.mass_kg / declarations.units)
    assert "kg_per_unit" not in features_of(replace(declarations, units=None), outcomes, 0.07)[0].names


def test_a_load_is_the_same_to_the_gram() -> None:
    """The same goods on the same route under the same terms make one load only if they weigh the same."""
    one = np.zeros(4, np.int64)
    mass = np.array([1200.5, 1200.5, 1200.501, 0.0])
    load = loads_of(Declarations(np.arange(4.0), {"shipper": one}, {"heading": one}, (one, one), (one,), mass, np.ones(4)))
    assert load[0] == load[1] != load[2]
    assert load[3] == -1


def customs(folder: Path) -> tuple[Declarations, Flags]:
    """Return the published declarations that teach, in order of time, and which were fraudulent."""
    told = pcsv.read_csv(folder / "trade" / "customs_syn_train.csv").sort_by(
        [("Date", "ascending"), ("Declaration ID", "ascending")]
    )
    code = {name: numbered(told.column(name)) for name in told.column_names}
    heading = code["HS6 Code"]
    declarations = Declarations(
        asked=told.column("Date").combine_chunks().cast(pa.int32()).to_numpy().astype(np.float64),
        parties={"importer": code["Importer ID"], "declarant": code["Declarant ID"]},
        goods={"heading": heading},
        route=(code["Country of Departure"], code["Country of Origin"]),
        terms=(combined(code["Tax Type"], code["Tax Rate"]),),
        mass_kg=told.column("Net Mass").to_numpy(),
        value=told.column("Item Price").to_numpy(),
    )
    return declarations, told.column("Fraud").to_numpy() == 1


def test_real_customs_declarations_are_ranked_far_better_than_by_chance(real_data: Path) -> None:
    """Taught by three quarters of 2020, the first twentieth chosen of the last quarter holds three times the frauds of chance.

    And the features of a year take seconds.
    """
    declarations, positive = customs(real_data)
    cut = np.quantile(declarations.asked, 0.75)
    taught = declarations.asked < cut
    outcomes = Outcomes(np.where(taught, declarations.asked, np.inf), positive)
    started = time.perf_counter()
    features, rising = features_of(declarations, outcomes, float(positive[taught].mean()))
    assert time.perf_counter() - started < 20
    half = np.flatnonzero(taught)[-8_000:]
    base = np.full(len(positive), np.log(0.22 / 0.78))
    learned = learn(features.only(half), positive[half], base[half], rising=rising, most_rounds=25)
    told = log_odds(learned, features.only(~taught), base[~taught])
    first = np.argsort(-told, kind="stable")[: len(told) // 20]
    assert positive[~taught][first].mean() > 3 * positive[~taught].mean()


@pytest.mark.parametrize("column", ["mass_kg", "value"])
def test_an_unknown_amount_is_told_as_unknown(column: str) -> None:
    """A weight or value of nothing is not a small one: what rests on it is unknown."""
    declarations, outcomes = made(200)
    amounts = getattr(declarations, column).copy()
    amounts[-1] = 0.0
    told = replace(declarations, **{column: amounts})
    assert np.isnan(named(told, outcomes, "value_per_kg")[-1])
    assert np.isnan(named(told, outcomes, "unusual_value_per_kg")[-1])
