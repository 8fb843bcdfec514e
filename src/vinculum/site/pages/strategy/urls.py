"""Where the pages of strategy are."""

from django.urls import path

from vinculum.site.pages.strategy import opening

urlpatterns = [
    path("strategy", opening.strategy, name="strategy"),
]
