"""Cases of vehicles found abroad, and what was told of them since: facts are added, never changed.

Where a case stands is in its workflow (``case.workflow.toml``), never in a column. Names and contacts of people are in
``CaseParty`` and in letters and notes, which retention may empty; everything else stays as it was written.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.repatriation.vocabulary import Answer, Capacity, CostKind, CourtKind, Part


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Case(models.Model):
    """One stolen vehicle found abroad, as it was told when the case was opened.

    ``keeper`` is the desk that runs the case, ``force`` the organisation of the force that recorded the theft. ``value_gbp`` is
    what the vehicle is worth where it stands, null where nobody has said; ``value_basis`` says who said so.
    """

    reference = models.SlugField(max_length=30, unique=True)
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="repatriations_kept")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="repatriations_owned")
    crime_ref = models.CharField(max_length=60)
    vrm = models.CharField(max_length=20)
    vin = models.CharField(max_length=40)
    make = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    stolen_on = models.DateField()
    found_on = models.DateField()
    country = models.CharField(max_length=2)
    place = models.CharField(max_length=200, blank=True)
    recovery_ref = models.CharField(max_length=80, blank=True)
    consignment_ref = models.CharField(max_length=80, blank=True)
    lead = models.CharField(max_length=80, blank=True)
    value_gbp = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    value_basis = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="repatriations_opened")

    class Meta:
        ordering: ClassVar = ["-opened_at", "reference"]

    def __str__(self) -> str:
        return f"{self.make} {self.model}, {self.reference}"


class Fact(models.Model):
    """What every fact of a case has: its number within the case, when it was told (UTC), and by whom."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)s_rows")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering: ClassVar = ["case", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="one_%(class)s_a_number")]


class CaseParty(Fact):
    """Somebody with a part in a case: an organisation of the partnership, or a name. The newest of each part stands.

    ``capacity`` says in what capacity a claimant claims.
    """

    part = models.CharField(max_length=12, choices=_choices(Part))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    capacity = models.CharField(max_length=10, choices=_choices(Capacity), blank=True)
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Letter(Fact):
    """A letter as it was drafted. ``said`` is all of it, ``digest`` the SHA-256 of that; empty once it was erased."""

    kind = models.CharField(max_length=30)
    to = models.CharField(max_length=12, choices=_choices(Part))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    said = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class LetterFact(Fact):
    """A letter was sent, or answered, on a day."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="facts")
    what = models.CharField(max_length=10, choices=_choices(Answer))
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.what} {self.on}"


class CaseDate(Fact):
    """A date that the case may not miss. ``instead_of`` is the number of the date whose place it takes."""

    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=200)
    due_on = models.DateField()
    basis = models.CharField(max_length=300)
    instead_of = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.about} {self.due_on}"


class DateKept(Fact):
    """A date was met, on a day, and how."""

    date = models.ForeignKey(CaseDate, on_delete=models.PROTECT, related_name="kept")
    on = models.DateField()
    how = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"met {self.on}"


class CourtFact(Fact):
    """A hearing, an order or an appeal, on a day, before a court."""

    kind = models.CharField(max_length=10, choices=_choices(CourtKind))
    court = models.CharField(max_length=200)
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Cost(Fact):
    """An amount in GBP: spent, or still to be spent (``planned``). ``corrects`` is the number of the line that it takes back."""

    kind = models.CharField(max_length=10, choices=_choices(CostKind))
    what = models.CharField(max_length=200)
    amount_gbp = models.DecimalField(max_digits=12, decimal_places=2)
    on = models.DateField()
    planned = models.BooleanField()
    corrects = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.amount_gbp} GBP, {self.what}"


class Note(Fact):
    """What the desks tell each other about a case; no partner outside the police reads it."""

    words = models.TextField()

    def __str__(self) -> str:
        return f"note {self.number}"


class PeopleErased(models.Model):
    """Proof that the people of a case were erased: what is left is how much there was, why, when and by whom."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="people_erased")
    sha256 = models.CharField(max_length=64)
    parties = models.PositiveIntegerField()
    letters = models.PositiveIntegerField()
    notes = models.PositiveIntegerField()
    why = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"people of {self.case_id} erased"


class Reminded(models.Model):
    """Somebody was told that a date comes near, or has passed; told once for each."""

    date = models.ForeignKey(CaseDate, on_delete=models.CASCADE, related_name="reminders")
    event = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["date", "event"], name="one_reminder_an_event")]

    def __str__(self) -> str:
        return f"{self.event} {self.date_id}"
