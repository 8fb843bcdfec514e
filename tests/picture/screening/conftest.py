"""Rules and boxes for the tests of screening."""

from pathlib import Path

import pytest

from vinculum.picture.screening.box import Rules, rules_of
from vinculum.picture.settings import read_settings


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Return the rules that the package ships."""
    return rules_of(read_settings(Path("none.toml"))["screening"])
