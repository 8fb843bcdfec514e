"""The table of enablers and the page of one: careful words, base rates beside shares, and a picture that tells none."""

import html
import re
from collections.abc import Callable

from django.test import Client

from vinculum.desk.audit.models import AuditRecord
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture
from vinculum.site.held import holds

SignIn = Callable[..., Client]


def text_of(answer: object) -> str:
    body = answer.content.decode()  # type: ignore[attr-defined]  # a test client's answer
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", body)).split())


def enabler_ids(home: Workspace, where: str = "true") -> list[str]:
    with open_picture(home) as door:
        assert holds(door, "picture.enablers")
        rows = door.ask_rows(f"SELECT enabler_id FROM picture.enablers WHERE {where} ORDER BY expected_gbp DESC, enabler_id")
        return [row["enabler_id"] for row in rows]


def test_the_table_sorts_and_filters(sign_in: SignIn, standing_desk: Workspace) -> None:
    """Every kind lists its own and no other; the base rate stands on the page."""
    priya = sign_in("priya", purpose="ports")
    page = priya.get("/ports/enablers")
    assert "Base rate:" in text_of(page)
    assert "no sign of guilt" in text_of(page)
    for kind in ("forwarder", "shipper", "haulier", "loading_address"):
        shown = re.findall(
            r'href="/ports/enablers/([^"?]+)"', priya.get(f"/ports/enablers?kind={kind}&order=name").content.decode()
        )
        assert shown
        assert set(map(html.unescape, shown)) <= set(enabler_ids(standing_desk, f"kind = '{kind}'"))
    assert "No enabler that you may see" in text_of(priya.get("/ports/enablers?text=NOBODY+IS+CALLED+SO"))


def test_the_page_of_one_says_what_ties_it(sign_in: SignIn, standing_desk: Workspace) -> None:
    """Its text, its ties with links, its boxes; the audit names it."""
    priya = sign_in("priya", purpose="ports")
    for one in enabler_ids(standing_desk, "len(ties) > 0")[:3]:
        with open_picture(standing_desk) as door:
            told = door.ask_rows("SELECT * FROM picture.enablers WHERE enabler_id = $id", {"id": one})[0]
        page = text_of(priya.get(f"/ports/enablers/{one}"))
        assert " ".join(told["text"].split()) in page
        assert all(" ".join(tie["other"].split()) in page for tie in told["ties"])
        assert AuditRecord.objects.latest("sequence").subjects == [[told["kind"], told["name"]]]
    assert priya.get("/ports/enablers/shipper-nobody").status_code == 404


def test_its_boxes_are_those_that_name_it(sign_in: SignIn, standing_desk: Workspace) -> None:
    """As many boxes stand on the page as the table counts consignments."""
    priya = sign_in("priya", purpose="ports")
    for kind in ("forwarder", "shipper", "haulier", "loading_address"):
        one = enabler_ids(standing_desk, f"kind = '{kind}' AND consignments BETWEEN 2 AND 100")[0]
        with open_picture(standing_desk) as door:
            count = door.ask_rows("SELECT consignments FROM picture.enablers WHERE enabler_id = $id", {"id": one})[0][
                "consignments"
            ]
        page = priya.get(f"/ports/enablers/{one}").content.decode()
        assert page.count('data-label="Sails"') == count, kind
