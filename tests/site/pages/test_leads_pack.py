"""The evidence pack as somebody takes it from the page: what left is what the page showed, and the audit can prove it."""

import hashlib
import re
import time
from collections.abc import Callable

import pytest
from django.test import Client

from pdf_words import words_of_pages
from vinculum.desk.audit.models import AuditRecord

SignIn = Callable[..., Client]
HOSTILE = '#read("/etc/passwd") $x$ \\ <label> `raw` *b* 汽车'


def first(client: Client, kind: str) -> str:
    """Return the first lead of a kind in a person's queue."""
    found = re.search(rf'href="/leads/({kind}-[0-9a-f]{{12}})"', client.get(f"/leads?heat=both&kind={kind}").content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(("who", "kind"), [("amara", "clone"), ("tom", "hit"), ("priya", "export"), ("priya", "vin_reuse")])
def test_pack_tells_the_lead_and_who_took_it(sign_in: SignIn, who: str, kind: str) -> None:
    """The document names the lead, every record it rests on, the person and the purpose; it takes less than two seconds' work."""
    client = sign_in(who)
    lead = first(client, kind)
    html = client.get(f"/leads/{lead}").content.decode()
    began = time.process_time()  # the work of this process: what else the machine does is not the pack's business
    answer = client.post(f"/leads/{lead}/pack")
    assert time.process_time() - began < 2
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(words_of_pages(answer.content))
    for delivery, row in re.findall(r'id="([a-z_]+-[0-9a-f]+)-(\d+)"', html):
        assert f"{delivery}row{row}" in text
    for told in (lead, "12/3456/26,atest", "OFFICIAL-SENSITIVE"):
        assert told in text, told


def test_audit_can_prove_what_left(sign_in: SignIn) -> None:
    """The record holds the hash of the very bytes, the pages, the rows, and the reference that stands in the document."""
    client = sign_in("tom")
    lead = first(client, "clone")
    answer = client.post(f"/leads/{lead}/pack")
    record = AuditRecord.objects.order_by("-sequence")[0]
    assert (record.verb, record.action, record.outcome) == ("disclosure", "pack.make", "done")
    assert hashlib.sha256(answer.content).hexdigest() == record.detail["sha256"]
    pages = words_of_pages(answer.content)
    assert len(pages) == record.detail["pages"]
    assert record.detail["pack"] in "".join(pages)
    assert len(record.subjects) == 1


def test_what_people_wrote_is_set_and_never_run(sign_in: SignIn) -> None:
    """A note that would be markup elsewhere stands in the pack as it was written."""
    client = sign_in("tom")
    lead = first(client, "clone")
    client.post(f"/leads/{lead}/note", {"after": 0, "text": HOSTILE})
    text = "".join(words_of_pages(client.post(f"/leads/{lead}/pack").content))
    assert "".join(HOSTILE.split()).replace("汽车", "[U+6C7D][U+8F66]") in text
    assert "root:x:0" not in text


def test_pack_holds_no_other_organisations_work(sign_in: SignIn) -> None:
    """What Opal noted is not in the force's pack."""
    amara, tom = sign_in("amara", purpose="intelligence"), sign_in("tom")
    lead = first(tom, "clone")
    amara.post(f"/leads/{lead}/note", {"after": 0, "text": "ZEBRA"})
    assert "ZEBRA" not in "".join(words_of_pages(tom.post(f"/leads/{lead}/pack").content))
    assert "ZEBRA" in "".join(words_of_pages(amara.post(f"/leads/{lead}/pack").content))
