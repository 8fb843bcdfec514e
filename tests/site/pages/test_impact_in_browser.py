"""An impact study from a published table to its verdict, in a real Chromium, by the programme lead; then by the funder."""

from pathlib import Path

from playwright.sync_api import expect

from in_browser import Walk

DAVID, PETER = "david.lowe@nvcrp.example", "peter.lang@homeoffice.example"
PURPOSE = "Run the partnership's programme"


def table() -> str:
    """Return eight areas by fourteen months; the first two fall by a third from November 2025 on."""
    months = [f"{2025 + month // 12}-{month % 12 + 1:02d}" for month in range(14)]
    rows = []
    for area in range(8):
        counts = [600 + 40 * area + (month * (area + 3) * 17) % 23 for month in range(14)]
        rows.append([round(count * 2 / 3) if area < 2 and month >= 10 else count for month, count in enumerate(counts)])
    return "\n".join([",".join(["area", *months]), *(",".join([f"Area {n}", *map(str, row)]) for n, row in enumerate(rows))])


def test_a_study_is_handed_over_written_and_run(walk: Walk, tmp_path: Path) -> None:
    """A wrong table is refused by line and column; the right one leads to a study, its run, and what can be said."""
    page = walk.page
    width = page.viewport_size["width"] if page.viewport_size else 0
    file = tmp_path / "counts.csv"
    walk.sign_in(DAVID, PURPOSE, "Steering group")
    page.goto("/impact")
    walk.check("impact")
    page.get_by_role("link", name="Hand over a published series").click()
    page.get_by_label("Name").fill(f"Eight areas {width}")
    page.get_by_label("What is counted").fill("thefts of vans")
    page.get_by_label("Definition").fill("As recorded.")
    page.get_by_label("Published by").fill("A bulletin")
    page.get_by_label("As at").fill("2026-02-28")
    file.write_text(table().replace(",640,", ",many,", 1), "utf-8")
    page.get_by_label("Table (CSV)").set_input_files(file)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("alert")).to_contain_text("“many” is not a count")
    walk.complaints.clear()  # the browser notes the answer 422 as an error
    walk.check("impact-series-wrong")
    file.write_text(table(), "utf-8")
    page.get_by_label("Table (CSV)").set_input_files(file)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Eight areas {width}")
    walk.check("impact-series")
    page.get_by_role("link", name="Write a study on it").click()
    page.get_by_label("Name").fill(f"The week {width}")
    page.get_by_label("Question").fill("Did thefts of vans change?")
    page.get_by_label("What was done").fill("A week of action.")
    page.get_by_label("First month after", exact=True).fill("2025-11")
    for area in (0, 1):
        page.get_by_label(f"Area {area} is").select_option("acted_on")
    page.get_by_label("Home Office").check()
    walk.check("impact-new")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("button", name="Run it on the counts").click()
    expect(page.get_by_role("main")).to_contain_text("34% fewer than the course of the others lets expect")
    page.get_by_text("Table of these figures").first.click()
    walk.check("impact-study")
    page.get_by_role("link", name="Work run 1 through again").click()
    expect(page.get_by_role("main")).to_contain_text("finds the same, figure by figure")
    walk.leave()
    walk.sign_in(PETER, PURPOSE, "What became of the money")
    page.goto("/impact")
    page.get_by_role("link", name=f"The week {width}").click()
    expect(page.get_by_role("main")).to_contain_text("34% fewer than the course of the others lets expect")
    expect(page.get_by_role("button", name="Run it on the counts")).to_have_count(0)
    walk.check("impact-study-funder")
