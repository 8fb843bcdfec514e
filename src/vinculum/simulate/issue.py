"""Issuing marks: plates by region and age, chassis numbers by maker and year, container numbers, phones and other references.

Vectorised issuers return byte strings ('S7' plates, 'S17' chassis numbers); nothing about guilt or innocence goes into a mark.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from vinculum.simulate.reference import rows_of
from vinculum.simulate.streams import happen, happens, one_of, salt

Bytes = NDArray[np.bytes_]
Ints = NDArray[np.int64]

SERIAL = np.frombuffer(b"ABCDEFGHJKLMNOPRSTUVWXYZ", dtype=np.uint8)  # no I, Q (DOMAIN 3.2)
TAG_SECOND = np.frombuffer(b"ABCDEFGHJKLMNOPRSTUVWXY", dtype=np.uint8)
REGION = np.frombuffer(b"ABCDEFGHKLMNOPRSVWY", dtype=np.uint8)
PREFIX_YEARS = {1998: b"R", 1999: b"T", 2000: b"W", 2001: b"Y"}
YEAR_CODES = b"ABCDEFGHJKLMNPRSTVWXY123456789"  # from 1980, every 30 years (ISO 3779)
NO_YEAR_CODE = {"WBA", "WDD", "WDB", "SB1", "JTD", "JTM", "NMT"}  # European BMW, Mercedes, Toyota put no year there (DOMAIN 3.1)
VIN_VALUES = {c: v for v, c in zip([*range(10), 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9],
                                   "0123456789ABCDEFGHJKLMNPRSTUVWXYZ", strict=True)}  # fmt: skip
VIN_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
MARCH, SEPTEMBER, NEW_STYLE = 3, 9, 2001  # plates have told half-years since September 2001
CHERISHED, IRISH = 0.03, 0.012  # shares of vehicles
SERIAL_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
TEN = 10  # the remainder that has no digit
CONTAINER_OWNERS = ("MSKU", "MSCU", "CMAU", "HLCU", "ONEU", "EGHU", "OOLU", "TCLU", "TGHU", "FCIU", "GESU", "CAIU")
_LOOKUP = np.zeros(256, dtype=np.int64)
for _letter, _value in VIN_VALUES.items():
    _LOOKUP[ord(_letter)] = _value


def regional_letters(forces: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return the first letter of plates issued in each force area of ``forces``; the first that fits where several do."""
    letter = {force: row["tag"] for row in reversed(rows_of("memory_tags")) for force in row["forces"].split(";")}
    return np.array([ord(letter.get(force, "L")) for force in forces], dtype=np.uint8)


def age_identifier(year: NDArray[np.int64], month: NDArray[np.int64]) -> Ints:
    """Return the two digits of a plate issued in ``month`` of ``year``: March to August YY, September to February YY + 50."""
    spring = (month >= MARCH) & (month < SEPTEMBER)
    return np.where(spring, year % 100, np.where(month >= SEPTEMBER, year % 100 + 50, year % 100 + 49))


def issue_plates(chance: np.random.Generator, region: NDArray[np.uint8], year: Ints, month: Ints, block: Ints) -> Bytes:
    """Issue a plate to each vehicle, without repeats; vehicles of one ``block`` (not negative) get consecutive serials."""
    n = len(region)
    text = np.zeros((n, 7), dtype=np.uint8)
    todo = np.arange(n)
    while len(todo):
        text[todo] = _draw_plates(chance, region[todo], year[todo], month[todo], block[todo])
        _, first = np.unique(text.view("S7").ravel(), return_index=True)
        repeated = np.ones(n, dtype=bool)
        repeated[first] = False
        todo = np.flatnonzero(repeated)
        block = np.where(repeated, -1, block)
    return text.view("S7").ravel()


