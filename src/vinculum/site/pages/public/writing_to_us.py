"""What people outside write to the partnership: a form that keeps as little as it can."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.programme.public.enquiring import receive
from vinculum.desk.programme.public.vocabulary import enquiry_kinds, sections
from vinculum.site.guard import PublicRequest, published
from vinculum.site.pages.public.forms import EnquiryForm

# Counted with the limits of signing in (settings.ACCOUNT_RATE_LIMITS), for each address that messages come from.
LIMITED = "write_to_us"
TOO_MANY = 429


@published(Verb.COLLECTION)
def write_to_us(request: PublicRequest, enquiry_kind: str) -> HttpResponseBase:
    """Ask what somebody wants to write, and keep it; a program that fills in the trap is thanked and not kept."""
    kind = enquiry_kinds().get(enquiry_kind)
    if kind is None:
        raise Http404
    form = EnquiryForm(request.POST or None)
    if not kind.organisation:
        del form.fields["organisation"]
    status = 200
    if request.method == "POST":
        if not ratelimit.consume(request, action=LIMITED):
            request.told.outcome, request.told.reason = Outcome.REFUSED, "Too many messages came from this place."
            return render(request, "429.html", status=TOO_MANY)
        if form.is_valid():
            if not form.cleaned_data["homepage"]:
                kept = receive(form.written(kind), timezone.now())
                request.told.about("enquiry", kept.reference)
            return HttpResponseRedirect(reverse("thanks"))
        status = 422
    told = {"form": form, "kind": kind, "sections": sections().values(), "kinds": enquiry_kinds().values()}
    return render(request, "public/write.html", told, status=status)


@published()
def thanks(request: PublicRequest) -> HttpResponseBase:
    """Say that a message has come in."""
    return render(request, "public/thanks.html", {"sections": sections().values(), "kinds": enquiry_kinds().values()})
