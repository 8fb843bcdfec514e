"""Running watches after a build: each as its owner may see at that moment, each run recorded, each finding told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.alerts.keeping import end, owner_now
from vinculum.desk.alerts.looking import Sight, look
from vinculum.desk.alerts.models import Alert, Channel, Notice, Watch
from vinculum.desk.audit.chain import Entry, append
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.errors import VinculumError
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build

WARNED_BEFORE = timedelta(days=7)
FOUND, EXPIRES, ENDED = "found", "expires", "ended"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a round of watches came to."""

    ran: int
    found: int
    ended: int


def run_watches(workspace: Workspace, now: datetime) -> Ran:
    """Run every authorised watch that has not looked at the current build yet; end those whose time or access is over.

    The first run of a watch notes what is there already and tells nobody. NoPicture if nothing was built.
    """
    build = current_build(workspace).id
    ended = _end_expired(now)
    ran = found = 0
    for watch in Watch.objects.filter(authorised_at__isnull=False, ended_at__isnull=True, expires_at__gt=now).order_by("pk"):
        _warn(watch, now)
        viewer, refused = owner_now(watch, now)
        if refused:
            end(watch, now, refused)
            _owe(watch, ENDED, now)
            _record(workspace, watch, viewer, now, Outcome.DENIED, refused)
            ended += 1
        elif watch.last_build != build:
            ran += 1
            found += _run(workspace, watch, viewer, build, now)
    return Ran(ran, found, ended)


def _run(workspace: Workspace, watch: Watch, viewer: Viewer, build: str, now: datetime) -> int:
    try:
        sights = look(workspace, viewer, watch.looks, watch.asks)
    except VinculumError as error:
        _record(workspace, watch, viewer, now, Outcome.REFUSED, str(error))
        return 0
    with transaction.atomic():
        fresh = _note(watch, sights, build, now)
        if fresh:
            _owe(watch, FOUND, now)
        watch.last_run_at, watch.last_build = now, build
        watch.save(update_fields=["last_run_at", "last_build"])
        _record(workspace, watch, viewer, now, Outcome.DONE, "It is authorised and its owner may look.", len(sights), fresh)
    return fresh


def _note(watch: Watch, sights: list[Sight], build: str, now: datetime) -> int:
    """Keep the digests of what was not known yet, and return how many are news to the owner."""
    known = set(watch.alerts.values_list("digest", flat=True))
    fresh = sorted({sight.digest for sight in sights} - known)
    first = watch.last_run_at is None
    Alert.objects.bulk_create(
        Alert(watch=watch, digest=digest, build=build, found_at=now, seen_at=now if first else None) for digest in fresh
    )
    return 0 if first else len(fresh)


def _end_expired(now: datetime) -> int:
    over = list(Watch.objects.filter(ended_at__isnull=True, expires_at__lte=now))
    for watch in over:
        end(watch, now, "Its time ran out.")
        if watch.authorised_at is not None:
            _owe(watch, ENDED, now)
    return len(over)


def _warn(watch: Watch, now: datetime) -> None:
    if watch.expiry_told_at is None and watch.expires_at - now <= WARNED_BEFORE:
        _owe(watch, EXPIRES, now)
        watch.expiry_told_at = now
        watch.save(update_fields=["expiry_told_at"])


def _owe(watch: Watch, event: str, now: datetime) -> None:
    Notice.objects.bulk_create(
        Notice(watch=watch, channel=Channel(channel), event=event, made_at=now, next_try_at=now) for channel in watch.channels
    )


def _record(
    workspace: Workspace,
    watch: Watch,
    viewer: Viewer,
    now: datetime,
    outcome: Outcome,
    reason: str,
    rows: int = 0,
    fresh: int = 0,
) -> None:
    subjects = [("watch", str(watch.uid))]
    if text := watch.asks.get("text"):
        subjects.append(("searched", str(text)))
    entry = Entry(
        person=viewer.email,
        organisation=watch.organisation_id,
        verb=Verb.CONSULTATION,
        action="watch.run",
        route="worker run_watches",
        outcome=outcome,
        purpose=watch.purpose,
        why=watch.why,
        reason=reason,
        subjects=tuple(subjects),
        detail={"rows": rows, "new": fresh, "authoriser": watch.authoriser.email if watch.authoriser else ""},
    )
    append(entry, now, workspace.home)
