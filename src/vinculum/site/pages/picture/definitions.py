"""What the words and figures of the pages mean."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.evidence.contract import contracts
from vinculum.picture.current import NoPicture
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.held import rows_if_held
from vinculum.site.pages.picture.rising import FALSE_SHARE, RECENT_WEEKS
from vinculum.site.wording import figure_words, kinds, methods
from vinculum.site.yardstick import SUPPORT, YARDSTICK, percent

GRADES = (
    ("1, 2, 3", "The source: reliable; untested; not reliable."),
    (
        "A to E",
        "The information: known directly; known indirectly but corroborated; known indirectly; not known; suspected false.",
    ),
    ("P, C", "Handling: may be shared lawfully; may be shared only under the conditions given."),
)
FIGURES_SQL = "SELECT name, definition FROM picture.reconciliation_counts"


@guarded(None, purpose=False)
def definitions(request: DeskRequest) -> HttpResponse:
    """Explain the words and figures. It shows no record: of the picture only how its figures are defined, if that is open."""
    return render(
        request,
        "picture/definitions.html",
        {
            "yardstick": [(band.words, f"{percent(band.low)} to {percent(band.high)}") for band in YARDSTICK],
            "support": [(words, f"{ratio:,} to 1") for ratio, words in reversed(SUPPORT)],
            "grades": GRADES,
            "kinds": kinds().values(),
            "methods": methods().items(),
            "feeds": [(contract.title, contract.about) for contract in contracts().values()],
            "figures": _figures(request),
            "recent_weeks": RECENT_WEEKS,
            "false_share": percent(FALSE_SHARE),
        },
    )


def _figures(request: DeskRequest) -> list[tuple[str, str]]:
    """Return the figures of the reconciliation with their definitions; none where no picture was built or they are closed."""
    if request.viewer.purpose is None or not settings.WORKSPACE.pictures_folder.is_dir():
        return []
    try:
        door = seen(request)
    except NoPicture:
        return []
    rows = rows_if_held(door, "picture.reconciliation_counts", FIGURES_SQL) or []
    return [(figure_words(row["name"]), row["definition"]) for row in rows]
