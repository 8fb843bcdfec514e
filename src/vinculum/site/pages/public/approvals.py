"""What waits for somebody else's approval before the public reads it."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.public.models import PageVersion, PublicPage
from vinculum.desk.programme.public.seeing import VERSION, pages_to
from vinculum.desk.workflows.stepping import subjects_in
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.PUBLISH_PUBLIC)
def public_approvals(request: DeskRequest) -> HttpResponseBase:
    """List the versions that wait, the longest first."""
    waiting = set(subjects_in(VERSION, "submitted"))
    pages = PublicPage.objects.filter(pages_to(request.viewer))
    versions = PageVersion.objects.filter(page__in=pages).select_related("page", "author").order_by("at")
    found = [one for one in versions if one.reference in waiting]
    request.told.counted(rows=len(found))
    return render(request, "public/approvals.html", {"versions": found})
