"""The Django app of impact studies."""

from django.apps import AppConfig


class ImpactConfig(AppConfig):
    """Studies written down before they are looked at, published series, and every run with its basis."""

    name = "vinculum.desk.programme.impact"
    label = "impact"
    default_auto_field = "django.db.models.BigAutoField"
