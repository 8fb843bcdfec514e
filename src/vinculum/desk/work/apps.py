"""The Django app of background work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Jobs and what became of them."""

    name = "vinculum.desk.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
