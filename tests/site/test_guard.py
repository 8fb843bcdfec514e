"""No page without a guard, no answer without its record."""

from url_walk import OF_ALLAUTH, all_operations, all_pages


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
