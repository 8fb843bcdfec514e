"""The Django app of alerts."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Watches: saved searches with a purpose, an authoriser and an end, and what they found."""

    name = "vinculum.desk.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