def _draw_plates(
    chance: np.random.Generator, region: NDArray[np.uint8], year: Ints, month: Ints, block: Ints
) -> NDArray[np.uint8]:
    n = len(region)
    away = happen(chance, 0.25, n)
    first = np.where(away, REGION[chance.integers(len(REGION), size=n)], region)
    second = TAG_SECOND[chance.integers(len(TAG_SECOND), size=n)]
    serial = chance.integers(24**3, size=n)
    if (block >= 0).any():
        # A block of fleet cars is registered together: one tag, running serials.
        _, leader, member = np.unique(block, return_index=True, return_inverse=True)
        fleet = block >= 0
        rank = np.arange(n) - leader[member]
        first = np.where(fleet, first[leader[member]], first)
        second = np.where(fleet, second[leader[member]], second)
        serial = np.where(fleet, (serial[leader[member]] + rank) % 24**3, serial)
    age = age_identifier(year, month)
    letters = np.column_stack([SERIAL[serial // 576], SERIAL[serial // 24 % 24], SERIAL[serial % 24]])
    text = np.column_stack([first, second, 48 + age // 10, 48 + age % 10, letters]).astype(np.uint8)
    _older(chance, text, letters, year, month)
    return text


def _older(chance: np.random.Generator, text: NDArray[np.uint8], letters: NDArray[np.uint8], year: Ints, month: Ints) -> None:
    """Overwrite in place: prefix plates before September 2001, and the few cherished, dateless or Northern Irish ones."""
    n = len(text)
    kind = chance.random(n)
    number = chance.integers(100, 1000, n)
    digits = np.column_stack([48 + number // 100, 48 + number // 10 % 10, 48 + number % 10])
    middle = np.where(letters == ord("Z"), ord("Y"), letters)
    old = (year < NEW_STYLE) | ((year == NEW_STYLE) & (month < SEPTEMBER))
    cherished = (kind < CHERISHED) & ~old
    prefix = np.array([ord(PREFIX_YEARS.get(int(y), b"M")) for y in range(1990, 2002)], dtype=np.uint8)
    letter = np.where(old, prefix[np.clip(year - 1990, 0, 11)], SERIAL[np.minimum(chance.integers(0, 20, n), 12)])
    letter = np.where((letter == ord("O")) | (letter == ord("U")), ord("M"), letter)
    rows = old | cherished
    text[rows] = np.column_stack([letter, digits, middle])[rows]
    irish = (kind >= CHERISHED) & (kind < CHERISHED + IRISH) & ~old
    four = chance.integers(1000, 10000, n)
    numbers = np.column_stack([48 + four // 1000, 48 + four // 100 % 10, 48 + four // 10 % 10, 48 + four % 10])
    text[irish] = np.column_stack([middle[:, 0], middle[:, 1], np.full(n, ord("Z")), numbers])[irish]


def issue_vins(chance: np.random.Generator, wmi: list[str], model: list[str], of_model: Ints, year: Ints, block: Ints) -> Bytes:
    """Issue a 17-character chassis number to each vehicle of ``of_model``; running serials within a ``block``.

    The check digit of position 9 is right where it is binding (WMI from North America or China) and a maker's filler elsewhere.
    """
    n = len(of_model)
    heads = np.array([list((w + _descriptor(m)).encode()) for w, m in zip(wmi, model, strict=True)], dtype=np.uint8)
    no_year = np.array([w in NO_YEAR_CODE for w in wmi])
    checked = np.array([w[0] in "12345L" for w in wmi])
    text = np.zeros((n, 17), dtype=np.uint8)
    text[:, :9] = heads[of_model]
    codes = np.frombuffer(YEAR_CODES, dtype=np.uint8)
    text[:, 9] = np.where(no_year[of_model], 48, codes[(year - 1980) % 30])
    plants = np.frombuffer(b"ABCDEFGHJKLMNPRSTVWX", dtype=np.uint8)
    text[:, 10] = plants[chance.integers(0, 3, n) + heads[of_model, 4] % 16]
    # Serials without repeats among vehicles that share the head: a walk through all numbers in steps of a large prime.
    serial = (chance.permutation(n) * 104_729 + int(chance.integers(1_000_000))) % 1_000_000
    if (block >= 0).any():
        _, leader, member = np.unique(block, return_index=True, return_inverse=True)
        rank = np.arange(n) - leader[member]
        together = block >= 0
        serial = np.where(together, (serial[leader[member]] + rank) % 1_000_000, serial)
        text[:, 10] = np.where(together, text[leader[member], 10], text[:, 10])
    for place in range(6):
        text[:, 16 - place] = 48 + serial // 10**place % 10
    _seal(text, checked[of_model])
    packed = np.ascontiguousarray(text).view("S17").ravel()
    return _without_repeats(chance, packed, checked[of_model])


def _without_repeats(chance: np.random.Generator, vins: Bytes, checked: NDArray[np.bool_]) -> Bytes:
    while True:
        _, first = np.unique(vins, return_index=True)
        repeated = np.ones(len(vins), dtype=bool)
        repeated[first] = False
        if not repeated.any():
            return vins
        text = np.ascontiguousarray(vins).view(np.uint8).reshape(-1, 17).copy()
        text[repeated, 11:] = 48 + chance.integers(0, 10, (int(repeated.sum()), 6))
        _seal(text, checked)
        vins = text.view("S17").ravel()


def _descriptor(model: str) -> str:
    """Return six characters that a maker gives to a model: fixed for the model, filler Z where Europeans put it."""
    digest = hashlib.sha256(model.encode()).digest()
    letters = "".join(VIN_LETTERS[byte % 33] for byte in digest[:4])
    return f"ZZ{letters[:3]}Z" if digest[5] % 2 else f"{letters}{VIN_LETTERS[digest[4] % 23]}{'AXZ0'[digest[6] % 4]}"


def _seal(text: NDArray[np.uint8], checked: NDArray[np.bool_]) -> None:
    """Set position 9 of the ``checked`` rows to the check digit (49 CFR 565, GB 16735)."""
    total = (_LOOKUP[text[checked]] * VIN_WEIGHTS).sum(axis=1) % 11
    text[checked, 8] = np.where(total == TEN, ord("X"), 48 + total)


def issue_containers(chance: np.random.Generator, n: int) -> list[str]:
    """Issue ``n`` container numbers without repeats, check digit right (ISO 6346), serials whose remainder is 10 left out."""
    found: dict[str, None] = {}
    while len(found) < n:
        owner = CONTAINER_OWNERS[int(chance.integers(len(CONTAINER_OWNERS)))]
        body = f"{owner}{int(chance.integers(1_000_000)):06d}"
        digit = container_check_digit(body)
        if digit is not None:
            found[f"{body}{digit}"] = None
    return list(found)


def container_check_digit(body: str) -> int | None:
    """Return the check digit of four letters and six digits; None where the remainder is 10."""
    values = [10 + i + (i + 9) // 10 for i in range(26)]
    total = sum((int(c) if c.isdigit() else values[ord(c) - 65]) << place for place, c in enumerate(body))
    return None if total % 11 == TEN else total % 11


def issue_imos(chance: np.random.Generator, n: int) -> list[str]:
    """Issue ``n`` ship numbers with their check digit (IMO: weights 7 to 2)."""
    bodies = chance.choice(np.arange(900_000, 989_999), size=n, replace=False)
    return [f"{b}{sum(int(c) * w for c, w in zip(str(b), range(7, 1, -1), strict=True)) % 10}" for b in bodies]


def issue_phone(chance: np.random.Generator) -> str:
    """Issue a mobile number from the ranges Ofcom keeps for drama, written one of the ways people write them."""
    digits = (
        f"07700900{int(chance.integers(1000)):03d}"
        if happens(chance, 0.02)
        else f"07{int(chance.integers(300_000_000, 999_999_999)):09d}"
    )
    return one_of(
        chance,
        (0.5, digits),
        (0.25, f"{digits[:5]} {digits[5:]}"),
        (0.17, f"+44{digits[1:]}"),
        (0.08, f"+44 (0){digits[1:5]} {digits[5:]}"),
    )


def issue_hex(chance: np.random.Generator, n: int, width: int = 10) -> list[str]:
    """Issue ``n`` different random hexadecimal references: they carry no order and no meaning."""
    found: dict[str, None] = {}
    while len(found) < n:
        for number in chance.integers(16**width, size=n - len(found), dtype=np.uint64):
            found[f"{int(number):0{width}X}"] = None
    return list(found)


def issue_serial(seed: int, vin: str, component: str) -> str:
    """Return the serial a maker gave a component of the vehicle ``vin``: fixed for the vehicle, unlike its chassis number."""
    number = salt(seed, "serial", vin, component)
    letters = "".join(SERIAL_LETTERS[number // 23**place % 23] for place in range(3))
    return f"{letters}{number // 23**3 % 1_000_000:06d}"
