import pytest

from vinculum.marks.email import parse_email


@pytest.mark.parametrize(
    ("text", "normal", "mailbox"),
    [
        (" Jo.Bloggs@Example.CO.UK ", "jo.bloggs@example.co.uk", "jo.bloggs@example.co.uk"),
        ("mailto:jo@example.com", "jo@example.com", "jo@example.com"),
        ("<jo@example.com>", "jo@example.com", "jo@example.com"),
        ("jo+cars@example.com", "jo+cars@example.com", "jo@example.com"),
        ("J.o.B+x@GoogleMail.com", "j.o.b+x@googlemail.com", "job@gmail.com"),
    ],
)
def test_addresses_have_a_normal_form_and_a_mailbox(text: str, normal: str, mailbox: str) -> None:
    """Case never matters; tags never do; dots do not where the provider ignores them."""
    email = parse_email(text)
    assert (normal, mailbox, True) == (email.normal, email.mailbox, email.well_formed)


@pytest.mark.parametrize(
    "text", ["", "jo", "jo@", "@example.com", "jo@example", "jo@@example.com", "jo bloggs@example.com", "jo@a..com"]
)
def test_what_is_no_address(text: str) -> None:
    """A name, one @, and a domain with a dot."""
    assert not parse_email(text).well_formed


def test_free_providers_are_marked() -> None:
    """A mailbox that anybody can open says less than a company's own."""
    assert parse_email("a@gmail.com").free_provider
    assert not parse_email("a@example.com").free_provider
