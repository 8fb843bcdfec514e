"""Who sees what of the public site: its keepers all of it, everybody what is published and no longer under embargo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.public.models import PageVersion
from vinculum.desk.programme.public.vocabulary import keeper
from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.stepping import subjects_in
from vinculum.desk.workflows.workflow import read_workflow

VERSION = read_workflow("vinculum.desk.programme.public", "page_version")
ENQUIRY = read_workflow("vinculum.desk.programme.public", "enquiry")
NOBODY = Q(pk__in=())


def pages_to(viewer: Viewer) -> Q:
    """Return the condition that a page, drafts included, may be seen by a viewer: those who write or approve, of the keeper."""
    may = decide(viewer, Action.EDIT_PUBLIC).allowed or decide(viewer, Action.PUBLISH_PUBLIC).allowed
    return Q() if may and viewer.organisation == keeper() else NOBODY


def enquiries_to(viewer: Viewer) -> Q:
    """Return the condition that an enquiry may be read by a viewer: those of the keeper who answer."""
    return Q() if decide(viewer, Action.READ_ENQUIRIES).allowed and viewer.organisation == keeper() else NOBODY


@dataclass(frozen=True, slots=True)
class Published:
    """A version that everybody may read, and since when (UTC)."""

    version: PageVersion
    at: datetime


def published(at: datetime) -> dict[str, Published]:
    """Return what everybody may read at a moment (UTC): the newest published version of each page, by slug."""
    let_out = Step.objects.filter(workflow=VERSION.code, act="publish", at__lte=at).values_list("subject", "at")
    when = dict(let_out)
    withdrawn = set(subjects_in(VERSION, "withdrawn"))
    # The newest decision on a page counts: one that was taken off stays off, an older wording does not come back by itself.
    newest = {
        one.page.slug: one
        for one in PageVersion.objects.select_related("page", "author").order_by("number")
        if one.reference in when and (one.not_before is None or one.not_before <= at)
    }
    return {
        slug: Published(one, max(when[one.reference], one.not_before or when[one.reference]))
        for slug, one in newest.items()
        if one.reference not in withdrawn
    }
