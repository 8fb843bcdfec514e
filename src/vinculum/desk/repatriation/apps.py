"""The Django app of repatriation."""

from django.apps import AppConfig


class RepatriationConfig(AppConfig):
    """Bringing vehicles home that were found abroad: claimant, insurer, letters, court, dates."""

    name = "vinculum.desk.repatriation"
    label = "repatriation"
    default_auto_field = "django.db.models.BigAutoField"
