"""The written site: whole, safe, and true to the picture."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pytest

from vinculum.engine.door import Door, Limits
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import view_evidence
from vinculum.picture.leads import LEADS_SCHEMA
from vinculum.site.write import FolderInUse, write_site

VOID = {"meta", "link", "br", "hr", "img", "input", "path", "rect", "circle"}


@dataclass
class Page(HTMLParser):
    """A page read back: faults of its form, its links, its names (ids), its elements and its text."""

    faults: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and everything it names."""
        told = dict(attrs)
        if len(told) < len(attrs):
            self.faults.append(f"<{tag}> names an attribute twice")
        self.elements.append((tag, told))
        self.links += [link for name in ("href", "src") if (link := told.get(name))]
        if identity := told.get("id"):
            self.ids.append(identity)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note a fault unless the element last opened closes; keep the text of neighbouring cells apart."""
        if tag in VOID:
            return
        if tag in {"td", "th", "dt", "dd"}:
            self.text += " "
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes nothing")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def read_page(file: Path) -> Page:
    page = Page()
    page.feed(file.read_text("utf-8"))
    page.close()
    page.faults += [f"<{tag}> is never closed" for tag in page.open]
    return page


def pages_of(site: Path) -> Iterator[tuple[Path, Page]]:
    return ((file, read_page(file)) for file in sorted(site.rglob("*.html")))


def lead_page(site: Path, kind: str) -> Page:
    return read_page(next((site / "leads").glob(f"{kind}-*.html")))


def test_every_page_is_well_formed(site: Path) -> None:
    """Every element that opens closes in order, and no name is given twice on a page."""
    faults = {file.name: page.faults for file, page in pages_of(site) if page.faults or len(page.ids) > len(set(page.ids))}
    assert faults == {}


def test_every_link_resolves_inside_the_site(site: Path) -> None:
    """A link leads to a file of the site and, where it names a place on a page, that place is there."""
    amiss = []
    for file, page in pages_of(site):
        for link in page.links:
            parts = urlsplit(link)
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            stands = target.is_file() and target.is_relative_to(site.resolve()) and not (parts.scheme or parts.netloc)
            if not stands or (parts.fragment and parts.fragment not in read_page(target).ids):
                amiss.append((file.name, link))
    assert amiss == []


def test_nothing_runs_and_nothing_comes_from_elsewhere(site: Path) -> None:
    """No script, no style in the page, no handler, and no address of another host in any page or style sheet."""
    for file, page in pages_of(site):
        tags = {tag for tag, _ in page.elements}
        attributes = {name for _, told in page.elements for name in told}
        assert tags.isdisjoint({"script", "style", "iframe", "object", "embed", "form"}), file.name
        assert not {name for name in attributes if name == "style" or name.startswith("on")}, file.name
        assert not [link for link in page.links if ":" in link], file.name
        policy = [told["content"] for tag, told in page.elements if told.get("http-equiv") == "Content-Security-Policy"]
        assert policy == ["default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"]
    style = (site / "assets" / "vinculum.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_text_is_written_as_text(site: Path, made: SimpleNamespace) -> None:
    """A subject, a column or a sentence that looks like markup is shown letter by letter."""
    assert made.hostile in lead_page(site, "hit").text
    assert made.hostile in lead_page(site, "export").text
    assert made.hostile in read_page(site / "index.html").text
    assert made.hostile in read_page(site / "deliveries.html").text
    assert not [file for file in site.rglob("*.html") if "<script" in file.read_text("utf-8")]


def test_every_lead_shows_every_row_of_its_evidence(site: Path, made: SimpleNamespace) -> None:
    """Each row that a lead rests on has its place on the lead's page, with its delivery and number."""
    for lead in made.leads:
        page = lead_page(site, lead["kind"])
        for one in lead["evidence"]:
            assert f"{one['delivery']}-{one['row']}" in page.ids
            assert one["delivery"] in page.text


def test_a_row_is_shown_with_what_was_handed_over(site: Path) -> None:
    """The columns of a record stand on the page of the lead that rests on it."""
    page = lead_page(site, "export")
    assert "CSQU3054383" in page.text
    assert "WBA12345678901234; WBA12345678901235" in page.text


def test_a_row_no_longer_held_is_said_to_be(site: Path, made: SimpleNamespace) -> None:
    """Evidence whose row was erased under its agreement stays named and shows no columns."""
    page = lead_page(site, "hit")
    assert f"{made.delivery_of('reads')}-99" in page.ids
    assert "no longer held" in page.text


