"""Destination markets on the page: every number opens to as many rows, and only those who see all of the records see any."""

import re

import pytest
from django.test import Client

from conftest import SignIn
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'href="(/markets/[\w-]+/rows/[\w-]+)">([\d,]+)</a>')
TOTAL = re.compile(r'<p class="govuk-body">([\d,]+) rows?')


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_number_opens_to_as_many_rows(sign_in: SignIn) -> None:
    """Each count of the first countries leads to a page that counts as many rows."""
    priya = sign_in("priya", purpose="ports")
    numbers = [one for one in NUMBER.findall(told(priya, "/markets")) if not one[0].startswith("/markets/XX")]
    assert len(numbers) > 20
    shown: dict[str, str] = {}
    for address, number in numbers[:30]:
        if address not in shown:  # vehicles and their value open to the boxes that they were found in
            shown[address] = number
            found = TOTAL.search(told(priya, address))
            assert found is not None
            assert found[1] == number, address


def test_counts_are_those_of_the_records(sign_in: SignIn, standing_desk: Workspace) -> None:
    """What the page counts of a country is what the declarations themselves count, asked without the table."""
    with open_picture(standing_desk) as door:
        row = door.ask_rows(
            "SELECT upper(destination_country) AS country, count(DISTINCT consignment_ref) AS n FROM evidence.consignments, "
            "(SELECT max(coalesce(inspected_at)) AS seen FROM evidence.inspections) GROUP BY country ORDER BY n DESC LIMIT 1"
        )[0]
        sailed = door.ask_rows(
            "SELECT sum(consignments) AS n FROM picture.export_markets WHERE country = $country", {"country": row["country"]}
        )[0]["n"]
    assert 0 < int(sailed) <= row["n"]
    page = told(sign_in("amara", purpose="intelligence"), f"/markets/{row['country']}")
    assert f'<span class="app-figures__number">{int(sailed):,}</span> <a class="govuk-link" href="/markets/' in page


def test_records_of_half_a_year_are_scanned_by_week_and_say_so(sign_in: SignIn) -> None:
    """The sample's declarations cover five whole months: too few for months, enough for weeks."""
    page = told(sign_in("priya", purpose="ports"), "/markets")
    assert "Only 5 whole months are held, so shifts are looked for by week." in page


@pytest.mark.parametrize(("who", "purpose"), [("tom", "investigation"), ("helen", "prevention"), ("david", "programme"),
                                              ("rashid", "administration")])  # fmt: skip
def test_who_does_not_work_ports_sees_no_market(sign_in: SignIn, who: str, purpose: str) -> None:
    """The pages are for those who may read the ports."""
    client = sign_in(who, purpose=purpose)
    for address in ("/markets", "/markets/CD", "/markets/CD/rows/consignments"):
        assert client.get(address).status_code == 403, address


def test_without_every_record_no_count_is_shown(sign_in: SignIn) -> None:
    """A supervisor acting for the ports has no agreement on declarations for that purpose: no country, no row."""
    ines = sign_in("ines", purpose="ports")
    assert "counts of a part would mislead" in told(ines, "/markets")
    assert ines.get("/markets/CD").status_code == 404
    assert TOTAL.search(told(ines, "/markets/CD/rows/consignments"))[1] == "0"  # type: ignore[index]  # the page always counts


def test_addresses_that_name_nothing_are_not_found(sign_in: SignIn) -> None:
    """A country, a count or a month that does not exist is not found."""
    priya = sign_in("priya", purpose="ports")
    for address in ("/markets/ZZZ", "/markets/ZZZ/rows/opened", "/markets/CD/rows/nothing", "/markets/CD/rows/opened?month=soon"):
        assert priya.get(address).status_code == 404, address
