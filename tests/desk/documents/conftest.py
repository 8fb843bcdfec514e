"""The small world of products, for every test of this folder."""

import pytest

from product_world import World, lay_in


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Lay the small world in."""
    return lay_in(monkeypatch)
