"""Who sees what of the public site: its keepers all of it, everybody what is published and no longer under embargo."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.public.models import PageVersion
from vinculum.desk.programme.public.vocabulary import keeper
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


def published(at: datetime) -> dict[str, PageVersion]:
    """Return what everybody may read at a moment (UTC): the newest published version of each page, by slug."""
    references = set(subjects_in(VERSION, "published"))
    standing = PageVersion.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=at)).select_related("page", "author")
    found = {one.page.slug: one for one in standing.order_by("number") if one.reference in references}
    # A page whose newest decision was to take it off stays off: an older wording does not come back by itself.
    withdrawn = set(subjects_in(VERSION, "withdrawn"))
    gone = {
        one.page.slug
        for one in standing
        if one.reference in withdrawn and one.page.slug in found and one.number > found[one.page.slug].number
    }
    return {slug: one for slug, one in found.items() if slug not in gone}
