"""A car found in Georgia comes home: each step by whoever owns it, in a real Chromium, wide and narrow."""

import re

from playwright.sync_api import BrowserContext, expect

from in_browser import Served, Walk

PORTS, INVESTIGATE = "Examine goods leaving through a port", "Investigate a crime"
PREVENT = "Prevent theft of vehicles that we make, insure or finance"


def act(walk: Walk, name: str, why: str = "") -> None:
    """Take an act on the page of the case, with a reason where it asks for one."""
    if why:
        walk.page.get_by_label(f"{name}: why").fill(why)
    walk.page.get_by_role("button", name=name, exact=True).click()
    expect(walk.page.get_by_role("heading", name="Where it stands")).to_be_visible()


def sign_in(context: BrowserContext, served: Served, email: str, purpose: str) -> Walk:
    """Sign somebody in, in a window of their own."""
    assert context.browser is not None
    window = context if not context.pages else context.browser.new_context(base_url=served.address)
    walk = Walk(window, served)
    walk.sign_in(email, purpose, "17/000777/26")
    return walk


def open_case(walk: Walk) -> str:
    """Open the case, name its claimant and tell what its carriage will cost; return its address."""
    page = walk.page
    page.goto("/repatriation/new")
    for label, text in (("Make", "Jaguar"), ("Model", "F-Pace"), ("Registration mark", "AA26AAA"),
                        ("Chassis number", "SADCA2BN1KA000777"), ("Crime reference of the theft", "17/000777/26")):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Force that recorded the theft").select_option("CLEVELAND")
    page.get_by_label("Country in which it was found").select_option("GE")
    page.get_by_label("Stolen on").fill("2026-01-02")
    page.get_by_label("Found on").fill("2026-02-02")
    page.get_by_label(re.compile("What it is worth")).fill("30000")
    walk.check("repatriation-new")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", name="Jaguar F-Pace, found in Georgia")).to_be_visible()
    case = page.url
    page.goto(f"{case}/tell/party")
    page.get_by_label("Part in the case").select_option("claimant")
    page.get_by_label(re.compile("in what capacity")).select_option("owner")
    page.get_by_label(re.compile("^Organisation of the partnership")).select_option("JLR")
    page.get_by_role("button", name="Name them").click()
    page.goto(f"{case}/tell/cost")
    page.get_by_label("What exactly").fill("Carriage to Felixstowe")
    page.get_by_label("Amount in pounds").fill("2500")
    page.get_by_label("On", exact=True).fill("2026-03-02")
    page.get_by_role("button", name="Keep the line").click()
    return case


def hand_over(walk: Walk, case: str) -> None:
    """Close the case as returned, and find it among the closed ones."""
    page = walk.page
    page.goto(case)
    page.get_by_role("button", name="It was handed over").click()
    page.get_by_label("Handed over on").fill("2026-04-01")
    page.get_by_role("button", name="Close the case as returned").click()
    expect(page.get_by_text("It was handed over to whoever is entitled to it.")).to_be_visible()
    page.goto("/repatriation?stands=closed")
    expect(page.get_by_role("link", name="Jaguar F-Pace")).to_be_visible()
    walk.check("repatriation-list")


def test_a_vehicle_comes_home(context: BrowserContext, served: Served) -> None:
    """A ports officer opens the case and writes; the force confirms and agrees; the claimant reads its part; it is returned."""
    priya = sign_in(context, served, "priya.nair@navcis.example", PORTS)
    case = open_case(priya)
    tom = sign_in(context, served, "tom.hartley@cleveland.example", INVESTIGATE)
    tom.page.goto(case)
    act(tom, "Confirm the theft")

    priya.page.goto(f"{case}/tell/letter")
    priya.page.get_by_label("Request for proof of title").check()
    priya.page.get_by_role("button", name="Draft it").click()
    act(priya, "Title is shown", "The registration was sent.")
    act(priya, "Return was asked for")
    act(priya, "It is released", "By the terminal.")
    act(priya, "Propose to bring it home", "Worth ten times its carriage.")
    expect(priya.page.get_by_role("button", name="Agree to bring it home")).to_have_count(0)
    priya.check("repatriation-case")

    helen = sign_in(context, served, "helen.fraser@jlr.example", PREVENT)
    helen.page.goto("/repatriation")
    helen.page.get_by_role("link", name="Jaguar F-Pace").click()
    expect(helen.page.get_by_role("link", name="Letter 1 as PDF")).to_be_visible()
    helen.check("repatriation-partner")

    tom.page.goto(case)
    act(tom, "Agree to bring it home", "Agreed.")
    hand_over(priya, case)
