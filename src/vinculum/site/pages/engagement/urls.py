"""Where the pages of engagement are."""

from django.urls import path

from vinculum.site.pages.engagement import opening

urlpatterns = [
    path("engagement", opening.engagement, name="engagement"),
]
