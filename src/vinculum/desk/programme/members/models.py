"""Members, whom to ask at each, and what they gave. Where a member stands is its workflow's, never a column."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.members.kinds import kinds


class Member(models.Model):
    """An organisation that is a member, was one, or wants to be one.

    ``organisation`` is the body of the reference data that it is, where it is one: sharing agreements and people who sign in are
    that body's, never the membership's. ``kind`` is "" until it is told.
    """

    reference = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, blank=True, choices=[(kind.code, kind.title) for kind in kinds().values()])
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="membership", null=True, blank=True)
    enquired_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "reference"]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Somebody to ask at a member: personal data, kept for that alone, corrected by themselves, erased when its time is over.

    Whoever they are of does not follow from it: a contact signs in only if an administrator made them a person.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["member", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class ContactErased(models.Model):
    """Proof that contacts of a member were erased: how many, when, by whom, by which rule; nothing of them. Appended."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="contacts_erased")
    contacts = models.PositiveIntegerField()
    rule = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.contacts} contacts of {self.member_id}"


class GivenInKind(models.Model):
    """What a member gave other than records: people, premises, equipment, money for another's post; appended.

    ``value_gbp`` is None where nobody told one, and ``basis`` says how it was come by. One that takes another's place names it.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="given")
    what = models.CharField(max_length=300)
    value_gbp = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    basis = models.CharField(max_length=300)
    given_on = models.DateField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["given_on", "pk"]

    def __str__(self) -> str:
        return f"{self.what} ({self.member_id})"
