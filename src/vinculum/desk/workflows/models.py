"""One step of one thing a row, appended and never changed; the store refuses to change or remove one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person


class Step(models.Model):
    """What somebody did with a thing, and the state that it led to.

    ``subject`` is the reference of the thing within its workflow. ``number`` counts its steps from 1: two people who act on what
    they both saw claim the same number, and the store lets one have it. ``told`` is what the act says beside its reason.
    """

    workflow = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="steps")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="steps")
    reason = models.TextField(blank=True)
    told = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["workflow", "subject", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["workflow", "subject", "number"], name="one_step_a_number")]
        indexes: ClassVar = [models.Index(fields=["workflow", "state"]), models.Index(fields=["person", "workflow"])]

    def __str__(self) -> str:
        return f"{self.workflow} {self.subject} {self.number}: {self.act}"
