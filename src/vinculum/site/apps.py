"""The Django app of the site: templates, pages, assets."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Pages of the workbench."""

    name = "vinculum.site"
    label = "site"
