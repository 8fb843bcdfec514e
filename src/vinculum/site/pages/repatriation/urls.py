"""Where the pages of repatriation are."""

from django.urls import path

from vinculum.site.pages.repatriation import case, keeping, listing, telling

urlpatterns = [
    path("repatriation", listing.cases, name="repatriation"),
    path("repatriation/new", listing.begin, name="repatriation-new"),
    path("repatriation/keeping", keeping.keeping, name="repatriation-keeping"),
    path("repatriation/keeping/<slug:repatriation>/erase", keeping.erase, name="repatriation-erase"),
    path("repatriation/<slug:repatriation>", case.case, name="repatriation-case"),
    path("repatriation/<slug:repatriation>/act", case.act, name="repatriation-act"),
    path("repatriation/<slug:repatriation>/tell/<slug:told>", telling.tell, name="repatriation-tell"),
    path("repatriation/<slug:repatriation>/letters/<int:case_letter>/told", telling.letter_told, name="repatriation-letter-told"),
    path("repatriation/<slug:repatriation>/letters/<int:case_letter>.<slug:paper>", case.letter, name="repatriation-letter"),
    path("repatriation/<slug:repatriation>/dates/<int:case_date>/met", telling.date_met, name="repatriation-date-met"),
    path("repatriation/<slug:repatriation>/costs/<int:case_cost>/undo", telling.cost_undone, name="repatriation-cost-undo"),
]
