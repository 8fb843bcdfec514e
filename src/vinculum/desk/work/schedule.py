"""Work that recurs: asked for by whichever worker comes by first once its time has come.

``WORK_EVERY`` in the settings names each task by its path, with its kind and the seconds between two.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from vinculum.desk.work.asking import ask
from vinculum.desk.work.models import Job, Kind


def ask_what_is_due(now: datetime | None = None) -> list[Job]:
    """Ask for every recurring task that was not asked for in its present stretch of time; return the jobs asked for."""
    asked = []
    for path, (kind, seconds) in settings.WORK_EVERY.items():
        stretch = int((now or timezone.now()).timestamp()) // seconds
        slot = f"{path} {seconds} {stretch}"
        if Job.objects.filter(slot=slot).exists():
            continue
        try:
            with transaction.atomic():
                asked.append(ask(import_string(path), Kind(kind), Kind(kind).words, slot=slot))
        except IntegrityError:
            continue  # another worker asked in this moment
    return asked
