"""Where the pages of destination markets are."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
