"""Where the pages of impact are."""

from django.urls import path

from vinculum.site.pages.impact import opening

urlpatterns = [
    path("impact", opening.impact, name="impact"),
]
