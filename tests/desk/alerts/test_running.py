"""A watch looks as its owner may at that moment, tells each thing once, and ends with their access."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from vinculum.desk.access.models import Agreement, Appointment, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.alerts.keeping import WatchRefused, authorise, end_own, make_watch, turn_down
from vinculum.desk.alerts.looking import look
from vinculum.desk.alerts.models import Alert, Channel, Looks, Notice, Watch
from vinculum.desk.alerts.running import Ran, run_watches
from vinculum.desk.alerts.webhook import BadAddress
from vinculum.desk.audit.models import AuditRecord
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture


def viewer(who: str, purpose: Purpose = Purpose.INTELLIGENCE) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), purpose, "12/3456/26")


def kept(who: str = "amara", looks: Looks = Looks.LEADS, days: float = 30, **told: object) -> Watch:
    asking = viewer(who)
    asks = {"kind": "", "least": 0.0} if looks is Looks.LEADS else {"text": "", "kind": ""}
    return make_watch(
        asking,
        title="a test",
        looks=looks,
        asks={**asks, **told.pop("asks", {})},  # type: ignore[dict-item]  # a dictionary, if told
        expires_at=asking.at + timedelta(days=days),
        **told,  # type: ignore[arg-type]  # channels and address
    )


def plate_of(workspace: Workspace) -> str:
    with open_picture(workspace) as door:
        told: str = door.ask_rows("SELECT vrm FROM evidence.thefts WHERE vrm IN (SELECT vrm FROM evidence.reads) LIMIT 1")[0][
            "vrm"
        ]
    return told


def test_until_it_is_authorised_it_does_not_run(standing_desk: Workspace) -> None:
    """And the owner cannot authorise it, nor somebody without that role, nor somebody of another organisation."""
    watch = kept()
    assert run_watches(standing_desk, timezone.now()) == Ran(0, 0, 0)
    tom = Person.objects.get(email__startswith="tom.")
    Appointment.objects.create(person=tom, role="supervisor")
    Appointment.objects.create(person=Person.objects.get(email__startswith="amara."), role="supervisor")
    for who in ("amara", "tom"):
        with pytest.raises(WatchRefused):
            authorise(viewer(who), watch.uid)
    authorise(viewer("ines"), watch.uid)
    assert run_watches(standing_desk, timezone.now()) == Ran(1, 0, 0)


def test_the_first_run_tells_nobody_and_a_build_is_looked_at_once(standing_desk: Workspace) -> None:
    """What is there when a watch begins is no news."""
    watch = kept(channels=[Channel.MAIL])
    authorise(viewer("ines"), watch.uid)
    run_watches(standing_desk, timezone.now())
    assert Alert.objects.count() > 10
    assert not Alert.objects.filter(seen_at__isnull=True).exists()
    assert not Notice.objects.exists()
    assert run_watches(standing_desk, timezone.now()) == Ran(0, 0, 0)


def test_what_is_new_in_a_later_build_is_told_once(standing_desk: Workspace) -> None:
    """One message for a run, however much it found."""
    watch = kept(channels=[Channel.MAIL])
    authorise(viewer("ines"), watch.uid)
    run_watches(standing_desk, timezone.now())
    unknown = [alert.pk for alert in Alert.objects.all()[:3]]
    Alert.objects.filter(pk__in=unknown).delete()
    Watch.objects.update(last_build="an older one")
    assert run_watches(standing_desk, timezone.now()) == Ran(1, 3, 0)
    assert [(notice.event, notice.channel) for notice in Notice.objects.all()] == [("found", "e-mail")]
    Watch.objects.update(last_build="an older one")
    assert run_watches(standing_desk, timezone.now()) == Ran(1, 0, 0)


def test_it_sees_what_its_owner_sees_and_not_a_row_more(standing_desk: Workspace) -> None:
    """The same plate: the national analyst's watch finds reads, the ports officer's does not."""
    plate = plate_of(standing_desk)
    asks = {"text": plate, "kind": ""}
    found = {
        who: " ".join(sight.why for sight in look(standing_desk, viewer(who, purpose), Looks.TEXT, asks))
        for who, purpose in (("amara", Purpose.INTELLIGENCE), ("priya", Purpose.PORTS), ("helen", Purpose.PREVENTION))
    }
    assert "thefts" in found["amara"]
    assert "thefts" in found["priya"]
    assert "reads" not in found["priya"]
    assert found["helen"] == ""


def test_of_what_was_found_only_a_digest_is_kept(standing_desk: Workspace) -> None:
    """No mark stands in any row of the desk, so a lost agreement takes the content along."""
    plate = plate_of(standing_desk)
    watch = kept(looks=Looks.TEXT, asks={"text": f"{plate[:-1]}?"})
    authorise(viewer("ines"), watch.uid)
    run_watches(standing_desk, timezone.now())
    assert Alert.objects.exists()
    rows = [*Alert.objects.values(), *Notice.objects.values(), *Watch.objects.values()]
    assert not any(plate in str(value) for row in rows for value in row.values())


@pytest.mark.parametrize("loss", ["account", "role", "organisation"])
def test_it_ends_with_its_owners_access_and_says_why(standing_desk: Workspace, loss: str) -> None:
    """Closed account, lost role, another organisation: the next run ends it and says so to the owner."""
    watch = kept(channels=[Channel.MAIL])
    authorise(viewer("ines"), watch.uid)
    amara = Person.objects.get(email__startswith="amara.")
    if loss == "account":
        Person.objects.filter(pk=amara.pk).update(is_active=False)
    elif loss == "role":
        amara.appointments.update(until_at=timezone.now())
    else:
        Person.objects.filter(pk=amara.pk).update(organisation="NAVCIS")
    assert run_watches(standing_desk, timezone.now() + timedelta(seconds=1)) == Ran(0, 0, 1)
    watch.refresh_from_db()
    assert watch.ended_why
    assert [notice.event for notice in Notice.objects.all()] == ["ended"]
    assert AuditRecord.objects.get(action="watch.run").outcome == "denied"


def test_a_lost_agreement_takes_the_findings_along(standing_desk: Workspace) -> None:
    """The watch goes on and finds what is still open."""
    watch = kept()
    authorise(viewer("ines"), watch.uid)
    before = len(look(standing_desk, viewer("amara"), watch.looks, watch.asks))
    Agreement.objects.filter(feed="reads").update(until_at=timezone.now() - timedelta(seconds=1))
    after = len(look(standing_desk, viewer("amara"), watch.looks, watch.asks))
    assert after < before


def test_a_run_is_recorded_with_its_purpose_and_its_authoriser(standing_desk: Workspace) -> None:
    """Nobody pressed a button, so the record says who wanted it and who allowed it."""
    watch = kept(looks=Looks.TEXT, asks={"text": "AB12CDE"})
    authorise(viewer("ines"), watch.uid)
    run_watches(standing_desk, timezone.now())
    record = AuditRecord.objects.get(action="watch.run")
    assert (record.person, record.organisation, record.verb) == ("amara.okafor@opal.example", "OPAL", "consultation")
    assert (record.purpose, record.why) == ("intelligence", "12/3456/26")
    assert record.detail["authoriser"] == "ines.moreau@opal.example"
    assert record.subjects == [["watch", str(watch.uid)], ["searched", "AB12CDE"]]


def test_it_warns_before_it_ends_and_ends(standing_desk: Workspace) -> None:
    """A week before, once; and when its time is over it does not run."""
    watch = kept(channels=[Channel.MAIL], days=10)
    authorise(viewer("ines"), watch.uid)
    for days in (1, 4, 5, 11):
        run_watches(standing_desk, timezone.now() + timedelta(days=days))
    assert [notice.event for notice in Notice.objects.order_by("pk")] == ["expires", "ended"]
    watch.refresh_from_db()
    assert watch.ended_why == "Its time ran out."


@pytest.mark.parametrize("days", [0, 91])
def test_it_ends_within_ninety_days(standing_desk: Workspace, days: float) -> None:
    """And in the future."""
    with pytest.raises(WatchRefused, match="90 days"):
        kept(days=days)


def test_who_may_not_look_cannot_watch(standing_desk: Workspace) -> None:
    """The programme lead keeps no watch; a manufacturer reads no leads, so watches none."""
    with pytest.raises(WatchRefused):
        make_watch(
            viewer("helen", Purpose.PREVENTION),
            title="t",
            looks=Looks.LEADS,
            asks={},
            expires_at=timezone.now() + timedelta(days=1),
        )


def test_an_address_inside_is_refused_when_the_watch_is_kept(standing_desk: Workspace) -> None:
    """Not only when a message is due."""
    with pytest.raises(BadAddress):
        kept(channels=[Channel.WEBHOOK], webhook="https://10.0.0.1/hook")


def test_turned_down_and_ended_watches_do_not_run(standing_desk: Workspace) -> None:
    """The owner reads the reason; only the owner ends it."""
    first, second = kept(), kept()
    turn_down(viewer("ines"), first.uid, "too wide")
    authorise(viewer("ines"), second.uid)
    with pytest.raises(WatchRefused):
        end_own(viewer("ines"), second.uid)
    end_own(viewer("amara"), second.uid)
    assert run_watches(standing_desk, timezone.now()) == Ran(0, 0, 0)
    first.refresh_from_db()
    assert "too wide" in first.ended_why


def test_states_in_words(db: None) -> None:
    """Each state that a page may show."""
    now = datetime(2026, 11, 1, tzinfo=timezone.get_current_timezone())
    later = now + timedelta(days=1)
    assert Watch(expires_at=later).state(now) == "waits for an authoriser"
    assert Watch(expires_at=later, authorised_at=now).state(now) == "running"
    assert Watch(expires_at=now, authorised_at=now).state(now) == "expired"
    assert Watch(expires_at=later, ended_at=now).state(now) == "ended"
