"""Police forces by any of their names: id, title, partner code, PNC code, ONS police force area (DOMAIN 2.12)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vinculum.marks.reference import Force, forces

# Words that tell no force from another.
COMMON = frozenset({"police", "constabulary", "service", "force", "of", "the", "and", "for", "isle", "wight"})
ALIASES = {"met": "metropolitan", "mps": "metropolitan", "psni": "northern-ireland", "hampshire iow": "hampshire"}


@dataclass(frozen=True, slots=True)
class NamedForce:
    """A force as named; ``normal`` is its data.police.uk id; ``by`` says which of its names was used."""

    raw: str
    normal: str
    well_formed: bool
    force: Force | None = None
    by: str | None = None
    notes: tuple[str, ...] = ()


def _words(name: str) -> str:
    return " ".join(word for word in re.findall(r"[a-z0-9]+", name.lower()) if word not in COMMON)


@cache
def _names() -> dict[str, tuple[Force, str]]:
    """Return (force, kind of name) by every name, in words; what two forces share names neither."""
    named: dict[str, tuple[Force, str]] = {}
    for force in forces():
        for name, by in ((force.name, "name"), (force.id, "id"), (force.code, "code"), (force.pnc, "pnc"), (force.pfa, "pfa")):
            if name:
                named.setdefault(_words(name), (force, by))
    by_id = {force.id: force for force in forces()}
    named.update({alias: (by_id[force], "name") for alias, force in ALIASES.items()})
    return named


def parse_force(text: str) -> NamedForce:
    """Return the force that a name or code means; it is well-formed when there is one."""
    found = _names().get(_words(text))
    if found is None:
        return NamedForce(text, text.strip(), well_formed=False, notes=("no force has this name or code",))
    force, by = found
    return NamedForce(text, force.id, well_formed=True, force=force, by=by, notes=(force.name,))
