"""The URL map. Each place of the site lists its own pages; what is here puts them side by side."""

from django.urls import include, path

from vinculum.site.api.v1 import api
from vinculum.site.pages import home, purpose

urlpatterns = [
    path("", home.go_home, name="home"),
    path("api/v1/", api.urls),
    path("purpose", purpose.ask_purpose, name="purpose"),
    path("account/", include("vinculum.site.pages.account.urls")),
    path("", include("vinculum.site.pages.picture.urls")),
    path("", include("vinculum.site.pages.search.urls")),
    path("", include("vinculum.site.pages.vehicle.urls")),
    path("", include("vinculum.site.pages.leads.urls")),
    path("", include("vinculum.site.pages.intelligence.urls")),
    path("", include("vinculum.site.pages.operations.urls")),
    path("", include("vinculum.site.pages.returns.urls")),
    path("", include("vinculum.site.pages.ports.urls")),
    path("", include("vinculum.site.pages.inspections.urls")),
    path("", include("vinculum.site.pages.markets.urls")),
    path("", include("vinculum.site.pages.repatriation.urls")),
    path("", include("vinculum.site.pages.strategy.urls")),
    path("", include("vinculum.site.pages.members.urls")),
    path("", include("vinculum.site.pages.funding.urls")),
    path("", include("vinculum.site.pages.training.urls")),
    path("", include("vinculum.site.pages.engagement.urls")),
    path("", include("vinculum.site.pages.impact.urls")),
    path("", include("vinculum.site.pages.products.urls")),
    path("", include("vinculum.site.pages.public.urls")),
    path("", include("vinculum.site.pages.data.urls")),
    path("", include("vinculum.site.pages.watches.urls")),
    path("", include("vinculum.site.pages.work.urls")),
    path("", include("vinculum.site.pages.audit.urls")),
    path("", include("vinculum.site.pages.retention.urls")),
    path("", include("vinculum.site.pages.administration.urls")),
]
