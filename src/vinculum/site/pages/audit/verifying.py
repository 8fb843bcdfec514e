"""Checking the chain of audit records, at the press of a button."""

from __future__ import annotations

from itertools import islice

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.chain import verify
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.audit.search import VERIFIED
from vinculum.site.guard import DeskRequest, guarded

LAST = 1000
MOST_SHOWN = 100


@guarded(Action.READ_AUDIT, purpose=True)
@require_POST
def verify_chain(request: DeskRequest) -> HttpResponseBase:
    """Check the last thousand records, or all of them, and say what is wrong; the check itself is recorded."""
    newest = AuditRecord.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    first = 1 if request.POST.get("all") else max(1, newest - LAST + 1)
    faults = list(islice(verify(settings.WORKSPACE.home, first), MOST_SHOWN))
    request.told.action = VERIFIED
    request.told.reason = "The chain holds." if not faults else f"The chain is broken at record {faults[0].sequence}."
    request.told.counted(verified_from=first, verified_to=newest, faults=len(faults))
    told = {"faults": faults, "first": first, "newest": newest, "most": MOST_SHOWN}
    return render(request, "audit/verified.html", told)
