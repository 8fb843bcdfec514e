"""Pages of operations, as the people of the sample see them."""

from collections.abc import Callable

from django.test import Client

SignIn = Callable[..., Client]


PAGES = [
    "/operations", "/operations/new", "/operations/alliances-2026", "/operations/alliances-2026/edit",
    "/operations/alliances-2026/capacity", "/operations/alliances-2026/capacity/template", "/operations/alliances-2026/plans",
    "/operations/alliances-2025/log", "/operations/alliances-2025/spend", "/operations/alliances-2026/taskings/new",
    "/operations/alliances-2025/disruptions/new", "/taskings", "/taskings/alliances-2025-T001", "/disruptions",
    "/disruptions/alliances-2025-D001",
]  # fmt: skip


def test_the_commander_opens_every_page(sign_in: SignIn) -> None:
    """Each page of the room answers the commander."""
    grace = sign_in("grace", purpose="intelligence")
    assert {page: grace.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
