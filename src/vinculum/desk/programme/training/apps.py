"""The Django app of training."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Posts and training."""

    name = "vinculum.desk.programme.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
