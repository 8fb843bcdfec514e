"""Where the pages of this place are."""

from django.urls import path

from vinculum.site.pages.search.page import search
from vinculum.site.pages.search.suggest import suggest

urlpatterns = [
    path("search", search, name="search"),
    path("search/suggestions", suggest, name="search-suggestions"),
]
