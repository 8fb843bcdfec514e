"""A public page from its first word to its reader, each step by the person whose it is, in a real Chromium."""

import re

from playwright.sync_api import expect

from in_browser import Walk

NADIA, DAVID = "nadia.hussain@nvcrp.example", "david.lowe@nvcrp.example"
PURPOSE = "Run the partnership's programme"


def test_a_page_is_written_approved_and_read(walk: Walk) -> None:
    """Nadia writes and asks, David reads and lets it out, and somebody who is not signed in reads it and writes back."""
    page = walk.page
    width = page.viewport_size["width"] if page.viewport_size else 0
    title = f"Locks for vans {width}"
    walk.sign_in(NADIA, PURPOSE, "News of the week")
    walk.go("Public pages", "Public site")
    walk.check("public-pages")
    page.get_by_role("button", name="Write a new page").click()
    page.get_by_label("Section").select_option("news")
    page.get_by_label("Address").fill(f"locks-{width}")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Summary").fill("What helps.")
    page.get_by_label("Text").fill("## First\n\n- a lock\n\n<script>alert(1)</script>")
    walk.check("public-edit")
    page.get_by_role("button", name="Keep as a draft").click()
    walk.check("public-draft")
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    walk.leave()
    walk.sign_in(DAVID, PURPOSE, "Approvals")
    walk.go("Waiting for approval", "Public site")
    walk.check("public-approvals")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("main")).to_contain_text("published")
    walk.leave()
    page.goto("/public")
    walk.check("public-site")
    page.goto("/public/news")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text("<script>alert(1)</script>")
    walk.check("public-page")
    page.get_by_role("link", name="Become a member").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    walk.check("public-enquiry-wrong")
    page.get_by_label("Your name").fill("Ada Quill")
    page.get_by_label("Your e-mail address").fill("ada@mail.example")
    page.get_by_label("Your organisation").fill("Quill Recovery Ltd")
    page.get_by_label(re.compile("tell or ask")).fill("We would like to join.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.goto("/public/results")
    walk.check("public-results")
