"""Sending what is owed to owners of watches: that something happened, never what. Content does not leave by mail or webhook."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException

import orjson
from django.core.mail import EmailMessage
from django.db.models import F

from vinculum.desk.alerts.models import Channel, Notice
from vinculum.desk.alerts.webhook import BadAddress, NotDelivered, post, secret_of

# Waits after each try; a message that failed after the last is given up, and the page of the watch says so.
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
SUBJECT = "A watch of yours"
WORDS = {
    "found": "A watch of yours has found something. Sign in to the workbench to see it.",
    "expires": "A watch of yours ends within a week. Sign in to the workbench if you still need it.",
    "ended": "A watch of yours has ended. Sign in to the workbench to see why.",
}


def send_notices(now: datetime) -> int:
    """Send every message that is due, and return how many arrived; what fails is tried again a few times, ever later."""
    sent = 0
    owed = Notice.objects.filter(sent_at__isnull=True, next_try_at__lte=now, tries__lt=len(WAITS))
    for notice in owed.select_related("watch__owner").order_by("pk"):
        # Claimed by moving its next try, so that two workers do not send it twice.
        claimed = Notice.objects.filter(pk=notice.pk, sent_at__isnull=True, tries=notice.tries).update(
            tries=F("tries") + 1, next_try_at=now + WAITS[notice.tries]
        )
        if claimed:
            sent += _send(notice, now)
    return sent


def _send(notice: Notice, now: datetime) -> int:
    try:
        if notice.channel == Channel.MAIL:
            EmailMessage(SUBJECT, WORDS[notice.event], to=[notice.watch.owner.email]).send()
        else:
            told = {"event": notice.event, "watch": str(notice.watch.uid), "at": now.isoformat()}
            post(notice.watch.webhook, orjson.dumps(told), secret_of(notice.watch.uid), int(now.timestamp()))
    except (SMTPException, OSError, BadAddress, NotDelivered) as error:
        Notice.objects.filter(pk=notice.pk).update(fault=str(error)[:300])
        return 0
    Notice.objects.filter(pk=notice.pk).update(sent_at=now, fault="")
    return 1
