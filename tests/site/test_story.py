"""The story of the partnership's first year, entered through the pages by those who own each step, and what comes out of it.

Figures are those that were published (DOMAIN 1.1 to 1.3): £275,000 for a week of 37 forces; 154 arrests and more than £2m by 29
October 2025, more than 365 and more than £3.3m by 2 March 2026; 222 actionable logs; 34 bids; posts from one to three to four;
over 300 members; what a report and a conference recommended.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from pdf_words import words_of_pages
from story_operation import NO_MARK, NOT_REVIEWED, NOT_SENT, POLICE, PRODUCTS, WEEK, give_accounts, operation, released, returned
from story_programme import lead_of, programme
from untold_desk import Desk, untold
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.operations.returns.models import ItemFact, Publication, Return
from vinculum.desk.workflows.models import Step
from vinculum.evidence.workspace import Workspace

pytestmark = pytest.mark.django_db
BEGINNING = datetime(2024, 11, 18, 9, tzinfo=UTC)
LATER = datetime(2026, 4, 20, 10, tzinfo=UTC)
LINK = re.compile(r'<a class="govuk-link" href="(/figures/[^"]+)"><strong>([^<]+)</strong></a>')

# What each product says. A figure stands in braces: the number of its note follows it, and is no part of it.
SAYS = {
    "bulletin": ("as at 29 October 2025", "{154}", "{over £2m}", "{£2,041,350}", "{37}", "{97}"),
    "december pack": (
        "as at 15 December 2025", "{251}", "{154}", "First published, as at 29 October 2025", "{222}", "{£275,000}",
        "{4} posts are paid for", "Examine the vulnerabilities of ports in the export of stolen vehicles.",
        "Carry the ports recommendation of the Lyon conference forward with INTERPOL",
        "Close intelligence gaps.", "Fund the vehicle desk of Opal from one post to three, for two years",
    ),
    "press release": (
        "As at 2 March 2026", "{366} arrests so far", "{over £3.3m}", "First published, as at 29 October 2025", "{154}",
        "{£2,041,350}", "{37} police forces", "{222} pieces of intelligence",
    ),
    "march pack": (
        "as at 2 March 2026", "{366}", "{£3,321,370}", "{154}", "{222}", "{£275,000}", "{£697,500}", "{34}",
        "{4} posts are paid for", "Create a national investigative body against organised vehicle crime.", "no action yet",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def replayed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Tell the story once for the module, in the order of time, on a desk that held none of it; then it is 20 April 2026."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        untold(),
        time_machine.travel(BEGINNING, tick=False) as clock,
    ):
        patch.setattr(settings, "WORKSPACE", Workspace(tmp_path_factory.mktemp("story")))
        give_accounts()
        desk = Desk(clock)
        events = [*programme(desk), *operation(desk), *returned(desk), *released(desk)]
        for at, act in sorted(events, key=lambda event: event[0]):
            desk.at(at)
            act()
        desk.at(LATER)
        yield desk


@pytest.fixture
def told(replayed: Desk) -> Desk:
    """Return the desk after the story. Who signs in during a test is forgotten with everything else that the test did."""
    replayed.sign_out()
    return replayed


def rows_of(told: Desk, who: str, figure: str, purpose: str = "", /, **asked: str) -> list[dict[str, str]]:
    """Return the rows behind a figure as somebody downloads them, having seen that its page gives their sum."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = told.ask(who, f"/figures/{figure}?{query}", purpose).content.decode()
    text = told.ask(who, f"/figures/{figure}/rows.csv?{query}", purpose).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    shown = re.search(r'app-figures__number">£?([\d,.]+)<', page)
    assert shown, f"{figure}: {query} shows no number"
    assert float(shown[1].replace(",", "")) == pytest.approx(sum(float(row["Counts as"]) for row in rows))
    return rows


def squeezed(text: str) -> str:
    """Return a text without blanks: a PDF keeps none."""
    return "".join(text.split())


def says(words: str, saying: str) -> bool:
    """Say whether a text without blanks holds a saying whose figures stand in braces, the number of a note after each.

    Words after a figure tell where it ends; one by itself must not be a part of another number.
    """
    before, figure, after = re.fullmatch(r"([^{]*)(?:{(.*)})?(.*)", saying).groups()  # type: ignore[union-attr]  # fits any text
    if figure is None:
        return squeezed(saying) in words
    alone = r"(?<!\d)(?<!\d[,.])" if not before + after else ""
    ended = r"(?![,.]\d)" if not after else ""
    parts = (squeezed(before), alone, squeezed(figure), ended, r"\d{0,2}", squeezed(after))
    pattern = "".join(part if place in {1, 3, 4} else re.escape(part) for place, part in enumerate(parts))
    return re.search(pattern, words) is not None


