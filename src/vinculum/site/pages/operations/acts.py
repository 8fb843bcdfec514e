"""Acts that need more than a reason have a form of their own on their page, and no button beside the others."""

from __future__ import annotations

from dataclasses import replace

from vinculum.site.steps_on_page import StepsOnPage


def apart(steps: StepsOnPage, act: str) -> tuple[StepsOnPage, bool]:
    """Return the steps without an act, and whether the viewer may take it now."""
    others = tuple(offer for offer in steps.offered if offer.rule.code != act)
    return replace(steps, offered=others), len(others) < len(steps.offered)
