"""The fleet: what vehicles there are, who keeps them where, what they are worth; UK shares of models, colours and ages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.geography.land import Land
from vinculum.simulate.issue import issue_plates, issue_vins, regional_letters
from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happen, stream

FLEET_SHARE = 0.11  # vehicles kept by firms in blocks of twins
OLDEST_YEARS = 24
FASTEST_PACE = 1.36  # of free flow: 152 km/h on an empty motorway
DEAR_GBP = 35_000  # insurers ask for a tracker above about this
STATUS = ("licensed", "sorn")


@dataclass(frozen=True, slots=True)
class Models:
    """Makes and models with how many are licensed, what they cost new and how thieves like them (reference/models.csv)."""

    make: tuple[str, ...]
    model: tuple[str, ...]
    wmi: tuple[str, ...]
    fuel: tuple[str, ...]
    licensed: NDArray[np.float64]
    price_new: NDArray[np.float64]
    first_year: NDArray[np.int64]
    last_year: NDArray[np.int64]
    theft_pull: NDArray[np.float64]
    commercial: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Vehicles by number. ``plate`` is the one first issued and kept; a block is a firm's batch of twins, -1 for private cars.

    ``first_day`` counts days since 1970. ``home`` is where it sleeps, ``keeper`` the place on the register (a leased car's is the
    lessor's), ``base_km`` its odometer at the end of the period.
    """

    models: Models
    colours: tuple[str, ...]
    model: NDArray[np.int16]
    colour: NDArray[np.int8]
    first_day: NDArray[np.int32]
    plate: NDArray[np.bytes_]
    vin: NDArray[np.bytes_]
    home: NDArray[np.int32]
    keeper: NDArray[np.int32]
    block: NDArray[np.int32]
    value: NDArray[np.float32]
    pace: NDArray[np.float32]
    odometer: NDArray[np.int32]
    tracker: NDArray[np.bool_]
    sorn: NDArray[np.bool_]
    commutes: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Return the number of vehicles."""
        return len(self.model)

    def make_of(self, vehicle: int) -> str:
        """Return the make of one vehicle."""
        return self.models.make[int(self.model[vehicle])]

    def model_of(self, vehicle: int) -> str:
        """Return the model of one vehicle."""
        return self.models.model[int(self.model[vehicle])]

    def colour_of(self, vehicle: int) -> str:
        """Return the colour of one vehicle."""
        return self.colours[int(self.colour[vehicle])]

    def plate_of(self, vehicle: int) -> str:
        """Return the plate issued to one vehicle."""
        text: str = self.plate[vehicle].decode()
        return text

    def vin_of(self, vehicle: int) -> str:
        """Return the chassis number of one vehicle."""
        text: str = self.vin[vehicle].decode()
        return text


def read_models() -> Models:
    """Return the shipped makes and models."""
    rows = rows_of("models")
    return Models(
        make=tuple(r["make"] for r in rows),
        model=tuple(r["model"] for r in rows),
        wmi=tuple(r["wmi"] for r in rows),
        fuel=tuple(r["fuel"] for r in rows),
        licensed=np.array([float(r["licensed"]) for r in rows]),
        price_new=np.array([float(r["price_new_gbp"]) for r in rows]),
        first_year=np.array([int(r["first_year"]) for r in rows]),
        last_year=np.array([int(r["last_year"]) for r in rows]),
        theft_pull=np.array([float(r["theft_pull"]) for r in rows]),
        commercial=np.array([r["commercial"] == "1" for r in rows]),
    )


def fleet_of(land: Land, vehicles: int, seed: int, until: date) -> Fleet:
    """Invent ``vehicles`` vehicles standing on ``land`` at ``until``."""
    chance = stream(seed, "fleet")
    models = read_models()
    colours = rows_of("colours")
    block, leader = _blocks(chance, vehicles)
    share = np.where(models.commercial, models.licensed * 1.0, models.licensed)
    model = chance.choice(len(share), vehicles, p=share / share.sum())
    colour = chance.choice(len(colours), vehicles, p=_normed([float(c["share"]) for c in colours]))
    white_van = models.commercial[model] & happen(chance, 0.62, vehicles)
    colour = np.where(white_van, [c["colour"] for c in colours].index("WHITE"), colour)
    home = chance.choice(len(land.weight), vehicles, p=land.weight / land.weight.sum())
    age_days = _ages(chance, models, model, until)
    firm = block >= 0
    age_days = np.where(firm, np.minimum(age_days, chance.integers(60, 1500, vehicles)), age_days)
    model, colour, home, age_days = model[leader], colour[leader], home[leader], age_days[leader]
    first_day = (until - date(1970, 1, 1)).days - age_days
    years = first_day.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    months = first_day.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1
    age = age_days / 365.25
    value = models.price_new[model] * 0.82 * 0.86**age * np.exp(chance.normal(0, 0.12, vehicles))
    keeper = home.copy()
    leased = firm & happen(chance, 0.6, vehicles)[leader]
    keeper[leased] = chance.choice(len(land.weight), vehicles)[leader][leased]
    return Fleet(
        models=models,
        colours=tuple(c["colour"] for c in colours),
        model=model.astype(np.int16),
        colour=colour.astype(np.int8),
        first_day=first_day.astype(np.int32),
        plate=issue_plates(stream(seed, "plates"), regional_letters(land.force)[keeper], years, months, block),
        vin=issue_vins(stream(seed, "vins"), list(models.wmi), list(models.model), model, years, block),
        home=home.astype(np.int32),
        keeper=keeper.astype(np.int32),
        block=block.astype(np.int32),
        value=np.maximum(np.round(value / 50) * 50, 500).astype(np.float32),
        pace=_paces(chance, vehicles),
        odometer=(np.clip(chance.gamma(5.0, 2600.0, vehicles), 800, 45000) * np.maximum(age, 0.1)).astype(np.int32),
        tracker=chance.random(vehicles) < np.where(value > DEAR_GBP, 0.35, 0.04),
        sorn=~firm & happen(chance, 0.05, vehicles),
        commutes=~firm & happen(chance, 0.55, vehicles),
    )


def _normed(shares: list[float]) -> NDArray[np.float64]:
    array = np.array(shares)
    return np.asarray(array / array.sum())


def _blocks(chance: np.random.Generator, vehicles: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each vehicle's block (-1 private) and the vehicle whose model, colour, home and date it shares."""
    block = np.full(vehicles, -1)
    leader = np.arange(vehicles)
    at, number = vehicles - int(vehicles * FLEET_SHARE), 0
    while at < vehicles:
        size = min(int(2 + chance.pareto(1.3) * 3), 60, vehicles - at)
        block[at : at + size] = number
        leader[at : at + size] = at
        at, number = at + size, number + 1
    return block, leader


def _ages(chance: np.random.Generator, models: Models, model: NDArray[np.int64], until: date) -> NDArray[np.int64]:
    """Draw ages in days: even over the first ten years, thinning out to twenty-four, within the years the model was sold."""
    curve = np.concatenate([np.ones(10), 0.86 ** np.arange(1, OLDEST_YEARS - 9)])
    age = chance.choice(OLDEST_YEARS, len(model), p=curve / curve.sum())
    age = np.clip(age, until.year - models.last_year[model], until.year - models.first_year[model])
    age = np.minimum(age, OLDEST_YEARS)
    return np.asarray(np.maximum(age * 365 + chance.integers(0, 365, len(model)) - 182, 40))


def _paces(chance: np.random.Generator, vehicles: int) -> NDArray[np.float32]:
    """Draw how fast each driver goes, as a multiple of free flow; a few in a hundred habitually speed."""
    pace = np.clip(chance.normal(0.93, 0.07, vehicles), 0.72, 1.08)
    speeder = happen(chance, 0.03, vehicles)
    pace[speeder] = chance.uniform(1.15, FASTEST_PACE, int(speeder.sum()))
    return np.asarray(pace.astype(np.float32))