def test_a_clone_shows_its_tracks_apart_and_its_pairs(site: Path) -> None:
    """Each track has its own map over the same ground, the register's first; a pair tells needed and available time."""
    page = lead_page(site, "clone")
    text = " ".join(page.text.split())
    assert "Track A: fits the register best" in text
    assert "2 reads at 2 cameras, from 30 March 2026, 09:20 UTC to 30 March 2026, 11:00 UTC." in text
    assert "Track B: the other vehicle, if there is one" in text
    assert len([told for tag, told in page.elements if tag == "path" and "map-track " in (told.get("class") or "")]) == 2
    assert "264.2 1 hour 40 minutes 20 minutes" in text
    markers = [told["class"] for tag, told in page.elements if tag == "a" and "map-marker" in (told.get("class") or "")]
    assert sorted(str(one).rsplit("-", maxsplit=1)[1] for one in markers) == ["a", "a", "b", "b"]


def test_rival_explanations_of_a_clone_are_told(site: Path) -> None:
    """Against two vehicles stand the others, likeliest first, each with its figure."""
    text = " ".join(lead_page(site, "clone").text.split())
    told = [
        text.index(words) for words in ("Two vehicles bear the mark", "Another plate was misread", "A camera's clock was wrong")
    ]
    assert told == sorted(told)


def test_camera_faults_say_what_was_done(site: Path) -> None:
    """A clock is set right by so much, or the camera is quarantined."""
    text = read_page(site / "cameras.html").text
    assert "reads set right: its clock was 1 hour 30 minutes ahead" in text
    assert "quarantined: its reads are left out" in text
    assert "Its plate holds no letter or digit 2 1,234" in " ".join(text.split())


def test_likelihood_stands_in_words_and_figure(site: Path) -> None:
    """The yardstick's words come with the figure (DOMAIN 2.4)."""
    assert "almost certain (97%)" in read_page(site / "index.html").text
    assert "realistic possibility (40%)" in read_page(site / "index.html").text


def test_unknown_is_never_zero(site: Path) -> None:
    """A lead of unknown value says so."""
    page = lead_page(site, "hit")
    assert "not known" in page.text
    assert "£0" not in page.text


def test_rows_in_are_rows_accepted_and_set_aside(site: Path, made: SimpleNamespace) -> None:
    """The counts of what was taken in add up, and the reason of the one row set aside is told."""
    rows = sum(len(records) for records in made.evidence.values())
    text = " ".join(read_page(site / "deliveries.html").text.split())
    assert f"5 deliveries, {rows + 1} rows in: {rows} accepted, 1 set aside." in text
    assert "Not a time" in text


def test_only_an_invented_nation_is_called_a_sample(door: Door, workspace: Workspace, tmp_path: Path) -> None:
    """Every page says that the data is invented if all of it is; one real delivery makes all pages OFFICIAL-SENSITIVE."""
    sample = write_site(door, workspace, tmp_path / "sample")
    assert "SAMPLE DATA: an invented nation" in read_page(sample).text
    door.run("UPDATE evidence.deliveries SET partner = 'ESSEX' WHERE feed = 'reads'")
    real = write_site(door, workspace, tmp_path / "real").parent
    assert all("OFFICIAL-SENSITIVE" in page.text and "SAMPLE DATA" not in page.text for _, page in pages_of(real))


def test_leads_beyond_the_first_are_counted_not_hidden(door: Door, workspace: Workspace, tmp_path: Path) -> None:
    """Leads that get no page are said to exist."""
    site = write_site(door, workspace, tmp_path / "site", top=1).parent
    assert len(list((site / "leads").glob("*.html"))) == 1
    assert "1 of 4 leads have a page. The other 3 rank lower" in " ".join(read_page(site / "leads.html").text.split())


def test_a_picture_without_tables_is_not_a_picture_of_nothing(bare_door: Door, workspace: Workspace, tmp_path: Path) -> None:
    """What was never worked out is said to be so; no count of 0 stands in for it."""
    site = write_site(bare_door, workspace, tmp_path / "site").parent
    index = read_page(site / "index.html")
    assert "This picture has no table of leads" in index.text
    assert index.text.count("Not worked out in this picture") == 3
    assert index.text.count("None found") == 0
    assert "has not looked for camera faults" in read_page(site / "cameras.html").text


