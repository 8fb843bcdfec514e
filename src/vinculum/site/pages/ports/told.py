"""The words and colours of the ports board: a colour never stands without its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculum.desk.ports.clock import BoardClock, Urgency, left_of
from vinculum.desk.ports.found import Found
from vinculum.desk.ports.listed import Listed
from vinculum.desk.ports.models import Basis, EligibleBox
from vinculum.desk.ports.workflow import BOX
from vinculum.marks.locode import countries
from vinculum.marks.locode import ports as known_ports
from vinculum.site import plain

COLOURS = {
    Urgency.CALM: "govuk-tag--green",
    Urgency.SOON: "govuk-tag--yellow",
    Urgency.NOW: "govuk-tag--red",
    Urgency.PAST: "govuk-tag--orange",
    Urgency.SAILED: "govuk-tag--grey",
}
STATE_COLOURS = {
    "listed": "govuk-tag--yellow",
    "taken": "govuk-tag--blue",
    "opened": "govuk-tag--green",
    "not_opened": "govuk-tag--grey",
    "sailed": "govuk-tag--grey",
    "refused": "govuk-tag--orange",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the Design System: words and the class of its colour."""

    words: str
    colour: str


def clock_tag(sails_at: datetime, clock: BoardClock) -> Tag:
    """Return how long a box can still be pulled out, in words and colour."""
    left = left_of(sails_at, clock)
    match left.urgency:
        case Urgency.SAILED:
            words = "Sailed"
        case Urgency.PAST:
            words = f"Cut-off passed, sails in {plain.duration(sails_at - clock.at)}"
        case _:
            words = f"{plain.duration(left.left)} to cut-off"
    return Tag(words, COLOURS[left.urgency])


def state_tag(state: str) -> Tag:
    """Return where a box stands, in words and colour."""
    return Tag(BOX.states[state].title, STATE_COLOURS[state])


def owner_words(one: Listed, viewer: int) -> str:
    """Return whose a box is, "" where nobody has it."""
    if one.owner is None:
        return ""
    return "You have it" if one.owner == viewer else f"{one.owner_name} has it"


def basis_words(box: EligibleBox) -> str:
    """Return why a box is on its list."""
    if box.inclusion_probability is None:
        return "Added by hand"
    return "Drawn at random" if box.basis == Basis.RANDOM else "Chosen on its expected value"


def found_words(found: Found) -> str:
    """Return what an inspection found, in a sentence."""
    if found.positive:
        many = "an unknown number of vehicles" if found.vehicles_found is None else _vehicles(found.vehicles_found)
        value = "" if found.value_gbp is None else f", worth {plain.pounds(found.value_gbp)}"
        return f"Stolen: {many}{value}."
    if found.result == "negative":
        return "Nothing stolen found."
    return f"{found.result.replace('_', ' ').capitalize()}."


def port_words(locode: str) -> str:
    """Return a port such as ``Felixstowe (GBFXT)``."""
    port = known_ports().get(locode)
    return f"{port.name} ({locode})" if port else locode


def country_words(code: str | None) -> str:
    """Return a country's name, its code where it is not listed."""
    return countries().get(code, code) if code else plain.UNKNOWN


def _vehicles(number: int) -> str:
    return "1 vehicle" if number == 1 else f"{number:,} vehicles"
