"""A word-sized line for the cell of a table: the shape of a series beside its figure, which stands in words next to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT, EDGE = 96.0, 22.0, 3.0


def sparkline(counts: Sequence[int | None]) -> SafeString:
    """Return a small SVG of ``counts`` in order of time, from 0 to the highest; a count that is not known leaves a gap."""
    known = [count for count in counts if count is not None]
    if not known:
        return SafeString("")
    top = max(*known, 1)
    step = (WIDTH - 2 * EDGE) / max(1, len(counts) - 1)
    path, open_line, last = "", False, (0.0, 0.0)
    for place, count in enumerate(counts):
        if count is None:
            open_line = False
            continue
        last = (round(EDGE + place * step, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * count / top, 1))
        path += f"{'L' if open_line else 'M'}{last[0]} {last[1]}"
        open_line = True
    return format_html(
        '<svg class="app-sparkline" viewBox="0 0 96 22" width="96" height="22" aria-hidden="true" focusable="false">'
        '<path d="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        path,
        *last,
    )
