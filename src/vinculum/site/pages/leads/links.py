"""Addresses of other pages, and none where a page does not exist."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address_of(route: str, *words: object) -> str:
    """Return the address of a route of the site, or "" for one that this site does not have or that cannot name these words."""
    try:
        return reverse(route, args=words)
    except NoReverseMatch:
        return ""


def subject_address(kind: str, subject: str) -> str:
    """Return the address of the page of a lead's subject: its vehicle for a plate or a VIN, otherwise none."""
    return address_of("vehicle", subject) if kind in {"vrm", "vin"} else ""