def test_empty_tables_say_none_found(bare_door: Door, workspace: Workspace, tmp_path: Path, made: SimpleNamespace) -> None:
    """A table with nothing in it is an answer: none found."""
    made.add_table(bare_door, "leads", LEADS_SCHEMA.empty_table())
    site = write_site(bare_door, workspace, tmp_path / "site").parent
    index = read_page(site / "index.html")
    assert "The picture holds 0 leads" in index.text
    assert "None found." in index.text


def test_a_workspace_without_deliveries_has_pages_too(tmp_path: Path, made: SimpleNamespace) -> None:
    """With nothing taken in, every page is written and says that there is nothing."""
    workspace = Workspace(tmp_path / "empty")
    made.write_build(workspace)
    with Door(Limits(threads=1)) as door:
        view_evidence(door, workspace)
        site = write_site(door, workspace, tmp_path / "site").parent
    assert "No deliveries were taken in." in read_page(site / "index.html").text
    assert "No theft reports are held." in read_page(site / "index.html").text
    assert {file.name: page.faults for file, page in pages_of(site) if page.faults} == {}


def test_same_picture_same_bytes(door: Door, workspace: Workspace, tmp_path: Path) -> None:
    """Writing twice gives the same files with the same bytes, even over a site written before."""
    first = write_site(door, workspace, tmp_path / "one").parent
    write_site(door, workspace, tmp_path / "two", top=1)
    second = write_site(door, workspace, tmp_path / "two").parent
    told = [{file.relative_to(site): file.read_bytes() for file in site.rglob("*") if file.is_file()} for site in (first, second)]
    assert told[0] == told[1]
    assert sorted(tmp_path.glob(".*")) == []


def test_a_folder_of_other_files_is_left_alone(door: Door, workspace: Workspace, tmp_path: Path) -> None:
    """Pages replace pages and nothing else."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mother.txt").write_text("Dear mother", "utf-8")
    with pytest.raises(FolderInUse, match="holds other files"):
        write_site(door, workspace, tmp_path / "letters")
    with pytest.raises(FolderInUse, match="is a file"):
        write_site(door, workspace, tmp_path / "letters" / "mother.txt")
    assert (tmp_path / "letters" / "mother.txt").read_text("utf-8") == "Dear mother"


def test_pages_can_be_read_without_sight(site: Path) -> None:
    """One main heading, levels that never skip, a language, a skip link, landmarks, and a caption and scope on every table."""
    for file, page in pages_of(site):
        tags = [tag for tag, _ in page.elements]
        levels = [int(tag[1]) for tag in tags if tag in {"h1", "h2", "h3", "h4"}]
        assert levels.count(1) == 1, file.name
        assert all(after <= before + 1 for before, after in pairwise(levels)), file.name
        assert next(told["lang"] for tag, told in page.elements if tag == "html") == "en-GB"
        first_link = next(told for tag, told in page.elements if tag == "a")
        assert first_link["href"] == "#main"
        assert {"header", "nav", "main", "footer"} <= set(tags), file.name
        assert tags.count("table") == tags.count("caption"), file.name
        assert all(told.get("scope") in {"col", "row"} for tag, told in page.elements if tag == "th"), file.name
        for tag, told in page.elements:
            if tag == "svg" and told.get("aria-hidden") != "true":
                assert told["aria-labelledby"] in page.ids, file.name


def test_one_table_may_be_missing(bare_door: Door, workspace: Workspace, tmp_path: Path, made: SimpleNamespace) -> None:
    """A picture with leads but without a reconciliation shows the leads."""
    made.add_table(bare_door, "leads", pa.Table.from_pylist(made.leads, schema=LEADS_SCHEMA))
    site = write_site(bare_door, workspace, tmp_path / "site").parent
    assert "AB12CDE" in read_page(site / "index.html").text
    assert read_page(site / "index.html").text.count("Not worked out in this picture") == 1


def test_evidence_written_by_hand_is_what_intake_would_write(tmp_path: Path, made: SimpleNamespace) -> None:
    """The hand-made deliveries open as evidence: this suite tests against the real schemas."""
    workspace = Workspace(tmp_path / "var")
    made.write_evidence(workspace)
    with Door(Limits(threads=1)) as door:
        view_evidence(door, workspace)
        assert door.ask_rows("SELECT count(*) AS n FROM evidence.reads") == [{"n": len(made.evidence["reads"])}]
