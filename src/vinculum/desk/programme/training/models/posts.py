"""Posts, and the stretches for which somebody pays for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.programme.funding.models import Grant


class Post(models.Model):
    """One job on a desk of an organisation, whoever fills it."""

    reference = models.SlugField(max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    desk = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["organisation", "desk", "reference"]

    def __str__(self) -> str:
        return self.reference


class PostFunding(models.Model):
    """Who pays for a post, from a day until a day, both included (None: no end is set). ``funders`` are codes of organisations.

    Rows stay; one that was wrong is replaced by another, which names it.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="fundings")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    funders = models.JSONField()
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="posts", null=True, blank=True)
    basis = models.CharField(max_length=300)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["post", "begins_on", "id"]

    def __str__(self) -> str:
        return f"{self.post}: {', '.join(self.funders)} from {self.begins_on}"
