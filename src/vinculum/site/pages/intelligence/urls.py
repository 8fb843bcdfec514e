"""Where the pages of intelligence are."""

from django.urls import path

from vinculum.site.pages.intelligence import opening

urlpatterns = [
    path("intelligence", opening.intelligence, name="intelligence"),
]
