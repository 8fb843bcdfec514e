"""Signing out on every device at once."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from vinculum.desk.audit.models import Verb
from vinculum.site.guard import DeskRequest, guarded


def end_sessions(person: int) -> int:
    """End every standing session of a person and return how many there were."""
    theirs = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)


@guarded(None, Verb.ALTERATION, purpose=False)
@require_POST
def sign_out_everywhere(request: DeskRequest) -> HttpResponseBase:
    """End the sessions of the person who asks, this one too."""
    request.told.counted(sessions=end_sessions(request.viewer.person))
    logout(request)
    return HttpResponseRedirect(reverse("account_login"))
