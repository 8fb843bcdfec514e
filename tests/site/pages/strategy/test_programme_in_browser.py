"""Strategy, membership and a meeting, played in a real browser by the people whose steps they are, wide and narrow."""

from playwright.sync_api import Page, expect

from in_browser import Walk

FOR = "Run the partnership's programme"


def offered(page: Page, act: str) -> None:
    """Take an act that the page offers."""
    page.get_by_role("button", name=act, exact=True).click()


def unfold(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).click()


def nadia_enrols_and_briefs(walk: Walk, name: str, reference: str) -> str:
    """Take an application and write a meeting down; return where the member is."""
    page = walk.page
    walk.sign_in("nadia.hussain@nvcrp.example", FOR, "Members and meetings")
    page.goto("/members")
    walk.check("members")
    page.get_by_label("Name", exact=True).last.fill(name)
    offered(page, "Write it down")
    offered(page, "Record their application")
    walk.check("member")
    member = page.url
    page.goto("/engagement")
    walk.check("engagement")
    page.get_by_label("Reference").fill(reference)
    page.get_by_label("Title").fill("A briefing")
    page.get_by_label("First day").fill("2026-03-03")
    offered(page, "Write it down")
    unfold(page, "Add somebody who was there")
    page.get_by_label("Organisation (optional)").select_option(label="Jaguar Land Rover")
    offered(page, "Add them")
    unfold(page, "Write down what was told")
    page.get_by_label("In which words").fill("What the strategy asks of makers")
    page.get_by_label("Marking").select_option("OFFICIAL")
    page.get_by_label("Jaguar Land Rover").check()
    page.locator("form[action$='/told'] button").click()
    expect(page.get_by_text("What the strategy asks of makers")).to_be_visible()
    walk.check("meeting")
    page.goto("/engagement/listeners/o-JLR")
    walk.check("listener")
    return member


def david_vets_and_puts_forward(walk: Walk, member: str, reference: str) -> None:
    """Vet and admit the member, draft a version, report on an action."""
    page = walk.page
    walk.sign_in("david.lowe@nvcrp.example", FOR, "Strategy")
    page.goto("/strategy")
    walk.check("strategy")
    page.goto(member)
    page.get_by_label("Vet: why").fill("Permit seen")
    offered(page, "Vet")
    offered(page, "Record the signed agreement")
    offered(page, "Admit as a member")
    expect(page.get_by_text("Joined on")).to_be_visible()
    page.goto("/strategy/versions")
    page.get_by_label("Reference").fill(reference)
    page.get_by_label("Title").fill(f"Strategy {reference}")
    page.get_by_label("First day").fill("2028-04-01")
    page.get_by_label("Last day").fill("2031-03-31")
    page.get_by_label("Follows").select_option(index=1)
    offered(page, "Begin the version")
    walk.check("strategy-version")
    offered(page, "Put to the steering group")
    page.goto("/strategy/actions/ports-problem-profile")
    unfold(page, "Report on it")
    page.get_by_label("What happened").fill(f"The analysts have begun, {reference}")
    page.get_by_label("On which day").fill("2026-03-03")
    page.get_by_label("What shows it").fill("meeting: ports-roundtable-home-office")
    offered(page, "Report")
    expect(page.get_by_text(f"The analysts have begun, {reference}")).to_be_visible()
    walk.check("strategy-action")


def hugh_adopts(walk: Walk, reference: str) -> None:
    """Adopt the version, and read the strategy."""
    page = walk.page
    walk.sign_in("hugh.bennett@npcc.example", FOR, "Steering group")
    page.goto(f"/strategy/version/{reference}")
    offered(page, "Adopt")
    expect(page.get_by_text("It is the strategy of the partnership.")).to_be_visible()
    for address in ("/strategy", "/strategy/recommendations", "/strategy/pillars", "/strategy/objectives/port-security"):
        page.goto(address)
        walk.check(address.strip("/").replace("/", "-"))


def test_the_programme_is_kept_by_three_people(walk: Walk) -> None:
    """Nadia enrols a member and writes a meeting down, David vets and drafts, Hugh adopts: each takes their own steps alone."""
    width = walk.page.viewport_size["width"] if walk.page.viewport_size else 0
    member = nadia_enrols_and_briefs(walk, f"Browser Salvage {width}", f"browser-{width}")
    walk.leave()
    david_vets_and_puts_forward(walk, member, f"browser-{width}")
    walk.leave()
    hugh_adopts(walk, f"browser-{width}")
