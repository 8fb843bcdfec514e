"""The Django app of what people decided about leads."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Acts on leads."""

    name = "vinculum.desk.leads"
    label = "leads"
    default_auto_field = "django.db.models.BigAutoField"
