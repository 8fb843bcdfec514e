"""The Django app of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Products made."""

    name = "vinculum.desk.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
