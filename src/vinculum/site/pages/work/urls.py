"""Where the pages of background work are."""

from django.urls import path

from vinculum.site.pages.work.acting import start_build, stop_job
from vinculum.site.pages.work.listing import job, work

urlpatterns = [
    path("work", work, name="work"),
    path("work/build", start_build, name="start-build"),
    path("work/<int:number>", job, name="job"),
    path("work/<int:number>/stop", stop_job, name="stop-job"),
]
