"""Whoever asks for whatever page of funding sees what the rules of the room open to them, and no more.

What may be seen is worked out here in plain Python from the roles file and the rows; it shares nothing with the room's rules.
"""

import html
import tomllib
from pathlib import Path

import pytest
from django.test import Client

from conftest import SignIn
from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.funding.models import Award, Bid, Claim, Grant, Interest, LedgerEntry, Movement, Round, Seat
from vinculum.desk.workflows.models import Step

ROLES = tomllib.loads((Path(__file__).parents[4] / "src" / "vinculum" / "desk" / "access" / "roles.toml").read_text("utf-8"))
JUDGES = {"funding.moderate", "funding.award", "funding.keep", "funding.pay"}
ASKING = [("david", "programme"), ("ruth", "programme"), ("owen", "programme"), ("owen", "investigation"), ("meera", "programme"),
          ("karl", "programme"), ("peter", "programme"), ("helen", "prevention"), ("joan", "programme"), ("tom", "investigation"),
          ("nadia", "programme")]  # fmt: skip
TRIED = ("ESSEX", "WMP", "SUFFOLK", "SYP", "NORFOLK")


def actions_of(person: Person, purpose: str) -> set[str]:
    held = [ROLES[one.role] for one in person.appointments.all()]
    return {action for role in held if purpose in role["purposes"] for action in role["actions"]}


def state_of(workflow: str, reference: str) -> str:
    last = Step.objects.filter(workflow=workflow, subject=reference).order_by("-number").first()
    return last.state if last else ""


def sees_grant(person: Person, actions: set[str], grant: Grant) -> bool:
    return "funding.read" in actions and person.organisation_id in {grant.funder_id, grant.holder_id}


def sees_bid(person: Person, actions: set[str], bid: Bid) -> bool:
    if "funding.read" not in actions:
        return False
    if bid.organisation_id == person.organisation_id:
        return True
    concerned = {bid.organisation_id, *bid.partners.values_list("organisation", flat=True)}
    declared = set(Interest.objects.filter(person=person).values_list("organisation", flat=True))
    if person.organisation_id in concerned or declared & concerned:
        return False
    if state_of("bid", bid.reference) not in {"submitted", "moderated", "awarded", "declined", "set_aside"}:
        return False
    holds = bid.round.pot.grant.holder_id == person.organisation_id and actions & JUDGES
    return bool(holds) or ("funding.score" in actions and Seat.objects.filter(round=bid.round, person=person).exists())


def sees_award(person: Person, actions: set[str], award: Award) -> bool:
    return ("funding.read" in actions and award.recipient_id == person.organisation_id) or sees_grant(
        person, actions, award.pot.grant
    )


def sees_claim(person: Person, actions: set[str], claim: Claim) -> bool:
    if "funding.read" in actions and claim.award.recipient_id == person.organisation_id:
        return True
    handed_in = state_of("claim", claim.reference) in {"submitted", "checked", "paid", "refused"}
    return handed_in and sees_grant(person, actions, claim.award.pot.grant)


def sees_round(person: Person, actions: set[str], one: Round) -> bool:
    grant = one.pot.grant
    if "funding.read" not in actions:
        return False
    if grant.holder_id == person.organisation_id:
        return True
    if state_of("funding_round", one.reference) not in {"announced", "assessing", "decided"}:
        return False
    seated = "funding.score" in actions and Seat.objects.filter(round=one, person=person).exists()
    return "funding.bid" in actions or seated or grant.funder_id == person.organisation_id


