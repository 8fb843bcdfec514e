"""Money from an award to a payment, each step by the role that owns it; and the pages of training as their lead sees them."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from in_browser import Walk

PURPOSE = "Run the partnership's programme"
TODAY = datetime.now(UTC).date()


def test_an_award_is_decided_told_accepted_claimed_checked_and_paid(walk: Walk) -> None:
    """David decides, Ruth sends the letter, Owen accepts and claims, David checks, Ruth pays."""
    size = walk.page.viewport_size
    reference = f"walk-{size['width'] if size else 0}"
    decide(walk, reference)
    send(walk, reference)
    claim(walk, reference)
    check(walk, reference)
    pay(walk, reference)


def decide(walk: Walk, reference: str) -> None:
    """David looks round and awards money of a pot without a bid."""
    page = walk.page
    walk.sign_in("david.lowe@nvcrp.example", PURPOSE, "Local operations")
    page.goto("/funding")
    walk.check("funding")
    page.goto("/funding/grants/isf-2026")
    walk.check("funding-grant")
    page.goto("/funding/rounds/local-ops-2026")
    walk.check("funding-round")
    page.goto("/funding/bids/local-ops-2026-gmp")
    walk.check("funding-bid")
    page.goto("/funding/outcomes")
    walk.check("funding-outcomes")
    page.goto("/funding/pots/covert-2026/award")
    page.get_by_label("Reference", exact=True).fill(reference)
    page.get_by_label("Recipient", exact=True).select_option("ESSEX")
    page.get_by_label("Title").fill(f"Walk {reference}")
    page.get_by_label("What it pays for").fill("Lifts")
    page.get_by_label("Amount", exact=True).fill("1000.00")
    page.get_by_label("Last day for spending").fill((TODAY + timedelta(days=90)).isoformat())
    page.get_by_label("Why this recipient, without a round").fill("Nobody else has the yard.")
    walk.check("funding-award-directly")
    page.get_by_role("button", name="Decide the award").click()
    expect(page.get_by_role("button", name="Check it and send the letter")).to_have_count(0)
    walk.leave()


def send(walk: Walk, reference: str) -> None:
    """Ruth checks the award and sends its letter."""
    page = walk.page
    walk.sign_in("ruth.ellis@nvcrp.example", PURPOSE, "Letters")
    page.goto(f"/funding/awards/{reference}")
    page.get_by_role("button", name="Check it and send the letter").click()
    expect(page.get_by_role("link", name="Download the letter (PDF)")).to_be_visible()
    walk.check("funding-award")
    walk.leave()


def claim(walk: Walk, reference: str) -> None:
    """Owen accepts the award and hands a claim in."""
    page = walk.page
    walk.sign_in("owen.price@essex.example", PURPOSE, "Our award")
    page.goto(f"/funding/awards/{reference}")
    page.get_by_role("button", name="Accept the award and its conditions").click()
    page.get_by_label("Spent from").fill(TODAY.isoformat())
    page.get_by_label("Spent until").fill(TODAY.isoformat())
    page.get_by_role("button", name="Begin the claim").click()
    page.get_by_label("Line 1: spent on").fill(TODAY.isoformat())
    page.get_by_label("Line 1: category").select_option("lifts")
    page.get_by_label("Line 1: what was bought").fill("Two lifts")
    page.get_by_label("Line 1: amount").fill("400")
    walk.check("funding-claim-draft")
    page.get_by_role("button", name="Save the lines").click()
    page.get_by_role("button", name="Hand the claim in").click()
    walk.leave()


def check(walk: Walk, reference: str) -> None:
    """David allows a part of the only line."""
    page = walk.page
    walk.sign_in("david.lowe@nvcrp.example", PURPOSE, "Claims")
    page.goto(f"/funding/claims/{reference}-c1")
    page.get_by_label("Allowed of line 1 (£)").fill("300.00")
    page.get_by_label("Why not all of it").fill("One lift was cancelled.")
    walk.check("funding-claim-check")
    page.get_by_role("button", name="Check the claim").click()
    expect(page.get_by_role("button", name="Pay the claim")).to_have_count(0)
    walk.leave()


def pay(walk: Walk, reference: str) -> None:
    """Ruth pays what was allowed."""
    page = walk.page
    walk.sign_in("ruth.ellis@nvcrp.example", PURPOSE, "Payments")
    page.goto(f"/funding/claims/{reference}-c1")
    page.get_by_role("button", name="Pay the claim").click()
    expect(page.get_by_role("main")).to_contain_text("Paid")
    walk.check("funding-claim-paid")


def test_training_as_its_lead_sees_it(walk: Walk) -> None:
    """Joan sees posts, the register, whom to call to Rotherham, and where examiners are lacking."""
    page = walk.page
    walk.sign_in("joan.clarke@syp.example", PURPOSE, "Register")
    page.goto("/training")
    walk.check("training")
    page.goto("/training/examiners")
    walk.check("training-register")
    page.get_by_role("main").get_by_role("link", name="Martin Hale").first.click()
    walk.check("training-officer")
    page.goto("/training/courses/qsve")
    walk.check("training-course")
    page.goto("/training/examiners/call-out?lat=53.43&lon=-1.357")
    expect(page.get_by_role("main")).to_contain_text("Rotherham")
    walk.check("training-call-out")
    page.goto("/training/gaps")
    walk.check("training-gaps")
