"""No page, count or export shows an item, a mark or a return to somebody whom the room's rule does not let see it.

The rule is worked out here again, in plain words: the operation's lead and the national bodies see every force's, a force its
own; what identifies is shown for policing only. Telling words are put into every field of every kind of row.
"""

import html
import io
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from readers import those_who_ask
from returns_made import force_lead, new_return, somebody
from url_walk import address, all_pages, parameters_of
from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.codes import code_of
from vinculum.desk.operations.returns.models import ItemFact, Line, Publication, Return, Workbook
from vinculum.desk.operations.returns.publishing import prepare
from vinculum.desk.operations.returns.sending import Told, put, send, validate
from vinculum.desk.operations.returns.workbooks import receive, template_of
from vinculum.desk.workflows.models import Step
from vinculum.site.guard import PURPOSE_KEY, WHY_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_desk")]
POLICING = {"investigation", "intelligence", "ports"}
NATIONAL = {"OPAL", "NVCRP"}
# Telling words of a force's rows: those that anybody who sees the force may read, and those for policing only.
FORCES = ("ESSEX", "KENT")


def rows_of(force: str) -> dict[str, list[str]]:
    return {
        "open": [f"REF{force}OPEN", f"REF{force}DRAFT"],
        "marks": [f"PERSON{force}", f"ADDRESS{force}", f"NOTE{force}", f"DRAFTPERSON{force}"],
    }


def coming() -> Operation:
    """Return the story's next week of action: nothing was reported of it yet, so that what is asked here is quickly told."""
    return Operation.objects.get(reference="alliances-2026")


def lay_in() -> dict[str, list[str]]:
    """Lay rows of every kind with telling words in, of two forces; return values for the parameters of addresses."""
    parameters: dict[str, list[str]] = {
        "operation": ["alliances-2026"],
        "sent_return": [],
        "item": [],
        "line": [],
        "workbook": [],
    }
    for number, force in enumerate(FORCES):
        fields = {"kind": "premises", "on": "2026-04-02", "address": f"ADDRESS{force}", "note": f"NOTE{force}"}
        person = {"kind": "arrest", "on": "2026-04-02", "person": f"PERSON{force}"}
        told = new_return(force, number * 10, coming())
        put(told, Told(f"REF{force}OPEN", fields), Told(f"P{force}", person))
        by = force_lead(number * 10 + 1) if force == "ESSEX" else somebody("amara", number * 10 + 1)
        send(told, by, after=1, reason="By e-mail.")
        validate(told, somebody("grace", number * 10 + 2), after=2)
        draft = new_return(force, number * 10 + 3, coming())
        put(draft, Told(f"REF{force}DRAFT", {**person, "person": f"DRAFTPERSON{force}"}))
        book = load_workbook(io.BytesIO(template_of(draft)))
        book["Items"]["F2"] = f"DRAFTPERSON{force} in a workbook"
        held = io.BytesIO()
        book.save(held)
        kept = receive(draft, f"BOOK{force}.xlsx", held.getvalue(), by)
        parameters["sent_return"] += [told.reference, draft.reference]
        parameters["item"].append(code_of("alliances-2026", f"{force}:REF{force}OPEN"))
        # Once beside each of the force's two returns.
        parameters["line"] += [str(Line.objects.get(sent_in=draft).pk)] * 2
        parameters["workbook"] += [str(kept.pk)] * 2
    grace = somebody("grace", 40)
    made = prepare(coming(), grace.at, "HIDDENTITLE until a second person publishes", grace)
    parameters["publication"] = [made.reference]
    return parameters


def addresses(parameters: dict[str, list[str]]) -> list[str]:
    """Return every address of the room, with every value of its parameters, and what its questions ask."""
    found = []
    for page in all_pages():
        if "pages.returns" not in page.view.__module__:
            continue
        names = parameters_of(page.route)
        if page.guard is not None and page.guard.verb in {"alteration", "combination", "collection"}:
            continue  # they take posts only, which the other test makes
        each = max((len(parameters[name]) for name in names), default=1)
        found += [
            address(page.route, {name: parameters[name][place % len(parameters[name])] for name in names})
            for place in range(each)
        ]
    base = "/operations/alliances-2026"
    for force in ("", *FORCES):
        found += [f"{base}/items?metric={code}&state=reported&force={force}" for code in ("arrests", "premises")]
    found += [f"{base}/room?state=reported&force=KENT", f"{base}/restatements?since=2026-03-02", "/returns?force=KENT"]
    found += [f"/figures/operation.{code}?operation=alliances-2026" for code in ("arrests", "premises")]
    return found


