"""The Django app of retention."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """What may be kept: review clocks, decisions, legal holds and the proofs of what was erased."""

    name = "vinculum.desk.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"
