"""The Django app of operations."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Operations."""

    name = "vinculum.desk.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"
