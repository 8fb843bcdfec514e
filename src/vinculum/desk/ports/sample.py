"""The ports part of the story: a ports officer draws up the list of the day from the picture, and takes its first boxes.

It does nothing where there is no picture yet, no box ahead, or a list already.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.ports.ahead import boxes_ahead
from vinculum.desk.ports.choosing import Wanted
from vinculum.desk.ports.clock import clock_of
from vinculum.desk.ports.clock import settings as board_settings
from vinculum.desk.ports.drawing import draw_up
from vinculum.desk.ports.models import ShortList
from vinculum.desk.ports.owning import act_on
from vinculum.desk.ports.refusals import NotDrawn
from vinculum.picture.current import NoPicture, current_build
from vinculum.picture.settings import read_settings

OFFICER, WHY = "priya.", "NAVCIS/1, boxes of the day"
HALF_AN_HOUR = timedelta(minutes=30)
TAKEN = 2
RANDOM_SHARE = 0.2


def tell() -> None:
    """Draw up a list at the port with most boxes ahead, half an hour after the moment that the picture is as at."""
    if ShortList.objects.exists():
        return
    try:
        build = current_build(settings.WORKSPACE)
    except NoPicture:
        return
    person = Person.objects.get(email__startswith=OFFICER)
    viewer = viewer_of(person, build.as_at + HALF_AN_HOUR, Purpose.PORTS, WHY)
    rules = read_settings(settings.WORKSPACE.settings_file)
    clock = clock_of(build.as_at, viewer.at, float(rules["screening"]["hours"]))
    told = board_settings()["drawing"]
    with open_seen(settings.WORKSPACE, viewer) as door, transaction.atomic():
        ports = [box.port for box in boxes_ahead(door, clock.at)]
        if not ports:
            return
        port = max(sorted(set(ports)), key=ports.count)
        wanted = Wanted(port, told["lifts"], RANDOM_SHARE, max(told["windows"]), "The list of the sample day")
        try:
            short_list = draw_up(door, wanted, clock, build.id, rules, viewer)
        except NotDrawn:
            return
    for box in short_list.boxes.exclude(basis="").order_by("number")[:TAKEN]:
        act_on(box, "take", viewer, after=1)
