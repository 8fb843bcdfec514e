"""Filters that say counts, money, times and cells as a reader sees them. What is unknown is called so, never shown as zero."""

from __future__ import annotations

from datetime import datetime

from django import template

from vinculum.site import plain, wording, yardstick

register = template.Library()

register.filter("count", plain.count)
register.filter("pounds", plain.pounds)
register.filter("moment", plain.moment)
register.filter("short_moment", plain.short_moment)
register.filter("day", plain.day)
register.filter("percent", yardstick.percent)
register.filter("likelihood", yardstick.probability_words)
register.filter("spaced", wording.spaced)


@register.filter
def time_left(cold_at: datetime | None, as_at: datetime) -> str:
    """Return how long until a lead goes cold."""
    return plain.time_left(cold_at, as_at)
