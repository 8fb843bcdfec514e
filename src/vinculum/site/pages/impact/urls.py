"""Where the pages of impact are."""

from django.urls import path

from vinculum.site.pages.impact.listing import studies
from vinculum.site.pages.impact.published import keep_published, new_published, published
from vinculum.site.pages.impact.study import run, study
from vinculum.site.pages.impact.writing import new_study, write

urlpatterns = [
    path("impact", studies, name="impact"),
    path("impact/new", new_study, name="new_impact_study"),
    path("impact/write", write, name="write_impact_study"),
    path("impact/studies/<uuid:impact_study>", study, name="impact_study"),
    path("impact/studies/<uuid:impact_study>/run", run, name="run_impact_study"),
    path("impact/published/new", new_published, name="new_impact_series"),
    path("impact/published/keep", keep_published, name="keep_impact_series"),
    path("impact/published/<uuid:impact_series>", published, name="impact_series"),
]
