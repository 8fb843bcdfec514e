"""Where the pages of this place are."""

from django.urls import path

from vinculum.site.pages.vehicle.page import vehicle
from vinculum.site.pages.vehicle.record import record

urlpatterns = [
    path("vehicle/<str:mark>", vehicle, name="vehicle"),
    path("record/<str:delivery>/<int:row>", record, name="record"),
]
