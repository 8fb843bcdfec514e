"""Where the pages of destination markets are."""

from django.urls import path

from vinculum.site.pages.markets import pages

urlpatterns = [
    path("markets", pages.markets, name="markets"),
    path("markets/<slug:market>", pages.market, name="market"),
    path("markets/<slug:market>/rows/<slug:counted>", pages.rows, name="market-rows"),
]
