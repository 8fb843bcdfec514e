"""Where the pages of members are."""

from django.urls import path

from vinculum.site.pages.members import opening

urlpatterns = [
    path("members", opening.members, name="members"),
]
