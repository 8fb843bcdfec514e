"""A return from an empty page to published figures, in a real Chromium, each step by the role that owns it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import expect

from in_browser import Walk
from vinculum.desk.operations.returns.columns import declared
from vinculum.desk.sheets.declared import CellValue
from vinculum.desk.sheets.template import write_template

OWEN, AMARA, GRACE, DAVID = (
    "owen.price@essex.example",
    "amara.okafor@opal.example",
    "grace.adeyemi@opal.example",
    "david.lowe@nvcrp.example",
)
POLICING = "Investigate a crime"


def workbook(width: int) -> bytes:
    """Return a filled-in template with one good row and one vehicle without a condition."""
    cover = {"operation": "alliances-2025", "force": "ESSEX", "since": "2025-10-13", "until": "2025-10-19"}
    car: dict[str, CellValue] = {"kind": "vehicle", "on": date(2025, 10, 14), "value": Decimal(9500), "basis": "GUIDE"}
    car["vrm"] = f"AB12 C{'DE'[width > 1000]}E"
    good = {**car, "reference": f"W{width}/1", "condition": "COMPLETE"}
    return write_template(declared(), cover, [good, {**car, "reference": f"W{width}/2"}])


def the_force_begins(walk: Walk, file: Path, width: int) -> str:
    """Begin a return as the force's lead and upload a workbook with a fault in it; return the address of the return."""
    page = walk.page
    walk.sign_in(OWEN, POLICING, "Operation Alliances II")
    page.goto("/returns")
    walk.check("returns")
    page.get_by_role("button", name="Begin a return").click()
    page.get_by_label("Operation", exact=True).select_option("alliances-2025")
    page.get_by_label("First day").fill("2025-10-13")
    page.get_by_label("Last day").fill("2025-10-19")
    walk.check("return-begin")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Return of Essex Police")
    where = page.url
    file.write_bytes(workbook(width))
    page.get_by_label("Filled-in template (.xlsx)").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("main")).to_contain_text("Condition must be told of this: vehicle found.")
    walk.check("return-workbook")
    page.get_by_role("button", name="Take the 1 good rows in").click()
    expect(page.get_by_role("main")).to_contain_text(f"W{width}/1")
    walk.check("return-draft")
    return where


def the_force_sends(walk: Walk, width: int) -> None:
    """Enter what the workbook left out, and send the return, as the force's lead."""
    page = walk.page
    page.get_by_role("button", name="Add an item").click()
    page.get_by_label("Reference", exact=True).fill(f"W{width}/2")
    page.get_by_label("What it is").select_option("vehicle")
    page.get_by_label("Day", exact=True).fill("2025-10-14")
    page.get_by_role("button", name="Put it into the return").click()
    expect(page.get_by_role("alert")).to_contain_text("Condition must be told of this")
    walk.check("return-item-wrong")
    page.get_by_label("Condition", exact=False).first.select_option("STRIPPED_SHELL")
    page.get_by_role("button", name="Put it into the return").click()
    page.get_by_role("button", name="Send the return").click()
    expect(page.get_by_role("main")).to_contain_text("wait for validation")
    walk.leave()


def the_lead_asks(walk: Walk, where: str) -> None:
    """Ask about the return as the analyst, and answer as the force."""
    page = walk.page
    walk.sign_in(AMARA, POLICING, "Returns of the week")
    page.goto(where)
    page.get_by_label("Ask the force about it: why").fill("Is the second a shell?")
    page.get_by_role("button", name="Ask the force about it").click()
    walk.leave()
    walk.sign_in(OWEN, POLICING, "Operation Alliances II")
    page.goto(where)
    expect(page.get_by_role("main")).to_contain_text("The operation's lead asks about something")
    page.get_by_label("Send the return: why").fill("Yes, a shell.")
    page.get_by_role("button", name="Send the return").click()
    walk.leave()


def the_commander_validates(walk: Walk, where: str, width: int) -> str:
    """Validate as the commander, look around in the room, freeze figures; return the address of the publication."""
    page = walk.page
    walk.sign_in(GRACE, POLICING, "Returns of the week")
    page.goto(where)
    page.get_by_role("button", name="Validate").click()
    expect(page.get_by_role("main")).to_contain_text("Its items count")
    walk.check("return-validated")
    page.goto("/operations/alliances-2025/room")
    expect(page.get_by_role("main")).to_contain_text("Shells and remains found")
    walk.check("operation-room")
    page.goto("/operations/alliances-2025/items?metric=shells")
    page.get_by_role("link", name=f"ESSEX:W{width}/2").click()
    walk.check("operation-item")
    page.goto("/operations/alliances-2025/doubles")
    walk.check("operation-doubles")
    page.goto("/operations/alliances-2025/publications")
    page.get_by_label("Title").fill(f"So far, {width}")
    page.get_by_label("As at (UTC)").fill(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}")
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("main")).to_contain_text("Every figure was worked out again just now")
    frozen = page.url
    walk.leave()
    return frozen


def the_partnership_publishes(walk: Walk, frozen: str) -> None:
    """Publish as the programme lead what the commander froze, and read what has changed since."""
    page = walk.page
    walk.sign_in(DAVID, "Run the partnership's programme", "Steering group")
    page.goto(frozen)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("These figures are public")
    walk.check("operation-publication")
    page.goto("/operations/alliances-2025/restatements?since=2025-10-29")
    walk.check("operation-restatements")
    page.goto("/operations/alliances-2025/comparison")
    walk.check("operation-comparison")


def test_a_return_is_sent_queried_validated_and_published(walk: Walk, tmp_path: Path) -> None:
    """A force uploads and sends, the analyst asks, the force answers, the commander validates and freezes, the lead publishes."""
    width = walk.page.viewport_size["width"] if walk.page.viewport_size else 0
    where = the_force_begins(walk, tmp_path / "essex.xlsx", width)
    the_force_sends(walk, width)
    the_lead_asks(walk, where)
    frozen = the_commander_validates(walk, where, width)
    the_partnership_publishes(walk, frozen)
