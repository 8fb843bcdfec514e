"""Where the pages of retention are."""

from django.urls import path

from vinculum.site.pages.retention import erasures, holds, queue

urlpatterns = [
    path("retention", queue.retention, name="retention"),
    path("retention/review/<str:kind>/<str:delivery>/<int:row>", queue.review, name="review"),
    path("retention/review/<str:kind>/<str:delivery>/<int:row>/decide", queue.decide_one, name="decide_review"),
    path("retention/holds", holds.holds, name="holds"),
    path("retention/holds/add", holds.add, name="add_hold"),
    path("retention/holds/<int:number>/release", holds.let_go, name="release_hold"),
    path("retention/limits", erasures.limits, name="limits"),
    path("retention/limits/erase", erasures.erase_due, name="erase_due"),
    path("retention/marked/erase", erasures.erase_marked, name="erase_marked"),
    path("retention/proofs", erasures.proved, name="erasure_proofs"),
]
