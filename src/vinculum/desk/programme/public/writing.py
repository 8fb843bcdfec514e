"""Writing a public page: a version is added, none is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.public.models import PageVersion, PublicPage
from vinculum.desk.programme.public.seeing import VERSION
from vinculum.desk.programme.public.vocabulary import keeper, sections
from vinculum.desk.workflows.refusals import Overtaken
from vinculum.desk.workflows.stepping import take
from vinculum.errors import VinculumError


class NoSuchSection(VinculumError):
    """The public site has no such section."""


class AddressTaken(VinculumError):
    """Another page stands at this address."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a version says; ``not_before`` is an embargo (UTC)."""

    title: str
    summary: str
    body: str
    not_before: datetime | None = None


def parties() -> dict[str, str]:
    """Return who the parties of the public site's workflows are."""
    return {"keeper": keeper()}


@transaction.atomic
def begin_page(viewer: Viewer, slug: str, section: str, wording: Wording) -> PageVersion:
    """Make a page with its first wording, a draft; NoSuchSection or AddressTaken says what is wrong with its place."""
    if section not in sections():
        raise NoSuchSection(f"There is no section {section!r}. Sections: {', '.join(sections())}.")
    if PublicPage.objects.filter(slug=slug).exists():
        raise AddressTaken(f"A page stands at {slug!r} already. Write a new version of it, or choose another address.")
    page = PublicPage.objects.create(slug=slug, section=section, made_at=viewer.at)
    return write_version(viewer, page, wording, after=0)


@transaction.atomic
def write_version(viewer: Viewer, page: PublicPage, wording: Wording, *, after: int) -> PageVersion:
    """Add a wording by ``viewer``, who saw ``after`` of them; Overtaken where somebody else wrote in between."""
    number = page.versions.count() + 1
    if number != after + 1:
        raise Overtaken(f"Somebody wrote version {number - 1} of this page after yours was opened. Read it, then write again.")
    version = PageVersion(
        page=page,
        number=number,
        title=wording.title,
        summary=wording.summary,
        body=wording.body,
        author_id=viewer.person,
        at=viewer.at,
        not_before=wording.not_before,
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken("Somebody wrote this page at the same moment. Read theirs, then write again.") from error
    take(VERSION, version.reference, "write", viewer, after=0, parties=parties())
    return version
