"""A report from its first words to what became of its copy, in a real Chromium: each step by the person whose it is."""

from playwright.sync_api import expect

from in_browser import Walk

TOM, AMARA, INES = "tom.hartley@cleveland.example", "amara.okafor@opal.example", "ines.moreau@opal.example"
HELEN = "helen.fraser@jlr.example"
INTELLIGENCE, INVESTIGATION = "Develop intelligence on organised vehicle crime", "Investigate a crime"
PREVENTION = "Prevent theft of vehicles that we make, insure or finance"


def test_a_report_is_written_reviewed_copied_and_answered(walk: Walk) -> None:
    """Written, reviewed, sanitised, released and sent, acknowledged and answered: each page passes, wide and narrow."""
    width = walk.page.viewport_size["width"] if walk.page.viewport_size else 0
    subject = f"Barn at width {width}"
    for step in (write, review, sanitise, release_and_send, receive):
        step(walk, subject)
        walk.leave()


def write(walk: Walk, subject: str) -> None:
    """Tom writes two paragraphs; what they name is found while he types."""
    page = walk.page
    walk.sign_in(TOM, INVESTIGATION, "12/3456/26, a barn")
    page.goto("/intelligence/write")
    page.get_by_label("Subject line").fill(subject)
    page.get_by_label("Text", exact=True).first.press_sequentially("AB19 CDE stands in a barn.", delay=5)
    expect(page.locator("#foreseen").get_by_text("AB19 CDE")).to_be_visible()
    page.get_by_role("button", name="Add a paragraph").click()
    page.get_by_label("Text", exact=True).nth(1).fill("Its keeper is away in March.")
    walk.check("intelligence-write")
    page.get_by_role("button", name="Save and submit for review").click()
    expect(page.get_by_text("is submitted for review.")).to_be_visible()
    walk.check("intelligence-report")


def review(walk: Walk, subject: str) -> None:
    """Ines accepts the grades."""
    page = walk.page
    walk.sign_in(INES, INTELLIGENCE, "Reports of the day")
    page.goto(f"/intelligence?q={subject}")
    walk.check("intelligence")
    page.get_by_role("link", name=subject).click()
    page.get_by_role("button", name="Review it").click()
    walk.check("intelligence-review")
    page.get_by_role("button", name="Accept its grades").click()
    expect(page.get_by_text("is reviewed: its grades stand.")).to_be_visible()


def sanitise(walk: Walk, subject: str) -> None:
    """Amara prepares a copy for manufacturers; the plate is taken out before she begins."""
    page = walk.page
    walk.sign_in(AMARA, INTELLIGENCE, "Tell the makers")
    page.goto(f"/intelligence?q={subject}")
    page.get_by_role("link", name=subject).click()
    page.get_by_label("Prepare a copy for").select_option("manufacturer")
    page.get_by_role("button", name="Sanitise").click()
    expect(page.get_by_label("In the copy").first).to_have_value("[…] stands in a barn.")
    page.get_by_label("In the copy").first.fill(f"A car stands in a barn ({subject}).")
    page.get_by_label("In the copy").nth(1).fill("")
    walk.check("intelligence-sanitise")
    page.get_by_role("button", name="Prepare the copy").click()
    expect(page.get_by_text("The copy is prepared.")).to_be_visible()


def release_and_send(walk: Walk, subject: str) -> None:
    """Ines reads the copy, releases it and sends it to one manufacturer."""
    page = walk.page
    walk.sign_in(INES, INTELLIGENCE, "Copies of the day")
    page.goto(f"/intelligence?q={subject}")
    page.get_by_role("link", name=subject).click()
    page.get_by_role("link", name="Manufacturer or vehicle industry").click()
    page.get_by_role("button", name="Release").click()
    page.get_by_label("Jaguar Land Rover").check()
    walk.check("intelligence-copy")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Sent to 1 organisation.")).to_be_visible()


def receive(walk: Walk, subject: str) -> None:
    """Helen acknowledges it and says what became of it."""
    page = walk.page
    walk.sign_in(HELEN, PREVENTION, "What was sent to us")
    page.goto(f"/intelligence/received?q={subject}")
    walk.check("intelligence-received-list")
    page.get_by_role("link", name=subject).click()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledged. Say what became of it when you know.")).to_be_visible()
    page.get_by_label("Useful: new and worth acting on").check()
    page.get_by_label("We acted on it").check()
    page.get_by_label("What came of it").fill("The serial was ours.")
    walk.check("intelligence-received")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("whoever sent it will see what became of it.")).to_be_visible()
    page.goto("/intelligence/requirements")
    walk.check("intelligence-requirements")
