"""Where the pages of the inspection form are."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
