"""The Django app of the ports board."""

from django.apps import AppConfig


class PortsConfig(AppConfig):
    """Which box to open today: short lists, who owns a box, and what was found inside."""

    name = "vinculum.desk.ports"
    label = "ports"
    default_auto_field = "django.db.models.BigAutoField"
