"""The Django app of the site: templates, pages, assets."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Pages of the workbench."""

    name = "vinculum.site"
    label = "site"

    def ready(self) -> None:
        """Listen to what happens to accounts, so that the audit tells it."""
        from vinculum.site.account_events import listen  # noqa: PLC0415  allauth's models are not there before the apps are

        listen()
