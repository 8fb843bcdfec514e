"""A press release from its order to its reader, each step by the person whose it is, in a real Chromium."""

import re

from playwright.sync_api import expect

from in_browser import Walk

NADIA, DAVID, HELEN = "nadia.hussain@nvcrp.example", "david.lowe@nvcrp.example", "helen.fraser@jlr.example"
PURPOSE = "Run the partnership's programme"


def test_a_press_release_is_made_written_released_and_read(walk: Walk) -> None:
    """Nadia makes and writes, David reviews and releases, Helen reads it, opens its definitions and takes it as a file."""
    page = walk.page
    width = page.viewport_size["width"] if page.viewport_size else 0
    words = f"A passage written at {width} pixels."
    walk.sign_in(NADIA, PURPOSE, "Release of the week")
    walk.go("Products", "Products")
    walk.check("products")
    page.get_by_role("link", name="Press release", exact=True).click()
    page.get_by_label("Operation").select_option("alliances-2025")
    walk.check("product-make")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Operation Alliances II")
    expect(page.get_by_role("main")).to_contain_text("366")
    address = page.url
    page.get_by_label("Section").select_option("release")
    page.get_by_label("Text (optional)").fill(words)
    walk.check("product-draft")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("button", name="Release")).to_have_count(0)
    page.get_by_role("link", name="366").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Arrests")
    walk.check("figure")
    walk.leave()
    walk.sign_in(DAVID, PURPOSE, "Release of the week")
    page.goto(address)
    page.get_by_role("link", name="Does it still give the same figures?").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Yes: all \d+ figures come out the same, to the row\."))
    walk.check("product-check")
    page.goto(address)
    page.get_by_role("button", name="Mark as reviewed").click()
    page.get_by_role("button", name="Release", exact=True).click()
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()
    walk.leave()
    walk.sign_in(HELEN, "Prevent theft of vehicles that we make, insure or finance", "What was said of the week")
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(words)
    walk.check("product")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    page.goto("/figures")
    walk.check("figures")
