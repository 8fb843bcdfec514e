"""Whom leak tests ask as: the sample people, and of the story's force leads, who differ by their force alone, two."""

from vinculum.desk.access.models import Person
from vinculum.desk.access.sample import sample

TWO_OF_THE_FORCE_LEADS = ("KENT", "SURREY")


def those_who_ask() -> list[Person]:
    """Return them in order of their addresses."""
    named = {told["email"] for told in sample()["people"]}
    every = Person.objects.select_related("organisation").order_by("email")
    return [one for one in every if one.email in named or one.organisation_id in TWO_OF_THE_FORCE_LEADS]
