"""The Django app of steps."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Steps through workflows."""

    name = "vinculum.desk.workflows"
    label = "workflows"
    default_auto_field = "django.db.models.BigAutoField"
