"""The small world of products, for the pages."""

import pytest

from conftest import SignIn
from product_world import World, lay_in


@pytest.fixture
def world(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> World:
    """Lay the small world in, with the site standing on the sample partnership."""
    return lay_in(monkeypatch)
