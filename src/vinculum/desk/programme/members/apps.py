"""The Django app of members."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Members."""

    name = "vinculum.desk.programme.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
