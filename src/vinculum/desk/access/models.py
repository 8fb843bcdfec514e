"""Organisations, people, roles held, and sharing agreements, as rows.

An agreement names its columns one by one: a column added to a contract later is shared with nobody until somebody decides so.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from vinculum.desk.access.roles import role_choices, roles
from vinculum.desk.access.vocabulary import Handling, Purpose, Rows
from vinculum.evidence.contract import contracts


def _choices(words: type[Purpose | Handling | Rows]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


# The column that tells an organisation's own rows from others'.
ROWS_BY = {Rows.OWN_MAKES: "make", Rows.OWN_FORCE: "force"}


class Organisation(models.Model):
    """A body of the partnership. ``kind`` is that of the reference data; ``makes`` are those a manufacturer answers for."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    force = models.CharField(max_length=60, blank=True)
    makes = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A named set of organisations that an agreement can address. A group without members is nobody."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=200)
    members = models.ManyToManyField(Organisation, related_name="groups", blank=True)

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class People(BaseUserManager["Person"]):
    """Finds and makes people; an address is one person whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person who signs in with this address."""
        return self.get(email__iexact=username or "")

    def create_person(
        self, email: str, name: str, organisation: Organisation, held: list[str], password: str | None = None
    ) -> Person:
        """Make a person with the roles ``held``; without a password nobody can sign in as them until one is set."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, organisation=organisation)
        person.set_password(password)
        person.save(using=self._db)
        for role in held:
            appointment = Appointment(person=person, role=role)
            appointment.full_clean()
            appointment.save()
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in; always of one organisation."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    last_visit_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[People] = People()

    class Meta:
        ordering: ClassVar = ["email"]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation_id})"


class Appointment(models.Model):
    """A role that a person holds, from and until a moment."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=40)
    from_at = models.DateTimeField(default=timezone.now)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["person", "role"]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

    def clean(self) -> None:
        """Refuse a role that the house does not know."""
        if self.role not in roles():
            raise ValidationError({"role": f"{self.role!r} is no role. Roles: {', '.join(code for code, _ in role_choices())}."})


def standing(at: datetime) -> Q:
    """Return the condition that a dated row stands at a moment (UTC): begun, and not yet over."""
    return Q(from_at__lte=at) & (Q(until_at__isnull=True) | Q(until_at__gt=at))


class Agreement(models.Model):
    """A sharing agreement: whose records of one feed, which columns and rows, for whom, what for, from when until when."""

    title = models.CharField(max_length=200)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_given")
    recipient = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreements_received", null=True, blank=True
    )
    recipients = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="agreements", null=True, blank=True)
    feed = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    rows = models.CharField(max_length=20, choices=_choices(Rows), default=Rows.ALL)
    handling = models.CharField(max_length=1, choices=_choices(Handling), default=Handling.PERMITTED)
    purposes = models.JSONField(default=list)
    gateway = models.CharField(max_length=300, blank=True)
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    from_at = models.DateTimeField(default=timezone.now)
    until_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["provider", "feed", "id"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an agreement that names nobody, twice, or what no contract declares."""
        faults: dict[str, Any] = {}
        if (self.recipient_id is None) == (self.recipients_id is None):
            faults["recipient"] = "Name one recipient: an organisation or a group, not both and not neither."
        contract = contracts().get(self.feed)
        if contract is None:
            faults["feed"] = f"{self.feed!r} is no feed. Feeds: {', '.join(contracts())}."
        else:
            known = {column.name for column in contract.columns}
            strays = [column for column in self.columns if column not in known]
            if strays or not self.columns:
                faults["columns"] = (
                    f"Feed {self.feed} has no column {', '.join(strays)}. Its columns: {', '.join(sorted(known))}."
                    if strays
                    else "Name at least one column."
                )
            needed = ROWS_BY.get(Rows(self.rows))
            if needed is not None and needed not in known:
                faults["rows"] = f"Feed {self.feed} has no column {needed}, so rows {self.rows} cannot be told apart."
        strays = [purpose for purpose in self.purposes if purpose not in set(Purpose)]
        if strays or not self.purposes:
            faults["purposes"] = f"Name at least one purpose of: {', '.join(Purpose)}."
        if self.until_at is not None and self.until_at <= self.from_at:
            faults["until_at"] = "An agreement ends after it begins."
        if faults:
            raise ValidationError(faults)


class ApiToken(models.Model):
    """A key for the HTTP API: whose, what it may do, what for, until when. Only a hash of the key is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    purpose = models.CharField(max_length=20, choices=_choices(Purpose))
    why = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"
