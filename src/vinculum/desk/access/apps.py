"""The Django app of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Organisations, people, roles and agreements."""

    name = "vinculum.desk.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
