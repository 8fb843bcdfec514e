"""Where the pages of funding are."""

from django.urls import path

from vinculum.site.pages.funding import opening

urlpatterns = [
    path("funding", opening.funding, name="funding"),
]
