"""What a reader sees in place of a code: kinds of lead, stages of the crime script, kinds of subject (``words.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from vinculum.evidence.contract import contracts


@dataclass(frozen=True, slots=True)
class Kind:
    """The words for one kind of lead."""

    code: str
    one: str
    many: str
    about: str


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("vinculum.site") / "words.toml").read_text("utf-8"))


def kinds() -> dict[str, Kind]:
    """Return the words of every kind of lead by its code, in the order in which pages list them."""
    return {code: Kind(code, **told) for code, told in _words()["kinds"].items()}


def kind_of(code: str) -> Kind:
    """Return the words of a kind of lead; a kind that is not listed is called by its code."""
    plain = spaced(code)
    return kinds().get(code) or Kind(code, plain, plain, "")


def stage_words(code: str | None) -> str:
    """Return a stage of the crime script (DOMAIN 1.5) such as ``Changing identity (S6)``; ``not stated`` for none."""
    if not code:
        return "not stated"
    named: str | None = _words()["stages"].get(code)
    return f"{named} ({code})" if named else code


def subject_words(kind: str | None) -> str:
    """Return what kind of thing a lead's subject is, in words."""
    named: str | None = _words()["subjects"].get(kind or "")
    return named or spaced(kind or "subject")


def spaced(code: str) -> str:
    """Return a code such as ``shipper_eori`` as words with a capital: ``Shipper EORI``."""
    capitals = _words()["capitals"]
    words = " ".join(capitals.get(word, word) for word in code.split("_"))
    return words[:1].upper() + words[1:]


def reason_words(reason: str) -> str:
    """Return why a row was set aside, in words."""
    return _listed("reasons", reason)


def figure_words(figure: str) -> str:
    """Return what a figure of the reconciliation is called."""
    return _listed("figures", figure)


def property_words(name: str) -> str:
    """Return what a claim is about, in words."""
    return _listed("properties", name)


def method_words(method: str | None) -> str:
    """Return how a vehicle was taken, in words."""
    return _listed("methods", method or "UNKNOWN")


def methods() -> dict[str, str]:
    """Return every listed method of theft by its code, in words."""
    return dict(_words()["methods"])


def explanation_words(explanation: str) -> str:
    """Return an explanation of a suspected clone's reads, in words."""
    return _listed("explanations", explanation)


def fault_words(fault: str) -> str:
    """Return what is wrong with a camera, in words."""
    return _listed("faults", fault)


def _listed(section: str, code: str) -> str:
    named: str | None = _words()[section].get(code)
    return named or spaced(code)


def title_of(feed: str) -> str:
    """Return what a feed is called, such as ``Plate reads`` for ``reads``."""
    contract = contracts().get(feed)
    return contract.title if contract else spaced(feed)
