"""Writing the public pages: versions, each looked at as the public would read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.programme.public.models import PageVersion, PublicPage
from vinculum.desk.programme.public.seeing import VERSION, pages_to
from vinculum.desk.programme.public.vocabulary import sections
from vinculum.desk.programme.public.wording import marks_named, set_text
from vinculum.desk.programme.public.writing import begin_page, parties, write_version
from vinculum.desk.workflows.stepping import standings
from vinculum.errors import VinculumError
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.public.forms import NewPageForm, WordingForm
from vinculum.site.steps_on_page import steps_on_page, take_from_form

READERS = (Action.PUBLISH_PUBLIC,)
INVALID = 422


@guarded(Action.EDIT_PUBLIC, or_else=READERS)
def public_pages(request: DeskRequest) -> HttpResponseBase:
    """List the pages of the public site with where their newest version stands."""
    pages = PublicPage.objects.filter(pages_to(request.viewer)).prefetch_related("versions")
    newest = {page.slug: page.versions.all()[0] for page in pages if page.versions.all()}
    standing = standings(VERSION, [one.reference for one in newest.values()])
    told = [
        {"page": page, "version": newest[page.slug], "state": VERSION.states[standing[newest[page.slug].reference].state]}
        for page in pages
        if page.slug in newest
    ]
    request.told.counted(rows=len(told))
    return render(request, "public/pages.html", {"pages": told, "sections": sections()})


@guarded(Action.EDIT_PUBLIC, Verb.ALTERATION)
def new_public_page(request: DeskRequest) -> HttpResponseBase:
    """Ask for a new page, and keep its first wording."""
    form = NewPageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = begin_page(request.viewer, told["slug"], told["section"], form.wording())
        except VinculumError as error:
            form.add_error("slug", str(error))
        else:
            return _written(request, made)
    return _form(request, form, "New public page")


@guarded(Action.EDIT_PUBLIC, or_else=READERS)
def keep_public_page(request: DeskRequest, public_page: str) -> HttpResponseBase:
    """Show a page's versions, the newest as the public would read it, and what may be done with each."""
    page = _page(request, public_page)
    versions = [
        {
            "version": one,
            "steps": steps_on_page(
                VERSION, one.reference, request, reverse("public_page_step", args=[page.slug, one.number]), parties()
            ),
        }
        for one in page.versions.select_related("author")
    ]
    newest: PageVersion = page.versions.all()[0]
    told = {
        "page": page,
        "section": sections()[page.section],
        "versions": versions,
        "newest": newest,
        "text": set_text(newest.body),
        "marks": marks_named(newest.title, newest.summary, newest.body),
    }
    return render(request, "public/keep.html", told)


@guarded(Action.EDIT_PUBLIC, Verb.ALTERATION)
def edit_public_page(request: DeskRequest, public_page: str) -> HttpResponseBase:
    """Write a new version of a page, beginning with the newest wording."""
    page = _page(request, public_page)
    newest = page.versions.all()[0]
    initial = {name: getattr(newest, name) for name in ("title", "summary", "body", "not_before")} | {"after": newest.number}
    form = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _written(request, write_version(request.viewer, page, form.wording(), after=form.cleaned_data["after"]))
    return _form(request, form, f"New version of {newest.title}")


@guarded(Action.EDIT_PUBLIC, Verb.ALTERATION, or_else=READERS)
@require_POST
def public_page_step(request: DeskRequest, public_page: str, wording: int) -> HttpResponseBase:
    """Take a step with a version: ask for approval, publish, send back, take off."""
    page = _page(request, public_page)
    version = page.versions.filter(number=wording).first()
    if version is None:
        raise Http404
    step = take_from_form(VERSION, version.reference, request, parties())
    if step.act == "publish":
        request.told.verb = Verb.DISCLOSURE
    messages.success(request, f"{version.title}: {VERSION.states[step.state].title.lower()}.")
    return HttpResponseRedirect(reverse("keep_public_page", args=[page.slug]))


def _page(request: DeskRequest, slug: str) -> PublicPage:
    found = PublicPage.objects.filter(pages_to(request.viewer), slug=slug).first()
    if found is None:
        raise Http404
    request.told.about("public_page", slug)
    return found


def _written(request: DeskRequest, version: PageVersion) -> HttpResponseBase:
    request.told.about("public_page", version.page.slug)
    messages.success(request, f"Version {version.number} is kept as a draft.")
    return HttpResponseRedirect(reverse("keep_public_page", args=[version.page.slug]))


def _form(request: DeskRequest, form: WordingForm, heading: str) -> HttpResponseBase:
    wrong = form.is_bound
    if wrong:
        request.told.outcome = Outcome.REFUSED
    return render(request, "public/edit.html", {"form": form, "heading": heading}, status=INVALID if wrong else 200)
