"""Engagement's pages: who was told what, checked before it is written down; what was said at a closed meeting stays there."""

from collections.abc import Callable

import pytest
from django.test import Client

from vinculum.desk.programme.engagement.models import Disclosure, Measurement, Meeting, MeetingAction

SignIn = Callable[..., Client]
WHERE = "/engagement/meetings/{}"
CASE = "the case for investment in writing"
SAID_INSIDE = "Stolen vehicles can leave through a port within a day"


@pytest.mark.parametrize("who", ["david", "nadia", "hugh"])
def test_readers_read_every_page(sign_in: SignIn, who: str) -> None:
    """Whoever may read engagement opens its pages."""
    client = sign_in(who)
    for page in (
        "/engagement",
        "/engagement?q=ports&kind=roundtable",
        WHERE.format("interpol-lyon"),
        "/engagement/actions",
        "/engagement/actions?state=overdue",
        "/engagement/actions/interpol-next-steps",
        "/engagement/listeners",
        "/engagement/listeners/o-NPCC",
        "/engagement/channels",
    ):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("who", ["amara", "helen", "peter", "joan", "owen"])
def test_nobody_else_reads_them(sign_in: SignIn, who: str) -> None:
    """Who was told what is for those who keep it and for the chair."""
    assert sign_in(who).get(WHERE.format("interpol-lyon")).status_code == 403


def test_what_was_said_at_a_closed_meeting_stays_there(sign_in: SignIn) -> None:
    """David was there; Nadia knows that it took place and no more; Hugh of the NPCC, which was not there, knows nothing."""
    david, nadia, hugh = sign_in("david"), sign_in("nadia"), sign_in("hugh")
    page = WHERE.format("policing-minister-briefing")
    assert SAID_INSIDE in david.get(page).content.decode()
    assert CASE in david.get("/engagement/actions?state=all").content.decode()
    assert SAID_INSIDE in david.get("/engagement/listeners/o-HO").content.decode()
    shown = [nadia.get(where).content.decode() for where in (page, "/engagement/listeners/o-HO", "/engagement/actions?state=all")]
    assert all(SAID_INSIDE not in told and CASE not in told for told in shown)
    assert "Closed briefing" in shown[0]
    assert "Closed briefing" not in nadia.get("/engagement?q=within+a+day").content.decode()
    assert hugh.get(page).status_code == 404
    assert "Closed briefing" not in hugh.get("/engagement").content.decode()
    for act, told in (("notes", {"text": "x"}), ("told", {"words": "x"}), ("attendances", {}), ("actions", {})):
        assert nadia.post(f"{page}/{act}", told).status_code == 404
    assert hugh.post(f"{page}/notes", {"text": "x"}).status_code == 403


def made(client: Client) -> Meeting:
    told = {"reference": "try", "title": "Try", "kind": "briefing", "begins_on": "2026-03-03"}
    assert client.post("/engagement/add", told).status_code == 302
    return Meeting.objects.get(reference="try")


def test_nobody_is_told_what_they_may_not_hear(sign_in: SignIn) -> None:
    """A newspaper hears what is public, a maker up to OFFICIAL, police more; the refusal names who may not."""
    david = sign_in("david")
    meeting = made(david)
    for told in ({"other": "The Gazette"}, {"organisation": "JLR"}, {"organisation": "ESSEX"}):
        assert david.post(f"{WHERE.format('try')}/attendances", told).status_code == 302
    press, maker, police = meeting.attendances.order_by("pk")
    words = {"kind": "message", "words": "Something", "marking": "OFFICIAL", "handling": "P"}
    refused = david.post(f"{WHERE.format('try')}/told", {**words, "to": [press.pk, police.pk]}).content.decode()
    assert "The Gazette may hear up to PUBLIC" in refused
    sensitive = {**words, "marking": "OFFICIAL-SENSITIVE", "to": [maker.pk]}
    assert "Jaguar Land Rover may hear up to OFFICIAL" in david.post(f"{WHERE.format('try')}/told", sensitive).content.decode()
    conditions = david.post(f"{WHERE.format('try')}/told", {**words, "handling": "C", "to": [police.pk]})
    assert "so you cannot tell it" in conditions.content.decode()
    assert not Disclosure.objects.filter(meeting=meeting).exists()
    assert david.post(f"{WHERE.format('try')}/told", {**words, "to": [maker.pk, police.pk]}).status_code == 302
    assert "Something" in david.get("/engagement/listeners/o-JLR").content.decode()
    assert "Something" not in david.get("/engagement/listeners/n-the-gazette").content.decode()


