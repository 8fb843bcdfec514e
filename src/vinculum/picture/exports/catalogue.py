"""The catalogue of risk rules: ``rules.toml``, weighed by ``weights.toml``, with an administrator's settings laid over it."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

from vinculum.errors import WrongUse

FOLDER = resources.files("vinculum.picture.exports")


@dataclass(frozen=True, slots=True)
class Rule:
    """A named indicator; ``missing`` says why the feeds do not allow it.

    ``judged`` and ``weight`` are log-odds (base e) at full strength: by judgement, and as used.
    """

    id: str
    title: str
    needs: tuple[str, ...]
    judged: float
    basis: str
    weight: float = 0.0
    missing: str | None = None
    on: bool = True

    @property
    def fires(self) -> bool:
        """Whether the rule may fire at all."""
        return self.on and self.missing is None


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights fitted on boxes of known truth; ``share`` of them held stolen vehicles, and ``intercept`` belongs to that share."""

    weights: dict[str, float]
    intercept: float
    share: float


@cache
def fit() -> Fit:
    """Return the weights that the package ships; where they come from stands in the file."""
    told = tomllib.loads((FOLDER / "weights.toml").read_text("utf-8"))
    return Fit(told["weights"], told["intercept"], told["share"])


@cache
def catalogue() -> tuple[Rule, ...]:
    """Return every rule as the package holds it, in order of id."""
    told = tomllib.loads((FOLDER / "rules.toml").read_text("utf-8"))
    weights = fit().weights
    rules = (Rule(**rule | {"needs": tuple(rule["needs"]), "weight": weights.get(rule["id"], 0.0)}) for rule in told["rules"])
    return tuple(sorted(rules, key=lambda rule: rule.id))


def rules_in_force(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return every rule with the weights and switches of the section ``exports`` laid over it; WrongUse if it names no rule."""
    weights: Mapping[str, float] = settings["weights"]
    off: list[str] = settings["off"]
    known = {rule.id for rule in catalogue()}
    for name in (*weights, *off):
        if name not in known:
            raise WrongUse(f"settings.toml: [exports] names the rule {name!r}; the rules are {', '.join(sorted(known))}.")
    for name, weight in weights.items():
        if not weight >= 0:
            raise WrongUse(f"settings.toml: the weight of rule {name} is {weight}; a rule can only add to the odds.")
    return tuple(replace(rule, weight=float(weights.get(rule.id, rule.weight)), on=rule.id not in off) for rule in catalogue())


@cache
def wording() -> dict[str, tuple[str, ...]]:
    """Return the word lists that rules look for."""
    told = tomllib.loads((FOLDER / "wording.toml").read_text("utf-8"))
    return {name: tuple(words) for name, words in told.items()}


@cache
def reference_table(name: str) -> pa.Table:
    """Return ``destinations`` or ``cover_goods`` as a table: text, and numbers for strength and kilograms (null where empty)."""
    rows = list(csv.DictReader((FOLDER / f"{name}.csv").read_text("utf-8").splitlines()))
    numbers = {"strength", "full_box_kg", "share_of_intercepted"}
    return pa.table(
        {
            column: pa.array([float(row[column]) if row[column] else None for row in rows], pa.float64())
            if column in numbers
            else pa.array([row[column] for row in rows], pa.string())
            for column in rows[0]
        }
    )
