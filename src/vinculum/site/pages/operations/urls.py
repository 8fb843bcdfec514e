"""Where the pages of operations are."""

from django.urls import path

from vinculum.site.pages.operations import opening

urlpatterns = [
    path("operations", opening.operations, name="operations"),
    path("taskings", opening.taskings, name="taskings"),
    path("disruptions", opening.disruptions, name="disruptions"),
]
