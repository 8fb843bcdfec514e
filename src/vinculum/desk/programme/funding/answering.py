"""Reading the answers of a bid form: each field says what is wrong with its own answer. Pure.

Answers are kept as text by field code: money as 1234.50, days as 2026-03-02, organisations as codes with a comma between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from vinculum.desk.programme.funding.calls import AMOUNT, PARTNERS, TITLE, Field, FieldKind, Terms

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Asking:
    """What the answers of a bid come to: how much is asked for (None while no amount is given), its title, its partners."""

    title: str
    amount_gbp: Decimal | None
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One answer as it is kept, and what is wrong with it ("" for nothing)."""

    kept: str
    fault: str = ""


def read_answers(terms: Terms, told: Mapping[str, str], known: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answers as they are kept, and the faults by field; ``known`` are the codes of organisations.

    An answer with a fault is kept as it was written, so that a draft loses nothing.
    """
    kept, faults = {}, {}
    for field in terms.fields:
        read = _read(field, told.get(field.code, "").strip(), terms, known)
        kept[field.code] = read.kept
        if read.fault:
            faults[field.code] = read.fault
    return kept, faults


def asking_of(answers: Mapping[str, str]) -> Asking:
    """Return what kept answers come to."""
    amount = answers.get(AMOUNT, "")
    return Asking(
        title=answers.get(TITLE, "") or "Untitled bid",
        amount_gbp=Decimal(amount) if _is_amount(amount) else None,
        partners=tuple(code for code in answers.get(PARTNERS, "").split(",") if code),
    )


def _read(field: Field, text: str, terms: Terms, known: Collection[str]) -> Read:
    if not text:
        return Read("", f"{field.label}: answer this." if field.required else "")
    if field.code == AMOUNT:
        read = _money(field, text)
        if not read.fault and not terms.least_gbp <= Decimal(read.kept) <= terms.most_gbp:
            fault = (
                f"{field.label}: ask for at least £{terms.least_gbp:,.0f} and at most £{terms.most_gbp:,.0f}. You wrote {text}."
            )
            return Read(read.kept, fault)
        return read
    if field.kind is FieldKind.ORGANISATIONS:
        return _organisations(field, text, known)
    return READERS[field.kind](field, text)


def _text(field: Field, text: str) -> Read:
    letters = len(text)
    if field.most is not None and letters > field.most:
        return Read(text, f"{field.label}: use at most {field.most:,.0f} letters. You used {letters:,}.")
    if field.least is not None and letters < field.least:
        return Read(text, f"{field.label}: say more, at least {field.least:,.0f} letters. You used {letters:,}.")
    return Read(text)


def _money(field: Field, text: str) -> Read:
    plain = text.replace("£", "").replace(",", "").replace(" ", "")
    if not _is_amount(plain):
        return Read(text, f"{field.label}: write an amount in pounds, such as 12,500 or 12500.50. You wrote {text}.")
    return _within(field, Decimal(plain).quantize(Decimal("0.01")), "£")


def _number(field: Field, text: str) -> Read:
    plain = text.replace(",", "").replace(" ", "")
    if not plain.isdecimal() or not plain.isascii():
        return Read(text, f"{field.label}: write a whole number. You wrote {text}.")
    return _within(field, Decimal(plain), "")


def _within(field: Field, found: Decimal, sign: str) -> Read:
    if field.least is not None and found < field.least:
        return Read(str(found), f"{field.label}: at least {sign}{field.least:,.0f}. You wrote {found:,}.")
    if field.most is not None and found > field.most:
        return Read(str(found), f"{field.label}: at most {sign}{field.most:,.0f}. You wrote {found:,}.")
    return Read(str(found))


def _day(field: Field, text: str) -> Read:
    try:
        return Read(date.fromisoformat(text).isoformat())
    except ValueError:
        return Read(text, f"{field.label}: write the day as 2026-03-02. You wrote {text}.")


def _yes_no(field: Field, text: str) -> Read:
    return Read(text) if text in {YES, NO} else Read(text, f"{field.label}: choose yes or no.")


def _choice(field: Field, text: str) -> Read:
    if text in field.choices:
        return Read(text)
    return Read(text, f"{field.label}: choose one of {', '.join(field.choices)}. You chose {text}.")


def _organisations(field: Field, text: str, known: Collection[str]) -> Read:
    codes = list(dict.fromkeys(code.strip().upper() for code in text.replace(";", ",").split(",") if code.strip()))
    strange = [code for code in codes if code not in known]
    told = ",".join(codes)
    if strange:
        return Read(told, f"{field.label}: no organisation has the code {', '.join(strange)}. Use the codes of the list.")
    return Read(told)


def _is_amount(text: str) -> bool:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return False
    # Amounts are told to the penny; a billion is more than any grant.
    return text.isascii() and found.is_finite() and 0 <= found < Decimal(10) ** 9 and found == found.quantize(Decimal("0.01"))


READERS: dict[FieldKind, Callable[[Field, str], Read]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.MONEY: _money,
    FieldKind.NUMBER: _number,
    FieldKind.DAY: _day,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CHOICE: _choice,
}
