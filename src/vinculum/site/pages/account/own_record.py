"""What is recorded about what I did: everybody may read their own records."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.audit.listing import list_own


@guarded(None, purpose=False)
def own_record(request: DeskRequest) -> HttpResponseBase:
    """List what is recorded about what the viewer did."""
    return list_own(request)
