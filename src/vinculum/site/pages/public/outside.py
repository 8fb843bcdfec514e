"""What everybody may read: the public site."""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.public.results import published_results
from vinculum.desk.programme.public.seeing import published as published_pages
from vinculum.desk.programme.public.vocabulary import enquiry_kinds, sections
from vinculum.desk.programme.public.wording import set_text
from vinculum.site.guard import PublicRequest, published

# Seconds for which a reader's browser, or a server in front, may show a page again without asking.
FRESH = 300
NEWEST = 5


@published()
def public_site(request: PublicRequest) -> HttpResponseBase:
    """Show the first page of the public site: its sections and the newest pages."""
    now = timezone.now()
    pages = sorted(published_pages(now).values(), key=lambda one: one.at, reverse=True)
    return _fresh(request, "public/site.html", {"newest": pages[:NEWEST], "results": published_results(now)[:1]})


@published()
def public_section(request: PublicRequest, public_section: str) -> HttpResponseBase:
    """Show the pages of a section, the newest first."""
    section = sections().get(public_section)
    if section is None:
        raise Http404
    pages = [one for one in published_pages(timezone.now()).values() if one.version.page.section == section.code]
    return _fresh(
        request, "public/section.html", {"section": section, "pages": sorted(pages, key=lambda one: one.at, reverse=True)}
    )


@published()
def public_page(request: PublicRequest, public_section: str, public_page: str) -> HttpResponseBase:
    """Show a page as it was last published."""
    found = published_pages(timezone.now()).get(public_page)
    if found is None or found.version.page.section != public_section:
        raise Http404
    told = {"found": found, "version": found.version, "section": sections()[public_section], "text": set_text(found.version.body)}
    return _fresh(request, "public/page.html", told)


@published(Verb.DISCLOSURE)
def public_results(request: PublicRequest) -> HttpResponseBase:
    """Show the figures that were published, each as at its date, with what it counts."""
    return _fresh(request, "public/results.html", {"results": published_results(timezone.now())})


def _fresh(request: PublicRequest, template: str, told: dict[str, object]) -> HttpResponseBase:
    answer = render(request, template, {**told, "sections": sections().values(), "kinds": enquiry_kinds().values()})
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer
