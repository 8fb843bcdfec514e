"""A small land of cameras with honest traffic, for the tests of the clone part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

# The first example of a test may wait for a kernel to be compiled.
settings.register_profile("compiled", deadline=None)
settings.load_profile("compiled")

START = datetime(2026, 3, 1, tzinfo=UTC)
SIDE = 6  # cameras along a side of the land
KM_APART = 12.0
LAT, LON = 52.0, -1.5


def camera_name(column: int, row: int) -> str:
    return f"C{column}{row}"


@dataclass
class Land:
    """Cameras on a square grid; vehicles drive along it at about 75 km/h and are read at every camera they pass."""

    reads: list[dict[str, Any]] = field(default_factory=list)
    choose: np.random.Generator = field(default_factory=lambda: np.random.default_rng(7))

    def cameras(self) -> list[dict[str, Any]]:
        """Return the rows of the feed of cameras."""
        return [
            {
                "camera_id": camera_name(column, row),
                "lat": LAT + row * KM_APART / 111.2,
                "lon": LON + column * KM_APART / (111.2 * np.cos(np.radians(LAT))),
                "road": f"A{column}{row}",
            }
            for column in range(SIDE)
            for row in range(SIDE)
        ]

    def read(self, vrm: str, place: tuple[int, int], at: datetime, **more: Any) -> None:
        """Let one camera read one plate."""
        self.reads.append({"camera_id": camera_name(*place), "read_at": at.replace(tzinfo=None).isoformat(), "vrm": vrm} | more)

    def drive(self, vrm: str, start: tuple[int, int], end: tuple[int, int], at: datetime, **more: Any) -> datetime:
        """Drive first along the columns, then along the rows; return when the vehicle arrives."""
        here = start
        at = self._pass(vrm, here, at, more)
        while here != end:
            step = (int(np.sign(end[0] - here[0])), 0) if here[0] != end[0] else (0, int(np.sign(end[1] - here[1])))
            here = here[0] + step[0], here[1] + step[1]
            at += timedelta(hours=KM_APART / self.choose.uniform(60, 90))
            at = self._pass(vrm, here, at, more)
        return at

    def _pass(self, vrm: str, place: tuple[int, int], at: datetime, more: dict[str, Any]) -> datetime:
        at = at.replace(microsecond=0)
        self.read(vrm, place, at, **more)
        return at

    def commute(self, vrm: str, home: tuple[int, int], work: tuple[int, int], days: int, hour: float = 8.0, **more: Any) -> None:
        """Drive to work and back on each day, at about the same hour."""
        for day in range(days):
            leaves = START + timedelta(days=day, hours=hour + float(self.choose.uniform(-0.5, 0.5)))
            self.drive(vrm, home, work, leaves, **more)
            self.drive(vrm, work, home, leaves + timedelta(hours=9), **more)

    def honest(self, vehicles: int, days: int) -> None:
        """Let so many vehicles commute between places drawn at random."""
        for number in range(vehicles):
            places = self.choose.integers(0, SIDE, 4).tolist()
            vrm = f"H{'ABCDEFGHJK'[number // 100 % 10]}{number % 100:02d}XYZ"
            self.commute(vrm, (places[0], places[1]), (places[2], places[3]), days, float(self.choose.uniform(6, 10)))


@pytest.fixture
def land() -> Land:
    return Land()


@pytest.fixture
def start() -> datetime:
    return START


@pytest.fixture
def run_clones(make_room: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that runs reads and clones over a land and gives the room."""
    from vinculum.picture import clones, reads  # noqa: PLC0415 - compiled when first needed

    def run(land: Land, **feeds: Any) -> Any:
        room = make_room("2026-03-15T00:00:00", cameras=land.cameras(), reads=land.reads, **feeds)
        reads.STEP.run(room)
        clones.STEP.run(room)
        return room

    return run
