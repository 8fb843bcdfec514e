"""Where the pages of returns are."""

from django.urls import path

from vinculum.site.pages.returns import opening

urlpatterns = [
    path("returns", opening.returns, name="returns"),
]
