"""The Django app of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chain of audit records."""

    name = "vinculum.desk.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
