"""The Django app of intelligence."""

from django.apps import AppConfig


class IntelligenceConfig(AppConfig):
    """Intelligence."""

    name = "vinculum.desk.intelligence"
    label = "intelligence"
    default_auto_field = "django.db.models.BigAutoField"