def words_of(form: str, content: bytes) -> str:
    """Return what a reader of a file sees, without blanks."""
    if form == "pdf":
        return squeezed("".join(words_of_pages(content)))
    if form == "html":
        return squeezed(unescape(re.sub(r"<sup>.*?</sup>|<style>.*?</style>|<[^>]+>", "", content.decode(), flags=re.DOTALL)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 - a document that this test made
    return squeezed("".join(element.text or "" for element in tree.iter() if element.tag.endswith("}t")))


@pytest.mark.parametrize("name", PRODUCTS)
@pytest.mark.parametrize("form", ["pdf", "html", "docx"])
def test_every_form_of_a_product_says_what_was_known_at_its_date(told: Desk, name: str, form: str) -> None:
    """The bulletin, the packs and the press release carry the published figures, in PDF, HTML and Word alike."""
    one = PRODUCTS[name]
    words = words_of(form, told.ask(one.by, f"{told.made[name]}/file.{form}", one.purpose).content)
    assert [said for said in SAYS[name] if not says(words, said)] == []


@pytest.mark.parametrize("name", PRODUCTS)
def test_every_figure_of_a_product_opens_to_rows_that_add_up_to_it(told: Desk, name: str) -> None:
    """Each figure on the page is a link; the rows behind it, as at the product's moment, sum to what it says."""
    one = PRODUCTS[name]
    page = told.ask(one.by, told.made[name], one.purpose).content.decode()
    links = {unescape(address): words for address, words in LINK.findall(page) if "m" not in words}
    assert len(links) >= 3
    for address, words in links.items():
        path, _, query = address.partition("?")
        rows = told.ask(one.by, f"{path}/rows.csv?{query}", one.purpose).content.decode()
        total = sum(float(row["Counts as"]) for row in csv.DictReader(io.StringIO(rows)))
        assert float(re.sub(r"[£,]", "", words)) == pytest.approx(total), address


def test_both_figures_stay_true_whoever_asks_later(told: Desk) -> None:
    """In April 2026 a force tells of one arrest more: now there are 367, and 154 and 366 stay what was known at their dates."""
    before = {name: told.ask(one.by, f"{told.made[name]}/file.pdf", one.purpose).content for name, one in PRODUCTS.items()}
    lead = lead_of("KENT")
    begin = {"operation": WEEK, "force": "KENT", "since": "2025-10-13", "until": "2025-10-19"}
    address = told.post(lead, "/returns/begin", begin, POLICE)
    arrest = {"reference": "KEN/CU/9001/26", "kind": "arrest", "on": "2026-04-02", "custody_no": "CU/9001/26"}
    told.post(lead, f"{address}/put", arrest, POLICE)
    told.post(lead, f"{address}/act", {"act": "submit", "after": 1}, POLICE)
    told.post("grace", f"{address}/act", {"act": "validate", "after": 2}, POLICE)
    for who in ("grace", "david"):
        known = {
            at: len(rows_of(told, who, "operation.arrests", operation=WEEK, as_at=at))
            for at in ("2025-10-29T16:00Z", "2026-03-02T12:00Z", "2026-04-20")
        }
        assert known == {"2025-10-29T16:00Z": 154, "2026-03-02T12:00Z": 366, "2026-04-20": 367}
    after = {name: told.ask(one.by, f"{told.made[name]}/file.pdf", one.purpose).content for name, one in PRODUCTS.items()}
    assert after == before
    for name, one in PRODUCTS.items():
        checked = told.ask(one.by, f"{told.made[name]}/check", one.purpose).content.decode()
        assert "comes out otherwise" not in checked
    for frozen, arrests in zip(Publication.objects.filter(operation__reference=WEEK).order_by("as_at"), (154, 366), strict=True):
        assert frozen.figures.get(metric="arrests").value == arrests
        page = told.ask("david", f"/operations/{WEEK}/publications/{frozen.reference}").content.decode()
        assert f"{arrests}" in page


def test_a_shared_arrest_counts_once(told: Desk) -> None:
    """Four arrests were told of by two forces each: 158 were reported by 29 October, and 154 people had been arrested."""
    reported = ItemFact.objects.filter(operation__reference=WEEK, kind="reported", told__kind="arrest")
    assert len(set(reported.filter(known_at__lt="2025-10-29T00:00Z").values_list("item", flat=True))) == 158
    rows = rows_of(told, "grace", "operation.arrests", POLICE, operation=WEEK, as_at="2025-10-29T00:00Z")
    assert len(rows) == len({row["Reference"] for row in rows}) == 154
    assert sum(" and " in row["Reported as"] or "," in row["Reported as"] for row in rows) == 4


def test_a_shell_is_not_a_recovery(told: Desk) -> None:
    """Shells are counted apart, and nothing of their value is in the value recovered."""
    asked = {"operation": WEEK, "as_at": "2026-03-02"}
    shells = rows_of(told, "grace", "operation.shells", POLICE, **asked)
    vehicles = rows_of(told, "grace", "operation.vehicles", POLICE, **asked)
    value = rows_of(told, "grace", "operation.vehicles_value", POLICE, **asked)
    assert (len(shells), len(vehicles)) == (28, 193)
    assert not {row["Reference"] for row in shells} & {row["Reference"] for row in [*vehicles, *value]}
    assert sum(float(row["Counts as"]) for row in value) == 3_321_370


def test_every_force_told_by_its_own_lead_and_nobody_checked_their_own(told: Desk) -> None:
    """37 forces took part and each handed in; a return is validated by somebody else, a product released by somebody else."""
    assert len(rows_of(told, "grace", "operation-forces", operation=WEEK)) == 37
    returns = Return.objects.filter(operation__reference=WEEK)
    assert len(set(returns.values_list("force", flat=True))) == 37
    assert all(one.made_by.organisation_id == one.force_id for one in returns.select_related("made_by"))
    checks = (("return", "submit", "validate"), ("product", "make", "release"), ("copy", "prepare", "release"))
    for workflow, made, checked in checks:
        steps = Step.objects.filter(workflow=workflow, act__in=(made, checked)).values_list("subject", "act", "person")
        people = {(subject, act): person for subject, act, person in steps}
        assert all(people.get((subject, checked)) != person for (subject, act), person in people.items() if act == made)


def test_222_logs_are_actionable_and_the_others_are_not(told: Desk) -> None:
    """Reviewed, naming something, sent to who can act: 97 by 29 October, 222 by mid-December; six logs more are held."""
    counts = {
        at: len(rows_of(told, "amara", "actionable_logs", operation=WEEK, as_at=at))
        for at in ("2025-10-27", "2025-10-29", "2025-12-15", "2026-03-02")
    }
    assert counts == {"2025-10-27": 0, "2025-10-29": 97, "2025-12-15": 222, "2026-03-02": 222}
    references = list(Report.objects.values_list("former_reference", flat=True))
    assert len(references) == 228
    assert sum(one.startswith((NOT_REVIEWED, NOT_SENT, NO_MARK)) for one in references) == 6


def test_what_the_programme_did_is_counted_at_each_date(told: Desk) -> None:
    """Posts 1, 3, 4; members from few to over 300; 34 bids; £275,000 for the week; three examiners qualified."""

    def counted(who: str, figure: str, *moments: str, **asked: str) -> list[int]:
        return [len(rows_of(told, who, figure, as_at=at, **asked)) for at in moments]

    assert counted("david", "posts-funded", "2025-05-01", "2025-07-01", "2025-12-01", desk="Vehicle desk") == [1, 3, 4]
    few, many = counted("david", "members-standing", "2025-03-31", "2025-12-15")
    assert 0 < few < 300 < many
    assert counted("ruth", "bids-received", "2026-01-11", "2026-03-02") == [0, 34]
    awards = rows_of(told, "ruth", "grants-awarded", as_at="2025-10-29")
    assert [float(row["Amount"]) for row in awards] == [275_000]
    # The award names the week, so its results stand beside the money of the grant.
    for at, arrests in (("2025-10-29", 154), ("2026-03-02", 366)):
        assert counted("david", "grant.arrests", at, grant="ho-2025") == [arrests]
    trained = rows_of(told, "joan", "examiners-qualified", as_at="2025-08-01", organisation="SYP")
    assert [row["Examiners"] for row in trained] == ["3"]


def test_the_strategy_has_five_pillars_and_three_years(told: Desk) -> None:
    """It was adopted in March 2025; before that there was none, and what others recommended is answered by its actions."""
    page = told.ask("hugh", "/strategy").content.decode()
    assert all(f"P{number}" in page for number in range(1, 6))
    version = told.ask("hugh", "/strategy/version/strategy-2025").content.decode()
    assert "1 April 2025" in version
    assert "31 March 2028" in version
    rows = {row["Recommendation"]: row for row in rows_of(told, "david", "strategy-recommendations", as_at="2026-03-02")}
    lyon = rows["Examine the vulnerabilities of ports in the export of stolen vehicles."]
    assert (lyon["Made by"], lyon["State"]) == ("INTERPOL, raised by NVCRP and partner nations", "Progressing")
    assert lyon["Answered by"] == "Carry the ports recommendation of the Lyon conference forward with INTERPOL"
    assert sum("RUSI" in row["Made by"] for row in rows.values()) == 8