def test_a_figure_that_is_told_opens_to_its_rows(sign_in: SignIn) -> None:
    """A figure is named by its code and moment, and only by who may see it."""
    david = sign_in("david")
    meeting = made(david)
    assert david.post(f"{WHERE.format('try')}/attendances", {"organisation": "HO"}).status_code == 302
    told = {
        "kind": "figure",
        "words": "Over 300 members",
        "marking": "PUBLIC",
        "handling": "P",
        "to": [meeting.attendances.get().pk],
    }
    assert david.post(f"{WHERE.format('try')}/told", {**told, "reference": "no-such-figure"}).status_code == 400
    figure = {**told, "reference": "members-standing?as_at=2025-12-31"}
    assert david.post(f"{WHERE.format('try')}/told", figure).status_code == 302
    assert 'href="/figures/members-standing?as_at=2025-12-31"' in david.get(WHERE.format("try")).content.decode()


def test_a_meeting_to_come_has_told_nobody_anything(sign_in: SignIn) -> None:
    """What is planned to be said was not said."""
    david = sign_in("david")
    told = {"reference": "later", "title": "Later", "kind": "meeting", "begins_on": "2999-01-01"}
    assert david.post("/engagement/add", told).status_code == 302
    assert david.post(f"{WHERE.format('later')}/attendances", {"organisation": "HO"}).status_code == 302
    words = {"kind": "message", "words": "Early", "marking": "PUBLIC", "handling": "P"}
    to = [Meeting.objects.get(reference="later").attendances.get().pk]
    assert david.post(f"{WHERE.format('later')}/told", {**words, "to": to}).status_code == 400
    assert not Disclosure.objects.filter(words="Early").exists()


def test_an_action_is_put_off_with_a_reason_and_done(sign_in: SignIn) -> None:
    """Overdue is told by the day as it stands; putting off needs a new day ahead, and why."""
    nadia = sign_in("nadia")
    meeting = made(nadia)
    assert nadia.post(f"{WHERE.format('try')}/attendances", {"organisation": "NVCRP", "role": "Host"}).status_code == 302
    told = {"reference": "do-it", "title": "Do it", "owner": meeting.attendances.get().pk, "due_on": "2026-03-04"}
    assert nadia.post(f"{WHERE.format('try')}/actions", told).status_code == 302
    where = "/engagement/actions/do-it"
    assert "Do it" in nadia.get("/engagement/actions?state=overdue").content.decode()
    assert nadia.post(f"{where}/act", {"act": "put_off", "after": 1, "reason": "Ill"}).status_code == 400
    assert nadia.post(f"{where}/act", {"act": "put_off", "after": 1, "due_on": "2999-01-01"}).status_code == 400
    assert nadia.post(f"{where}/act", {"act": "put_off", "after": 1, "reason": "Ill", "due_on": "2999-01-01"}).status_code == 302
    assert "Do it" not in nadia.get("/engagement/actions?state=overdue").content.decode()
    assert nadia.post(f"{where}/act", {"act": "finish", "after": 2, "reason": "Done"}).status_code == 302
    assert "Do it" not in nadia.get("/engagement/actions").content.decode()
    assert sign_in("hugh").post(f"{where}/act", {"act": "reopen", "after": 3, "reason": "No"}).status_code == 403
    assert MeetingAction.objects.get(reference="do-it").due_on.isoformat() == "2026-03-04"


def test_a_value_of_a_channel_has_its_day_and_source(sign_in: SignIn) -> None:
    """Nothing is known of a channel until somebody writes a value down; a later value of the same day takes its place."""
    nadia = sign_in("nadia")
    assert "Not known" in nadia.get("/engagement/channels").content.decode()
    told = {"channel": "linkedin_followers", "value": "900", "on": "2026-03-01", "source": "LinkedIn"}
    assert nadia.post("/engagement/channels/add", told).status_code == 302
    assert nadia.post("/engagement/channels/add", {**told, "value": "950"}).status_code == 302
    page = nadia.get("/engagement/channels").content.decode()
    assert "950" in page
    assert "900" not in page
    assert Measurement.objects.filter(channel="linkedin_followers").count() == 2
    assert nadia.post("/engagement/channels/add", {**told, "on": "2999-01-01"}).status_code == 400
