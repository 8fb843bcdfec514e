"""The Django app of engagement."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """Engagement."""

    name = "vinculum.desk.programme.engagement"
    label = "engagement"
    default_auto_field = "django.db.models.BigAutoField"
