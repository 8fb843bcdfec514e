"""The Django app of public."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public site."""

    name = "vinculum.desk.programme.public"
    label = "public"
    default_auto_field = "django.db.models.BigAutoField"
