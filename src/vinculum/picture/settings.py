"""Settings of the picture: the package's defaults with the workspace's own laid over them."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from vinculum.errors import WrongUse

Settings = dict[str, dict[str, Any]]


def read_settings(own_file: Path) -> Settings:
    """Return the defaults with ``own_file`` laid over them; WrongUse if it names a section or key that does not exist."""
    settings: Settings = tomllib.loads((resources.files("vinculum.picture") / "settings.toml").read_text("utf-8"))
    if not own_file.exists():
        return settings
    try:
        own = tomllib.loads(own_file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{own_file} is not valid TOML ({error}). Mend or remove it.") from error
    for section, values in own.items():
        if section not in settings or not isinstance(values, dict):
            raise WrongUse(f"{own_file}: there is no section [{section}]. Known: {', '.join(settings)}.")
        for key, value in values.items():
            if key not in settings[section]:
                raise WrongUse(f"{own_file}: [{section}] has no {key!r}. Known: {', '.join(settings[section])}.")
            settings[section][key] = value
    return settings
