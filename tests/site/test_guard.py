"""No page without a guard, no answer without its record."""

import pytest
from django.test import Client
from django.urls import resolve

from url_walk import OF_ALLAUTH, Page, address, all_operations, all_pages, parameters_of
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import AuditRecord

# What stands in for a parameter: nothing of this name exists, and that is recorded too.
MADE_UP = {"int": "9999", "str": "nothing", "path": "nothing", "slug": "nothing", "uuid": "00000000-0000-0000-0000-000000000000"}


def test_every_page_is_guarded() -> None:
    """A page that is neither guarded nor one of allauth's is refused by this test: adding one without a policy fails."""
    bare = [
        page.name
        for page in all_pages()
        if page.guard is None and not page.view.__module__.startswith(OF_ALLAUTH) and not page.name.startswith("api-1:")
    ]
    assert bare == []


def test_every_operation_of_the_api_is_guarded() -> None:
    """Each names the action that its token must be for."""
    told = all_operations()
    assert told
    assert [operation for operation, guard in told.items() if guard is None or guard.action is None] == []


def test_what_changes_something_is_not_what_reads_it() -> None:
    """No action that guards a page which alters, erases or collects also guards one that only reads."""
    by_verb: dict[bool, set[Action]] = {True: set(), False: set()}
    for page in all_pages():
        if page.guard is not None and page.guard.action is not None:
            by_verb[page.guard.verb in {"alteration", "erasure", "collection"}].add(page.guard.action)
    reading = {action for action in Action if action.name.startswith("READ_")} | {Action.SEARCH}
    assert by_verb[True] & reading == set()


def filled(page: Page) -> str:
    """Return an address of a page, with something made up for each of its parameters."""
    kinds = {name: kind for kind, name in _kinds_and_names(page.route)}
    return address(page.route, {name: MADE_UP[kinds[name]] for name in parameters_of(page.route)})


def _kinds_and_names(route: str) -> list[tuple[str, str]]:
    parts = [part.split(">")[0] for part in route.split("<")[1:]]
    return [tuple(part.split(":", 1)) if ":" in part else ("str", part) for part in parts]  # type: ignore[misc]  # pairs


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_route_writes_its_record(sign_in: object, method: str) -> None:
    """One record for each request, whatever became of it; it names the route, the person and the verb of the guard."""
    client: Client = sign_in("amara", purpose="intelligence")  # type: ignore[operator]  # the suite's fixture
    missing = []
    for page in all_pages():
        if "(?P" in page.route or page.name == "account_logout":  # written as a pattern by allauth; would end the walk
            continue
        where = filled(page)
        if resolve(where).view_name != page.name:
            continue
        before = AuditRecord.objects.count()
        getattr(client, method)(where)
        record = AuditRecord.objects.order_by("-sequence").first()
        if AuditRecord.objects.count() != before + 1 or record is None or page.name not in record.route:
            missing.append((page.name, where))
        elif page.guard is not None and not page.guard.public and record.outcome == "done":
            assert record.person == "amara.okafor@opal.example"
    assert missing == []
