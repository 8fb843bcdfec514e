"""Where the pages of training are."""

from django.urls import path

from vinculum.site.pages.training import opening

urlpatterns = [
    path("training", opening.training, name="training"),
]