def answers(person: Person, purpose: Purpose, asked: list[str]) -> Iterator[tuple[str, str]]:
    client = Client(raise_request_exception=True)
    client.force_login(person)
    session = client.session
    session[PURPOSE_KEY], session[WHY_KEY] = purpose.value, "the leak test"
    session.save()
    for where in asked:
        answer = client.get(where)
        body = answer.content
        if body[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(body)) as book:  # every part of it, shown or not
                yield where, html.unescape(" ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist()))
        else:
            yield where, html.unescape(body.decode("utf-8", "replace"))


def may_see(organisation: str, purpose: str, roles: set[str], force: str, *, marks: bool) -> bool:
    """Say by the room's rule whether somebody sees a force's rows: the plain-Python oracle."""
    reads = {
        "analyst": {"intelligence", "investigation"}, "commander": {"intelligence", "investigation"},
        "supervisor": {"intelligence", "investigation", "ports"}, "ports_officer": {"ports"}, "investigator": {"investigation"},
        "force_lead": {"investigation", "programme"}, "programme_lead": {"programme"}, "communications_officer": {"programme"},
    }  # fmt: skip
    if not any(purpose in reads.get(role, set()) for role in roles):
        return False
    return (organisation in NATIONAL or organisation == force) and (not marks or purpose in POLICING)


def test_nobody_reads_what_the_rule_does_not_open() -> None:
    """Every address, as every sample person, for each of their purposes; and what is open is found somewhere."""
    parameters = lay_in()
    asked = addresses(parameters)
    leaked, found = [], set()
    for person in those_who_ask():
        roles = set(person.appointments.values_list("role", flat=True))
        purposes = viewer_of(person, timezone.now()).purposes
        for purpose in sorted(purposes):
            seen = list(answers(person, purpose, asked))
            for force in FORCES:
                for kind, words in rows_of(force).items():
                    allowed = may_see(person.organisation_id, purpose, roles, force, marks=kind == "marks")
                    hits = [(where, word) for where, text in seen for word in words if word in text and word not in where]
                    if hits and not allowed:
                        leaked.append((person.email, purpose, *hits[0]))
                    if hits:
                        found.add((person.email, purpose, force, kind))
            publishes = roles & {"commander", "programme_lead"}
            if not publishes and any("HIDDENTITLE" in text for _, text in seen):
                leaked.append((person.email, purpose, "a title", "that is not published"))
    assert leaked == []
    assert ("grace.adeyemi@opal.example", "investigation", "KENT", "marks") in found
    assert ("owen.price@essex.example", "investigation", "ESSEX", "marks") in found
    assert ("owen.price@essex.example", "programme", "ESSEX", "open") in found
    assert ("david.lowe@nvcrp.example", "programme", "KENT", "open") in found


def test_nobody_changes_what_is_not_theirs() -> None:
    """Posts to every altering address, by those whose it is not, are refused and change nothing."""
    parameters = lay_in()
    kent = {**parameters, "sent_return": parameters["sent_return"][2:], "item": parameters["item"][1:]}
    kent |= {name: parameters[name][2:] for name in ("line", "workbook")}
    acts = ("submit", "enter", "validate", "query", "abandon", "publish", "reject", "unmerge", "reallocate")
    before = state_of_the_room()
    for who, purpose in (("owen", "investigation"), ("tom", "investigation"), ("helen", "prevention"), ("ruth", "programme")):
        client = Client()
        person = Person.objects.get(email__startswith=f"{who}.")
        client.force_login(person)
        session = client.session
        session[PURPOSE_KEY], session[WHY_KEY] = purpose, "the leak test"
        session.save()
        for page in all_pages():
            if "pages.returns" not in page.view.__module__ or page.guard is None or page.guard.verb == "consultation":
                continue
            names = parameters_of(page.route)
            if not names:
                continue
            where = address(page.route, {name: (kent[name][1:] or kent[name])[0] for name in names})
            for act in acts:
                told = {
                    "act": act, "after": "1", "reason": "mine now", "force": "ESSEX", "reference": "REFKENTOPEN", "nil": "yes",
                    "one": "KENT:REFKENTOPEN", "other": "ESSEX:REFESSEXOPEN", "judgement": "merge", "decision": "take",
                    "title": "mine", "as_at": "2026-06-01", "kind": "arrest", "on": "2026-04-02",
                }  # fmt: skip
                assert client.post(where, told).status_code in {400, 403, 404, 405, 422}, (who, where, act)
    assert state_of_the_room() == before


def state_of_the_room() -> list[object]:
    return [
        *(model.objects.count() for model in (Return, Line, Workbook, ItemFact, Publication, Step)),
        list(Line.objects.order_by("pk").values_list("reference", "told")),
        list(Return.objects.order_by("pk").values_list("reference", "nil")),
    ]
