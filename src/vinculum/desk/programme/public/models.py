"""Public pages as versions that stay, and what people outside wrote to the partnership."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from vinculum.desk.access.models import Person


class PublicPage(models.Model):
    """A page of the public site: its place. What it says is in its versions."""

    slug = models.SlugField(max_length=50, unique=True)
    section = models.CharField(max_length=20)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["section", "slug"]

    def __str__(self) -> str:
        return f"{self.section}/{self.slug}"


class PageVersion(models.Model):
    """One wording of a page, never changed afterwards. ``body`` is CommonMark; HTML in it is shown as text.

    ``not_before`` is an embargo: the version is not public before that moment (UTC), whenever it was published.
    """

    page = models.ForeignKey(PublicPage, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    body = models.TextField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="public_pages")
    at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["page", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "number"], name="one_wording_a_number")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The name of the version in its workflow."""
        return f"{self.page.slug}.{self.number}"


class Enquiry(models.Model):
    """What somebody outside wrote. Once it is erased, only its kind and its days remain."""

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    organisation = models.CharField(max_length=200, blank=True)
    message = models.TextField()
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.reference
