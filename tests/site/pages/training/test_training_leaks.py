"""Who is trained is seen by themselves, the lead of their organisation and the keeper of the register; by nobody else."""

import html

import pytest

from conftest import SignIn
from vinculum.desk.access.models import Person
from vinculum.desk.programme.training.models import CallOut, Certificate, Course, Officer, Post, TrainingSession
from vinculum.desk.workflows.models import Step

ASKING = [("joan", "programme"), ("joan", "investigation"), ("owen", "programme"), ("david", "programme"),
          ("helen", "prevention"),
          ("tom", "investigation"), ("peter", "programme"), ("ruth", "programme")]  # fmt: skip
# What each may see by name, worked out from the rule in words: everybody, their own organisation's, nobody's.
EVERYBODY, OWN_ORGANISATION, THEMSELVES, NOBODY = "everybody", "own organisation", "themselves", "nobody"
RULE = {
    ("joan", "programme"): EVERYBODY,
    ("joan", "investigation"): THEMSELVES,
    ("owen", "programme"): OWN_ORGANISATION,
    ("owen", "investigation"): OWN_ORGANISATION,
}
CALLS_OUT = {("joan", "programme"), ("joan", "investigation"), ("owen", "programme")}


def sees(rule: str, person: Person, officer: Officer) -> bool:
    own = officer.person_id == person.pk
    return {
        EVERYBODY: True,
        OWN_ORGANISATION: own or officer.organisation_id == person.organisation_id,
        THEMSELVES: own,
        NOBODY: False,
    }[rule]


@pytest.mark.parametrize(("who", "purpose"), ASKING)
def test_names_reach_those_who_need_them(sign_in: SignIn, who: str, purpose: str) -> None:
    """An officer's page opens exactly for whom the rule says, and no page of the room names anybody else."""
    person, client = Person.objects.get(email__startswith=f"{who}."), sign_in(who, purpose=purpose)
    rule = RULE.get((who, purpose), NOBODY)
    officers = list(Officer.objects.all())
    pages = [
        "/training", "/training/examiners", "/training/gaps", "/training/examiners/call-out?lat=53.5&lon=-1.4",
        *(f"/training/courses/{one.reference}" for one in Course.objects.all()),
        *(f"/training/sessions/{one.reference}" for one in TrainingSession.objects.all()),
        *(f"/training/sessions/{one.reference}/sheet" for one in TrainingSession.objects.all()),
    ]  # fmt: skip
    answers = {page: client.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items() if answer.status_code not in {200, 403, 404}} == {}
    for officer in officers:
        opened = client.get(f"/training/examiners/{officer.reference}")
        assert (opened.status_code == 200) is sees(rule, person, officer), officer.reference
    # Who proposed a course or closed a list is told as its keeper, whether or not they stand in the register as well.
    keepers = set(Step.objects.filter(workflow__in=("course", "training_session")).values_list("person__name", flat=True))
    told_anyway = {person.name, *keepers}
    hidden = [one.name for one in officers if not sees(rule, person, one) and one.name not in told_anyway]
    text = "\n".join(html.unescape(answer.content.decode("utf-8", "replace")) for answer in answers.values())
    assert [name for name in hidden if name in text] == []
    called = answers["/training/examiners/call-out?lat=53.5&lon=-1.4"].status_code == 200
    assert called is ((who, purpose) in CALLS_OUT)


@pytest.mark.parametrize("who", ["owen", "helen", "david"])
def test_others_records_cannot_be_changed(sign_in: SignIn, who: str) -> None:
    """Certificates, call-outs and attendance of others refuse, and nothing changes."""
    client = sign_in(who) if who == "helen" else sign_in(who, purpose="programme")
    officer, certificate = Officer.objects.get(name="Martin Hale"), Certificate.objects.get(officer__name="Martin Hale")
    session, post = TrainingSession.objects.first(), Post.objects.first()
    assert session is not None
    assert post is not None
    before = (Step.objects.count(), CallOut.objects.count(), Officer.objects.count())
    posts = {
        f"/training/examiners/{officer.reference}/call-out": {"within_km": "5", "hours": "x", "contact": "y"},
        f"/training/certificates/{certificate.reference}/act": {"act": "withdraw", "after": "1", "reason": "x"},
        f"/training/sessions/{session.reference}/attend": {"officer": str(officer.pk), "result": "passed"},
        "/training/examiners/enter": {"name": "Nobody", "organisation": "SYP"},
    }
    assert {client.post(address, told).status_code for address, told in posts.items()} <= {403, 404}
    assert before == (Step.objects.count(), CallOut.objects.count(), Officer.objects.count())


def test_figures_name_nobody(sign_in: SignIn) -> None:
    """The figures of training count by organisation: no row holds a name or a reference of a person."""
    client = sign_in("david", purpose="programme")
    text = html.unescape(client.get("/training").content.decode("utf-8"))
    assert [one.name for one in Officer.objects.all() if one.name in text or f"({one.reference})" in text] == []