def text_of(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, html.unescape(answer.content.decode("utf-8", "replace"))


@pytest.mark.parametrize(("who", "purpose"), ASKING)
def test_each_sees_what_is_theirs(sign_in: SignIn, who: str, purpose: str) -> None:
    """Pages open exactly for whom the oracle says; no page shows a bid's text, a claim's line or a grant's name to others."""
    meera = Person.objects.get(email__startswith="meera.")
    Interest.objects.create(person=meera, organisation=Organisation.objects.get(code="SYP"), why="A test.", at=meera.joined_at)
    person, client = Person.objects.get(email__startswith=f"{who}."), sign_in(who, purpose=purpose)
    actions = actions_of(person, purpose)
    rounds = Round.objects.select_related("pot__grant")
    bids = list(Bid.objects.select_related("round__pot__grant"))
    claims = list(Claim.objects.select_related("award__pot__grant"))
    awards = list(Award.objects.select_related("pot__grant"))
    expected = {
        **{f"/funding/grants/{one.reference}": sees_grant(person, actions, one) for one in Grant.objects.all()},
        **{f"/funding/rounds/{one.reference}": sees_round(person, actions, one) for one in rounds},
        **{f"/funding/bids/{one.reference}": sees_bid(person, actions, one) for one in bids if one.organisation_id in TRIED},
        **{
            f"/funding/awards/{one.reference}": sees_award(person, actions, one)
            for one in awards
            if one.recipient_id in TRIED or not one.bid_id
        },
        **{f"/funding/claims/{one.reference}": sees_claim(person, actions, one) for one in claims},
    }
    answers = {address: text_of(client, address) for address in expected}
    answers |= {page: text_of(client, page) for page in ("/funding", "/funding/contributions", "/funding/outcomes")}
    assert {address: answers[address][0] == 200 for address in expected} == expected
    hidden = [one.contents.last().answers["need"] for one in bids if not sees_bid(person, actions, one)]  # type: ignore[union-attr]  # told above
    hidden += [line.about for one in claims if not sees_claim(person, actions, one) for line in one.lines.all()]
    hidden += [one.reference for one in awards if not sees_award(person, actions, one) and not one.bid_id]
    hidden += [one.title for one in Grant.objects.all() if not sees_grant(person, actions, one)]
    assert [(address, phrase) for address, (_status, text) in answers.items() for phrase in hidden if phrase in text] == []


@pytest.mark.parametrize(
    ("who", "purpose"), [("owen", "programme"), ("peter", "programme"), ("joan", "programme"), ("meera", "programme")]
)
def test_others_things_cannot_be_changed(sign_in: SignIn, who: str, purpose: str) -> None:
    """Every altering address of somebody else's grant, award, claim, bid or move refuses, and nothing changes."""
    client = sign_in(who, purpose=purpose)
    grant, award = Grant.objects.get(reference="isf-2026"), Award.objects.get(reference="alliances-ii-opal")
    bid, claim = Bid.objects.get(organisation="WMP"), Claim.objects.get(award__reference="ports-profile-navcis")
    movement = Movement.objects.first()
    assert movement is not None
    before = (Step.objects.count(), LedgerEntry.objects.count(), Award.objects.count())
    posts = [
        *((f"/funding/grants/{grant.reference}/{act}", {"act": "close", "after": "2"}) for act in ("act", "pot", "move")),
        (f"/funding/moves/{movement.reference}/act", {"act": "agree", "after": "2"}),
        *((f"/funding/awards/{award.reference}/{act}", {"act": "close", "after": "3"}) for act in ("act", "claim")),
        *(
            (f"/funding/claims/{claim.reference}/{act}", {"act": "pay", "after": "4"})
            for act in ("act", "save", "check", "pay-back", "upload")
        ),
        *(
            (f"/funding/bids/{bid.reference}/{act}", {"act": "withdraw", "after": "3", "saved": "1"})
            for act in ("act", "save", "moderate")
        ),
        (f"/funding/rounds/{bid.round.reference}/decide", {f"{bid.reference}-amount": "1"}),
        (f"/funding/rounds/{bid.round.reference}/act", {"act": "call_off", "after": "3", "reason": "x"}),
    ]
    statuses = {address: client.post(address, told).status_code for address, told in posts}
    assert set(statuses.values()) <= {400, 403, 404}, statuses
    assert before == (Step.objects.count(), LedgerEntry.objects.count(), Award.objects.count())


def test_the_letter_is_the_one_that_was_sent(sign_in: SignIn) -> None:
    """The PDF is set from what was kept, the same bytes each time; who may not see the award has no letter."""
    award = Award.objects.get(reference="alliances-ii-opal")
    client = sign_in("david", purpose="programme")
    first, again = (client.get(f"/funding/awards/{award.reference}/letter") for _ in range(2))
    assert first.content.startswith(b"%PDF-")
    assert first.content == again.content
    assert sign_in("owen", purpose="programme").get(f"/funding/awards/{award.reference}/letter").status_code == 404
