"""An operation from its proposal to what it disrupted, in a real Chromium: each step by the person whose it is."""

from playwright.sync_api import expect

from in_browser import Walk

GRACE, INES, OWEN = "grace.adeyemi@opal.example", "ines.moreau@opal.example", "owen.price@essex.example"
INTELLIGENCE, INVESTIGATION = "Develop intelligence on organised vehicle crime", "Investigate a crime"


def test_an_operation_is_run(walk: Walk) -> None:
    """Proposed, approved, planned, tasked, answered, assessed and moderated: each page passes, wide and narrow."""
    width = walk.page.viewport_size["width"] if walk.page.viewport_size else 0
    for step in (propose, approve, plan_and_task, answer_and_assess, moderate):
        step(walk, width, f"browser-{width}")
        walk.leave()


def propose(walk: Walk, width: int, reference: str) -> None:
    """Grace proposes an operation with Essex."""
    page = walk.page
    walk.sign_in(GRACE, INTELLIGENCE, "The next week of action")
    page.goto("/operations")
    walk.check("operations")
    page.get_by_role("link", name="Propose an operation").or_(page.get_by_role("button", name="Propose an operation")).click()
    page.get_by_label("Name", exact=True).fill(f"Browser {width}")
    page.get_by_label("Reference", exact=True).fill(reference)
    page.get_by_label("Aims").fill("To be walked through.")
    page.get_by_label("First day").fill("1 4 2026")
    page.get_by_label("Last day").fill("7 4 2026")
    page.get_by_label("Essex Police", exact=True).first.check()
    walk.check("operation-proposal")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("is proposed. Somebody else of OPAL approves it.")).to_be_visible()


def approve(walk: Walk, _width: int, reference: str) -> None:
    """Ines approves it."""
    page = walk.page
    walk.sign_in(INES, INTELLIGENCE, "Approve the week")
    page.goto(f"/operations/{reference}")
    walk.check("operation")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("It may be planned in full and forces may be tasked.")).to_be_visible()


def plan_and_task(walk: Walk, width: int, reference: str) -> None:
    """Grace plans the next week, tasks Essex by hand, and keeps the log."""
    page = walk.page
    walk.sign_in(GRACE, INTELLIGENCE, "Plan the week")
    page.goto("/operations/alliances-2026/capacity")
    walk.check("operation-capacity")
    page.goto("/operations/alliances-2026/plans")
    page.get_by_role("button", name="Make a plan").or_(page.get_by_role("button", name="Plan again")).click()
    expect(page.get_by_text("The plan that was asked for")).to_be_visible()
    walk.check("operation-plan-asked")
    walk.served.work()
    page.goto("/operations/alliances-2026/plans")
    page.get_by_role("link", name="Plan 1").or_(page.get_by_role("link", name="Plan 2")).first.click()
    expect(page.get_by_role("heading", name="Who does what")).to_be_visible()
    walk.check("operation-plan")
    page.goto(f"/operations/{reference}/taskings/new")
    page.get_by_label("To", exact=True).select_option("ESSEX")
    page.get_by_label("What is asked, in one line").fill(f"Visit the yard {width}")
    page.get_by_label("What is asked, in full").fill("Look for marked parts.")
    page.get_by_label("Day of the work").fill("2 4 2026")
    walk.check("tasking-new")
    page.get_by_role("button", name="Send the tasking").click()
    expect(page.get_by_text(f"{reference}-T001 is sent to ESSEX.")).to_be_visible()
    page.goto(f"/operations/{reference}/log")
    page.get_by_text("Add an entry").click()
    page.get_by_label("What was decided").fill("Essex goes first")
    page.get_by_label("Why", exact=True).fill("It is ready")
    page.get_by_role("button", name="Keep the entry").click()
    expect(page.get_by_role("heading", name="1. Essex goes first")).to_be_visible()
    walk.check("operation-log")
    page.goto(f"/operations/{reference}/spend")
    walk.check("operation-spend")


def answer_and_assess(walk: Walk, width: int, reference: str) -> None:
    """Owen answers the tasking and assesses what was disrupted."""
    page = walk.page
    walk.sign_in(OWEN, INVESTIGATION, "Answer the tasking")
    page.goto("/taskings")
    walk.check("taskings")
    page.get_by_role("link", name=f"Visit the yard {width}").click()
    page.get_by_role("button", name="Accept").click()
    page.get_by_label("It was done and brought what it was meant to").check()
    walk.check("tasking")
    page.get_by_role("button", name="Report the result").click()
    expect(page.get_by_text("The result is kept.")).to_be_visible()
    page.goto(f"/operations/{reference}/disruptions/new")
    page.get_by_label("Who or what was disrupted").fill(f"The yard {width}")
    page.get_by_label("On", exact=True).fill("2 4 2026")
    page.get_by_label("What was done", exact=True).fill("Searched.")
    page.get_by_label("Moderate.").check()
    page.get_by_label("Pursue").check()
    page.get_by_label("Stage of the crime script").select_option("S7")
    page.get_by_label("Why this level").fill("It takes no more cars in.")
    walk.check("disruption-new")
    page.get_by_role("button", name="Keep the assessment").click()
    expect(page.get_by_text("Waiting for moderation")).to_be_visible()


def moderate(walk: Walk, _width: int, reference: str) -> None:
    """Ines agrees with the assessment."""
    page = walk.page
    walk.sign_in(INES, INTELLIGENCE, "Moderate")
    page.goto(f"/disruptions/{reference}-D001")
    page.get_by_label("Agree: why").fill("Two sources say so.")
    walk.check("disruption")
    page.get_by_role("button", name="Agree").click()
    page.goto(f"/disruptions?operation={reference}")
    expect(page.get_by_text("1 agreed")).to_be_visible()
    walk.check("disruptions")
