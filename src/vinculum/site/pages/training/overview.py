"""The first page of training: posts over time, what ends soon, courses and sessions, and how to reach the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.figures import asked_from, figure_of
from vinculum.desk.programme.training import posts
from vinculum.desk.programme.training.courses import months_later
from vinculum.desk.programme.training.figures import RULES, SOON_MONTHS
from vinculum.desk.programme.training.kept import COURSE, SESSION
from vinculum.desk.programme.training.models import Course, Post, TrainingSession
from vinculum.desk.programme.training.refusals import WrongEntry
from vinculum.desk.programme.training.seeing import calls_out, open_to
from vinculum.desk.workflows.stepping import standings
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.training.forms import PostForm, PostFundingForm
from vinculum.site.pages.training.posts_chart import show_posts


@guarded(Action.READ_TRAINING)
def training(request: DeskRequest) -> HttpResponseBase:
    """Show posts, courses and sessions as at a moment."""
    return _page(request)


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
@require_POST
def establish(request: DeskRequest) -> HttpResponseBase:
    """Enter a post."""
    form = PostForm(request.POST)
    if not form.is_valid():
        return _page(request, post_form=form)
    asked = form.cleaned_data
    made = posts.establish_post(asked["reference"], asked["organisation"].pk, asked["desk"], asked["title"], request.viewer)
    request.told.about("post", made.reference)
    messages.success(request, "The post is entered. It counts once somebody pays for it.")
    return HttpResponseRedirect(reverse("post-funding", args=[made.reference]))


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
def fund(request: DeskRequest, post: str) -> HttpResponseBase:
    """Enter who pays for a post."""
    found = Post.objects.filter(open_to(request.viewer), reference=post).select_related("organisation").first()
    if found is None:
        raise Http404
    form = PostFundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        funders = [organisation.pk for organisation in asked["funders"]]
        try:
            posts.fund_post(found, posts.Paid(asked["begins_on"], asked["ends_on"], funders, asked["basis"]), request.viewer)
        except WrongEntry as error:
            for name, fault in error.faults.items():
                form.add_error(name if name in form.fields else None, fault)
        else:
            request.told.about("post", found.reference)
            messages.success(request, "Who pays for the post is entered.")
            return HttpResponseRedirect(reverse("training"))
    rows = posts.standing_fundings([found], request.viewer.at)
    told = {
        "heading": f"Who pays for {found.title}, {found.organisation.name}",
        "button": "Enter it",
        "form": form,
        "fundings": rows,
    }
    return render(request, "training/form.html", told, status=422 if request.method == "POST" else 200)


def _page(request: DeskRequest, post_form: PostForm | None = None) -> HttpResponseBase:
    viewer = request.viewer
    asked = asked_from({"as_at": request.GET.get("as_at", "")}, viewer.at)
    today = asked.as_at.date()
    seen = list(Post.objects.filter(open_to(viewer), made_at__lte=asked.as_at).select_related("organisation"))
    fundings = posts.standing_fundings(seen, asked.as_at)
    desks: dict[tuple[str, str], list[Any]] = {}
    for row in fundings:
        desks.setdefault((row.post.organisation.name, row.post.desk), []).append(row)
    keeps = decide(viewer, Action.KEEP_TRAINING).allowed
    told: dict[str, Any] = {
        "as_at": asked.as_at,
        "asked_as_at": request.GET.get("as_at", ""),
        "figures": [figure_of(rule, viewer, asked) for rule in RULES],
        "charts": [
            show_posts(f"posts-{number}", f"{organisation}: {desk}", posts.steps_of(rows, today + timedelta(days=365)), today)
            for number, ((organisation, desk), rows) in enumerate(sorted(desks.items()), 1)
        ],
        "fundings": fundings,
        "ending": posts.ending_by(fundings, today, months_later(today, SOON_MONTHS)),
        "courses": [
            (course, COURSE.states[state].title) for course, state in _standing(COURSE, Course.objects.filter(open_to(viewer)))
        ],
        "sessions": [
            (session, SESSION.states[state].title)
            for session, state in _standing(
                SESSION, TrainingSession.objects.filter(open_to(viewer)).select_related("version__course", "host")
            )
        ],
        "may_keep": keeps,
        "calls_out": calls_out(viewer),
        "post_form": (post_form or PostForm()) if keeps else None,
        "form": post_form,
    }
    request.told.counted(posts=len(seen))
    return render(request, "training/overview.html", told, status=422 if post_form else 200)


def _standing(workflow: Any, things: Any) -> list[tuple[Any, str]]:
    found = {thing.reference: thing for thing in things}
    where = standings(workflow, list(found))
    return [(found[reference], where[reference].state) for reference in found if reference in where]
