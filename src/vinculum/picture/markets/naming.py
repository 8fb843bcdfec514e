"""What a country is called in running text."""

from __future__ import annotations

from functools import cache

from vinculum.marks.locode import countries
from vinculum.picture.exports.catalogue import reference_table

NOT_TOLD = "Country not told"


@cache
def country_name(code: str | None) -> str:
    """Return the name of a country by ISO 3166 alpha-2 code, as officers say it; the code where no table knows it."""
    if not code:
        return NOT_TOLD
    markets = {row["country"]: row["name"] for row in reference_table("destinations").to_pylist()}
    return markets.get(code) or countries().get(code, code)
