"""The Django app of strategy."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """The strategy."""

    name = "vinculum.desk.programme.strategy"
    label = "strategy"
    default_auto_field = "django.db.models.BigAutoField"
