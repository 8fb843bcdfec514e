"""The Django app of returns."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Returns of operations."""

    name = "vinculum.desk.operations.returns"
    label = "returns"
    default_auto_field = "django.db.models.BigAutoField"
