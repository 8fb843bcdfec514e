"""The API put together: its operations, its errors as JSON, its OpenAPI document at ``/api/v1/openapi.json``."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from vinculum.desk.audit.models import Outcome
from vinculum.errors import VinculumError
from vinculum.site.api import audit, deliveries, figures, inspections, intelligence, leads, ports, reads, search, vehicles
from vinculum.site.api.entry import Token
from vinculum.site.guard import DeskRequest

api = NinjaAPI(
    title="Vinculum",
    version="1",
    description=(
        "Every answer holds what the token's owner may see for the token's purpose, and is recorded. "
        "Times are UTC, money is GBP, positions are WGS84."
    ),
    auth=Token(),
    docs_url=None,
    urls_namespace="api-1",
)
for room in (search, vehicles, leads, ports, intelligence, deliveries, reads, inspections, audit, figures):
    api.add_router("", room.router)


@api.exception_handler(ValidationError)
def tell_what_does_not_fit(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer what does not fit the OpenAPI document with status 422 and a sentence a field."""
    faults = cast("ValidationError", error).errors
    told = "; ".join(f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in faults)
    return api.create_response(request, {"detail": told}, status=422)


@api.exception_handler(VinculumError)
def tell_what_is_wrong(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer what a caller can mend with status 400 and the sentence that says how."""
    told = cast("DeskRequest", request).told
    told.outcome, told.reason = Outcome.REFUSED, str(error)
    return api.create_response(request, {"detail": str(error)}, status=400)
