"""Keeping watches: made by their owner, authorised by somebody else of the same organisation, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.alerts.models import Channel, Looks, Watch, own, to_authorise
from vinculum.desk.alerts.webhook import check_address
from vinculum.errors import VinculumError

LONGEST = timedelta(days=90)
NEEDED = {Looks.TEXT: Action.SEARCH, Looks.LEADS: Action.READ_LEADS}


class WatchRefused(VinculumError):
    """A watch that cannot be kept as asked."""


def make_watch(
    viewer: Viewer,
    *,
    title: str,
    looks: Looks,
    asks: Mapping[str, Any],
    expires_at: datetime,
    channels: Sequence[Channel] = (),
    webhook: str = "",
) -> Watch:
    """Keep a search for the purpose that the viewer gave; it does not run until it is authorised."""
    if viewer.purpose is None:
        raise WatchRefused("Say first what you are doing this for.")
    for action in (Action.SAVE_SEARCHES, NEEDED[looks]):
        if not (asked := decide(viewer, action)).allowed:
            raise WatchRefused(asked.reason)
    if not viewer.at < expires_at <= viewer.at + LONGEST:
        raise WatchRefused(f"A watch ends in the future and within {LONGEST.days} days.")
    if looks is Looks.TEXT and not str(asks.get("text", "")).strip():
        raise WatchRefused("Say what to look for.")
    if Channel.WEBHOOK in channels:
        check_address(webhook)
    return Watch.objects.create(
        owner=Person.objects.get(pk=viewer.person),
        organisation=Organisation.objects.get(pk=viewer.organisation),
        title=title,
        looks=looks,
        asks=dict(asks),
        purpose=viewer.purpose,
        why=viewer.why,
        channels=[str(channel) for channel in channels],
        webhook=webhook if Channel.WEBHOOK in channels else "",
        made_at=viewer.at,
        expires_at=expires_at,
    )


def authorise(viewer: Viewer, uid: UUID) -> Watch:
    """Authorise a watch that waits; WatchRefused if there is none for this viewer, such as their own."""
    found = _waiting(viewer, uid)
    found.authoriser, found.authorised_at = Person.objects.get(pk=viewer.person), viewer.at
    found.save(update_fields=["authoriser", "authorised_at"])
    return found


def turn_down(viewer: Viewer, uid: UUID, why: str) -> Watch:
    """End a watch that waits, with a reason that its owner reads."""
    found = _waiting(viewer, uid)
    return end(found, viewer.at, f"{viewer.name} did not authorise it: {why}")


def end_own(viewer: Viewer, uid: UUID) -> Watch:
    """End a watch of the viewer's own."""
    found = Watch.objects.filter(own(viewer), uid=uid, ended_at__isnull=True).first()
    if found is None:
        raise WatchRefused("You have no such watch that could be ended.")
    return end(found, viewer.at, "Its owner ended it.")


def end(watch: Watch, at: datetime, why: str) -> Watch:
    """End a watch with a reason."""
    watch.ended_at, watch.ended_why = at, why[:300]
    watch.save(update_fields=["ended_at", "ended_why"])
    return watch


def owner_now(watch: Watch, now: datetime) -> tuple[Viewer, str]:
    """Return the watch's owner as the policy sees them now for its purpose, and why they may not keep it any more, or ''."""
    person = Person.objects.select_related("organisation").get(pk=watch.owner_id)
    viewer = viewer_of(person, now, Purpose(watch.purpose), watch.why)
    if not person.is_active:
        return viewer, "The account of its owner is closed."
    if viewer.organisation != watch.organisation_id:
        return viewer, "Its owner is no longer of the organisation that authorised it."
    for action in (Action.SAVE_SEARCHES, NEEDED[Looks(watch.looks)]):
        if not (asked := decide(viewer, action)).allowed:
            return viewer, asked.reason
    return viewer, ""


def _waiting(viewer: Viewer, uid: UUID) -> Watch:
    found = Watch.objects.filter(to_authorise(viewer, viewer.at), uid=uid).first()
    if found is None:
        raise WatchRefused("No such watch waits for you. Nobody authorises their own.")
    return found
