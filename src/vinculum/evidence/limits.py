"""Bounds of intake: how large a record, a document and an unpacked file may be before it is refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib import resources

from vinculum.errors import WrongUse
from vinculum.evidence.workspace import Workspace


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """What one delivery may ask of the machine. Sizes in bytes; see ``limits.toml`` for why each is there."""

    record_bytes: int
    document_bytes: int
    gzip_ratio: float
    gzip_free_bytes: int
    unpacked_bytes: int
    not_utf8_share: float


def intake_limits(workspace: Workspace | None = None) -> IntakeLimits:
    """Return the package's limits with the workspace's ``intake.toml`` laid over them; WrongUse if that is not readable."""
    values = tomllib.loads((resources.files("vinculum.evidence") / "limits.toml").read_text("utf-8"))["intake"]
    own_file = None if workspace is None else workspace.home / "intake.toml"
    if own_file is not None and own_file.is_file():
        try:
            own = tomllib.loads(own_file.read_text("utf-8")).get("intake", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WrongUse(f"{own_file} is not valid TOML ({error}). Mend or remove it.") from error
        unknown = sorted(set(own) - {field.name for field in fields(IntakeLimits)})
        if unknown:
            raise WrongUse(f"{own_file}: [intake] has no {unknown[0]!r}. Known: {', '.join(values)}.")
        for name, value in own.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                raise WrongUse(f"{own_file}: {name} = {value!r} is not a number above 0.")
        values = {**values, **own}
    return IntakeLimits(**values)
