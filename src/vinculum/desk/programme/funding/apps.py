"""The Django app of funding."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Funding."""

    name = "vinculum.desk.programme.funding"
    label = "funding"
    default_auto_field = "django.db.models.BigAutoField"
