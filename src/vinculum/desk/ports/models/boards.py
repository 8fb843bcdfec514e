"""Short lists: which boxes were to be opened at a port on a day, and every box that could have been. Appended, never changed.

Neither table holds a mark beyond the consignment's reference: container, parties and reasons are read anew from the picture, as
their reader may see it. Who owns a box and what became of it are steps of ``box.workflow.toml``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from vinculum.desk.access.models import Organisation, Person


class Basis(StrEnum):
    """Why a box is to be opened: its expected value (or somebody's reasons), or the draw."""

    LEAD = "lead"
    RANDOM = "random"


class ShortList(models.Model):
    """One drawing of boxes at one port. ``number`` counts the drawings of a port and day from 1.

    ``as_at`` (UTC) is the moment that the board's clock stood at, ``until`` the latest sailing that was eligible; ``picture`` is
    the build that judged the boxes. ``random_share`` is 0 to 1, ``lift_gbp`` what a lift was reckoned to cost.
    """

    reference = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="short_lists")
    port = models.CharField(max_length=5)
    day = models.DateField()
    number = models.PositiveIntegerField()
    lifts = models.PositiveIntegerField()
    random_share = models.FloatField()
    lift_gbp = models.DecimalField(max_digits=8, decimal_places=2)
    until = models.DateTimeField()
    as_at = models.DateTimeField()
    picture = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="short_lists")

    class Meta:
        ordering: ClassVar = ["-day", "port", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "port", "day", "number"], name="one_drawing_a_number"),
            models.CheckConstraint(condition=Q(random_share__gte=0, random_share__lte=1), name="random_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.reference


class EligibleBox(models.Model):
    """A box that could be chosen when a list was drawn: one container on one sailing, named by its riskiest consignment.

    ``basis`` is blank for one that was not chosen. ``inclusion_probability`` is the chance (0 to 1) that the random arm drew this
    box, by design and whatever was drawn: 0 for one that stood in an earlier draw, null for one that somebody added by hand,
    which is in no draw. ``drawn``: the arm drew it. ``first_line``: it would have been opened whatever was drawn. A box may be
    both. ``probability`` and ``expected_value_gbp`` are those of the picture at that moment, ``counted_gbp`` is what the box
    added to the worth of the list, ``lift_on`` the day meant for it, and ``told`` why it was chosen or not.
    ``manifest`` is the number of the screening that a box was added from, null for one of the picture.
    """

    reference = models.CharField(max_length=60, unique=True)
    short_list = models.ForeignKey(ShortList, on_delete=models.PROTECT, related_name="boxes")
    number = models.PositiveIntegerField()
    consignment_ref = models.CharField(max_length=200)
    sails_at = models.DateTimeField()
    probability = models.FloatField()
    expected_value_gbp = models.FloatField()
    basis = models.CharField(max_length=6, blank=True, choices=[(basis.value, basis.value) for basis in Basis])
    inclusion_probability = models.FloatField(null=True)
    drawn = models.BooleanField(default=False)
    first_line = models.BooleanField(default=False)
    counted_gbp = models.FloatField(null=True)
    lift_on = models.DateField(null=True)
    told = models.CharField(max_length=400, blank=True)
    manifest = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["short_list", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["short_list", "number"], name="one_box_a_number"),
            models.UniqueConstraint(fields=["short_list", "consignment_ref"], name="one_box_a_list"),
        ]
        indexes: ClassVar = [models.Index(fields=["consignment_ref"]), models.Index(fields=["basis", "sails_at"])]

    def __str__(self) -> str:
        return self.reference
