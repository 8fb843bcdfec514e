"""Walks the URL map: every page of the site with how it is guarded, and addresses for it made from what the sample holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from vinculum.site.api.v1 import api
from vinculum.site.guard import Guarded, guard_of

# Reached before anybody has signed in, or by allauth's own rules; the audit trail records them all the same.
OF_ALLAUTH = ("allauth.",)


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the URL map: its name, its route, its view and its guard (None for a view without one)."""

    name: str
    route: str
    view: Any
    guard: Guarded | None


def all_pages() -> list[Page]:
    """Return every entry of the URL map, in its order."""
    return list(_pages(get_resolver().url_patterns, "", ""))


def _pages(patterns: list[Any], route: str, namespace: str) -> Iterator[Page]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _pages(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Page(f"{namespace}{pattern.name}", here, pattern.callback, guard_of(pattern.callback))


def parameters_of(route: str) -> list[str]:
    """Return the names of the parameters in a route."""
    return re.findall(r"<(?:\w+:)?(\w+)>", route)


def address(route: str, values: dict[str, str]) -> str:
    """Return a route with its parameters filled."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)


def all_operations() -> dict[str, Guarded | None]:
    """Return how each operation of the API is guarded, by method and path."""
    found: dict[str, Guarded | None] = {}
    for prefix, router in api._routers:  # noqa: SLF001 - ninja offers no public list of its operations
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    found[f"{method} {prefix}{path}"] = guard_of(operation.view_func)
    return found
