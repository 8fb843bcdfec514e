"""Every page of funding opens to whoever it is for, and to nobody else."""

import pytest

from conftest import SignIn
from vinculum.desk.access.models import Person
from vinculum.desk.programme.funding.models import Award, Bid, Claim, Grant, Round

PEOPLE = ("david", "ruth", "owen", "meera", "karl", "peter", "helen", "joan", "amara", "nadia")


def every_page() -> list[str]:
    return [
        "/funding",
        "/funding/contributions",
        "/funding/outcomes",
        *(f"/funding/grants/{one.reference}" for one in Grant.objects.all()),
        *(f"/funding/rounds/{one.reference}" for one in Round.objects.all()),
        *(f"/funding/bids/{one.reference}" for one in Bid.objects.all()),
        *(f"/funding/awards/{one.reference}" for one in Award.objects.all()),
        *(f"/funding/claims/{one.reference}" for one in Claim.objects.all()),
    ]


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_answer(sign_in: SignIn, who: str) -> None:
    """No page of funding fails for anybody: it opens, is not there, or is refused."""
    client = sign_in(who, purpose="programme") if who not in {"helen", "amara"} else sign_in(who)
    assert Person.objects.filter(email__startswith=f"{who}.").exists()
    statuses = {page: client.get(page).status_code for page in every_page()}
    assert {page: status for page, status in statuses.items() if status not in {200, 403, 404}} == {}
    if who == "david":
        assert {page: status for page, status in statuses.items() if status != 200} == {}
