"""Commodity codes: the headings that vehicles, their parts and their cover loads travel under (DOMAIN 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vinculum.marks.fold import fold
from vinculum.marks.reference import rows_of

LENGTHS = (4, 6, 8, 10)
CN8 = 8
CHAPTERS = range(1, 100)
USED = "90"
NEW = ("10", "11", "19")


class Goods(StrEnum):
    """What a code means to someone who looks for stolen vehicles."""

    CAR = "car"
    GOODS_VEHICLE = "goods_vehicle"
    BUS = "bus"
    TRACTOR = "tractor"
    SPECIAL_VEHICLE = "special_vehicle"
    MOTORCYCLE = "motorcycle"
    TRAILER = "trailer"
    CHASSIS = "chassis"
    BODY = "body"
    PART = "part"
    ENGINE = "engine"
    ENGINE_PART = "engine_part"
    PLANT = "plant"
    AGRICULTURAL = "agricultural"
    SCRAP = "scrap"
    COVER = "cover"
    OTHER = "other"


VEHICLES = frozenset({Goods.CAR, Goods.GOODS_VEHICLE, Goods.BUS, Goods.TRACTOR, Goods.SPECIAL_VEHICLE, Goods.MOTORCYCLE})
PARTS = frozenset({Goods.CHASSIS, Goods.BODY, Goods.PART, Goods.ENGINE, Goods.ENGINE_PART})


@dataclass(frozen=True, slots=True)
class Commodity:
    """A commodity code as read; ``used`` tells new from used cars where the code says so (CN8 of heading 8703), else None."""

    raw: str
    normal: str
    well_formed: bool
    goods: Goods
    heading: str | None = None
    description: str | None = None
    used: bool | None = None
    notes: tuple[str, ...] = ()


@cache
def _headings() -> dict[str, tuple[Goods, str]]:
    """Return (goods, description) by code of four to six digits."""
    return {row["code"]: (Goods(row["goods"]), row["description"]) for row in rows_of("commodities")}


def _used(normal: str, goods: Goods) -> bool | None:
    if goods is not Goods.CAR or len(normal) < CN8:
        return None
    ending = normal[6:CN8]
    return True if ending == USED else False if ending in NEW else None


def parse_commodity(text: str) -> Commodity:
    """Return what a commodity code says of itself; it is well-formed with 4, 6, 8 or 10 digits of chapter 01 to 99."""
    normal = fold(text)
    if not normal.isdecimal() or len(normal) not in LENGTHS or int(normal[:2]) not in CHAPTERS:
        return Commodity(text, normal, well_formed=False, goods=Goods.OTHER, notes=("a commodity code has 4, 6, 8 or 10 digits",))
    known = next((normal[:length] for length in (6, 5, 4) if normal[:length] in _headings()), None)
    goods, description = _headings()[known] if known else (Goods.OTHER, None)
    used = _used(normal, goods)
    notes = () if used is None else ("used" if used else "new",)
    return Commodity(text, normal, True, goods, normal[:4], description, used, notes)
