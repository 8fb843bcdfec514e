"""What became of an organisation's leads, as a file."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.leads.dispositions import DISPOSITIONS, dispositions
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_LEADS, Verb.DISCLOSURE)
def decisions(request: DeskRequest) -> HttpResponse:
    """Hand over the dismissals and outcomes of the viewer's organisation as CSV: no mark, no person, no text."""
    table = dispositions(request.viewer)
    text = io.StringIO()
    writer = csv.DictWriter(text, DISPOSITIONS.names)
    writer.writeheader()
    for row in table.to_pylist():
        writer.writerow(row | {"decided_at": row["decided_at"].isoformat()})
    request.told.counted(rows=table.num_rows)
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="what-became-of-leads.csv"'},
    )
