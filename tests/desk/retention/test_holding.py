"""A legal hold covers every row that carries its mark, in every feed, until it is released."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.retention.holding import KINDS, HoldRefused, columns_of, held_rows, hold, release
from vinculum.desk.retention.models import LegalHold, standing_holds
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture


def viewer(who: str) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), Purpose.ADMINISTRATION)


def test_every_kind_of_hold_is_carried_by_a_feed(db: None) -> None:
    """A kind that no feed carries would hold nothing, in silence."""
    assert {kind for kind in KINDS if not columns_of(kind)} == set()


def test_a_hold_on_a_plate_covers_it_wherever_it_stands(standing_desk: Workspace) -> None:
    """However it is written, in every feed that names plates; and nothing else."""
    with open_picture(standing_desk) as door:
        plate = door.ask_rows("SELECT vrm FROM evidence.thefts WHERE vrm IN (SELECT vrm FROM evidence.reads) LIMIT 1")[0]["vrm"]
        expected = {
            (row["delivery"], row["row"])
            for feed, columns in columns_of("vrm").items()
            for column in columns
            for row in door.ask_rows(f'SELECT delivery, row FROM evidence.{feed} WHERE "{column}" = $plate', {"plate": plate})
        }
    spaced = f" {plate[:4].lower()} {plate[4:]}"
    hold(viewer("rashid"), kind="vrm", mark=spaced, why="R v Smith", until_at=None)
    assert held_rows(standing_desk) == expected
    assert len({delivery for delivery, _ in expected}) > 2


def test_a_released_hold_and_one_that_ran_out_cover_nothing(standing_desk: Workspace) -> None:
    """Only the holds that stand count."""
    with open_picture(standing_desk) as door:
        reference = door.ask_rows("SELECT crime_ref FROM evidence.thefts LIMIT 1")[0]["crime_ref"]
    rashid = viewer("rashid")
    made = hold(rashid, kind="crime_ref", mark=reference, why="R v Smith", until_at=timezone.now() + timedelta(days=1))
    assert held_rows(standing_desk)
    release(viewer("rashid"), made.pk, "Acquitted")
    assert held_rows(standing_desk) == set()
    LegalHold.objects.update(released_at=None, until_at=timezone.now() - timedelta(seconds=1))
    assert not LegalHold.objects.filter(standing_holds()).exists()


def test_only_the_own_organisation_releases(db: None) -> None:
    """Another records manager does not even learn that there is one."""
    made = hold(viewer("rashid"), kind="vrm", mark="AB12CDE", why="R v Smith", until_at=None)
    with pytest.raises(HoldRefused, match="no such hold"):
        release(viewer("tom"), made.pk, "mine")


@pytest.mark.parametrize(("kind", "mark"), [("vrm", "A-"), ("colour", "BLUE"), ("vrm", "")])
def test_a_hold_on_nothing_in_particular_is_refused(db: None, kind: str, mark: str) -> None:
    """It would keep half of everything for ever."""
    with pytest.raises(HoldRefused):
        hold(viewer("rashid"), kind=kind, mark=mark, why="R v Smith", until_at=None)
