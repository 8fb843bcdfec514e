"""One act on a lead a row, appended and never changed. Which lead it is does not depend on a build: ids are stable."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.leads.standing import Happening
from vinculum.desk.leads.workflow import Act


class ActsStay(AssertionError):
    """Code of the house tried to change an act on a lead. An act is undone by another act."""


class LeadAct(models.Model):
    """What somebody did with a lead, what for, and what the lead was at that moment.

    ``number`` counts the organisation's acts on the lead from 1: two people who act on what they both saw claim the same number,
    and the store lets one have it. ``probability`` and ``picture`` are kept for training weights on what became of leads.
    """

    lead = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lead_acts")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=[(act.value, act.value) for act in Act])
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lead_acts")
    purpose = models.CharField(max_length=20)
    why = models.CharField(max_length=300)

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    probability = models.FloatField()
    picture = models.CharField(max_length=40)
    evidence = models.JSONField(default=list)
    evidence_digest = models.CharField(max_length=64)

    undoes = models.PositiveIntegerField(null=True, blank=True)
    tasked_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lead_tasks", null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["lead", "organisation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lead", "organisation", "number"], name="one_act_a_number"),
            models.UniqueConstraint(fields=["lead", "organisation", "undoes"], name="undone_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_kind"]),
            models.Index(fields=["organisation", "lead"]),
        ]

    def __str__(self) -> str:
        return f"{self.lead} {self.number}: {self.act} by {self.organisation_id}"

    def save(self, *words: Any, **named: Any) -> None:
        """Append the act; ActsStay for one that is already kept."""
        if not self._state.adding:
            raise ActsStay(f"{self} is kept; undo it by another act.")
        super().save(*words, **named)

    def told(self, person: str = "") -> Happening:
        """Return the act as the rules read it; ``person`` is the name to show."""
        return Happening(
            number=self.number,
            act=Act(self.act),
            at=self.at,
            person=person,
            by=self.person_id,
            undoes=self.undoes,
            tasked_to=self.tasked_to_id or "",
            due=self.due,
            until=self.until,
            reason=self.reason,
            outcome=self.outcome,
            text=self.text,
            evidence=frozenset((delivery, row) for delivery, row in self.evidence),
        )
