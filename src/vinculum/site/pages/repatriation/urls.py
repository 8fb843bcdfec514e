"""Where the pages of repatriation are."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
