"""Where the pages of leads are."""

from django.urls import path

from vinculum.site.pages.leads import acting
from vinculum.site.pages.leads.decisions import decisions
from vinculum.site.pages.leads.lead import lead
from vinculum.site.pages.leads.pack import pack
from vinculum.site.pages.leads.queue import queue

urlpatterns = [
    path("leads", queue, name="leads"),
    path("leads/decisions.csv", decisions, name="lead-decisions"),
    path("leads/<str:lead>", lead, name="lead"),
    path("leads/<str:lead>/adopt", acting.adopt, name="lead-adopt"),
    path("leads/<str:lead>/task", acting.task, name="lead-task"),
    path("leads/<str:lead>/park", acting.park, name="lead-park"),
    path("leads/<str:lead>/dismiss", acting.dismiss, name="lead-dismiss"),
    path("leads/<str:lead>/resolve", acting.resolve, name="lead-resolve"),
    path("leads/<str:lead>/note", acting.note, name="lead-note"),
    path("leads/<str:lead>/undo", acting.undo, name="lead-undo"),
    path("leads/<str:lead>/recall", acting.recall, name="lead-recall"),
    path("leads/<str:lead>/pack", pack, name="lead-pack"),
]
