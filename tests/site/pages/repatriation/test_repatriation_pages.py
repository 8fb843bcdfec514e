"""The pages of repatriation: opening a case from a find, telling of it, its letters, and what is due."""

import io
from datetime import UTC, datetime, timedelta

import docx
import pytest

from conftest import SignIn
from pdf_words import words_of_pages
from repatriations_made import CLAIMANT, NOON, a_case, released, step, worker
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.repatriation.casework import name_party
from vinculum.desk.repatriation.dating import set_date
from vinculum.desk.repatriation.models import Case, CaseParty, Cost, Letter
from vinculum.desk.repatriation.workflow import CASE
from vinculum.desk.workflows.stepping import history, standing_of
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture

pytestmark = pytest.mark.django_db


def test_a_case_begins_with_what_the_records_say(sign_in: SignIn, standing_desk: Workspace) -> None:
    """A find abroad that no case names is listed; its form holds the theft's marks; opened, it is listed no more."""
    priya = sign_in("priya", purpose="ports")
    with open_picture(standing_desk) as door:
        found = door.ask_rows(
            "SELECT recovery_ref, crime_ref FROM evidence.recoveries WHERE context = 'ABROAD' ORDER BY found_at DESC LIMIT 1"
        )
    if not found:
        pytest.skip("the sample nation holds no find abroad")
    ref = found[0]["recovery_ref"]
    assert f"recovery={ref}" in priya.get("/repatriation").content.decode()
    form = priya.get(f"/repatriation/new?recovery={ref}").content.decode()
    assert found[0]["crime_ref"] in form
    told = {
        "make": "Audi", "model": "Q7", "vrm": "AA11AAA", "vin": "WAUZZZ", "crime_ref": found[0]["crime_ref"],
        "force": "CLEVELAND", "stolen_on": "2026-01-02", "found_on": "2026-02-02", "country": "GE", "recovery_ref": ref,
    }  # fmt: skip
    assert priya.post("/repatriation/new", {**told, "found_on": "2026-01-01"}).status_code == 422
    answer = priya.post("/repatriation/new", told)
    assert answer.status_code == 302
    assert Case.objects.get(recovery_ref=ref).keeper_id == "NAVCIS"
    assert f"recovery={ref}" not in priya.get("/repatriation").content.decode()


@pytest.mark.parametrize(
    ("kind", "told", "table"),
    [
        ("party", {"part": "ncb", "name": "NCB Tbilisi"}, CaseParty),
        ("letter", {"kind": "proof_of_title"}, Letter),
        ("cost", {"kind": "legal", "what": "Advocate", "amount_gbp": "12.50", "on": "2026-04-01"}, Cost),
    ],
)
def test_what_is_told_from_a_form_is_kept(sign_in: SignIn, kind: str, told: dict[str, str], table: type) -> None:
    """A sound form is kept and leads back to the case; an empty one is shown again with what is wrong."""
    case = a_case()
    name_party(case, CLAIMANT, worker("priya"))
    priya, before = sign_in("priya", purpose="ports"), table.objects.filter(case=case).count()  # type: ignore[attr-defined]  # a model
    at = f"/repatriation/{case.reference}/tell/{kind}"
    assert priya.post(at, {}).status_code == 422
    assert priya.post(at, told).status_code == 302
    assert table.objects.filter(case=case).count() == before + 1  # type: ignore[attr-defined]  # a model
    assert priya.get(f"/repatriation/{case.reference}/tell/nothing").status_code == 404


def test_a_return_needs_its_day(sign_in: SignIn) -> None:
    """The act that ends a case is not taken by the plain button; its form closes the case with the day."""
    case = released()
    step(case, "propose_return", "priya")
    step(case, "agree_return", "tom")
    priya, after = sign_in("priya", purpose="ports"), len(history(CASE, case.reference))
    plain = priya.post(f"/repatriation/{case.reference}/act", {"act": "hand_over", "after": after})
    assert plain.status_code == 400
    answer = priya.post(f"/repatriation/{case.reference}/tell/handed-over", {"after": after, "on": "2026-04-01"})
    assert answer.status_code == 302
    assert standing_of(history(CASE, case.reference)).state == "returned"
    assert "Tell of a cost" not in priya.get(f"/repatriation/{case.reference}").content.decode()


def test_a_letter_leaves_as_pdf_and_word_with_the_same_words(sign_in: SignIn) -> None:
    """Both papers carry every paragraph as it was kept, and what left is recorded as a disclosure."""
    case, priya = a_case(), sign_in("priya", purpose="ports")
    name_party(case, CLAIMANT, worker("priya"))
    priya.post(f"/repatriation/{case.reference}/tell/letter", {"kind": "proof_of_title"})
    said = Letter.objects.get(case=case).said
    word = docx.Document(io.BytesIO(priya.get(f"/repatriation/{case.reference}/letters/1.docx").content))
    written = [paragraph.text for paragraph in word.paragraphs]
    assert [one for one in said["paragraphs"] if one not in written] == []
    set_as = "".join(words_of_pages(priya.get(f"/repatriation/{case.reference}/letters/1.pdf").content)).replace("\u200b", "")
    assert [one for one in said["paragraphs"] if one.replace(" ", "") not in set_as] == []
    record = AuditRecord.objects.order_by("-pk").first()
    assert record is not None
    assert record.verb == "disclosure"


def test_the_nearest_date_comes_first_and_a_late_one_says_so(sign_in: SignIn) -> None:
    """Of the open cases the one that is due first leads the list; what is late is told on its page."""
    case = a_case(crime_ref="17/000009/26")
    now = datetime.now(UTC)
    set_date(case, "storage", (now - timedelta(days=3000)).date(), worker("priya", NOON), about="Storage")
    priya = sign_in("priya", purpose="ports")
    listed = priya.get("/repatriation").content.decode()
    first = listed.index("/repatriation/rp-")
    assert listed[first:].startswith(f"/repatriation/{case.reference}")
    assert "Late: Storage was due on" in priya.get(f"/repatriation/{case.reference}").content.decode()
