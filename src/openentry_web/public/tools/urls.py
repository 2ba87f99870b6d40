"""Addresses of the tools."""

from __future__ import annotations

from django.urls import path

from openentry_web.public.tools import occupations, small, views

urlpatterns = [
    path("check-your-score/", views.check_score, name="check_score"),
    path("language-levels/", small.convert_language, name="convert_language"),
    path("settlement-funds/", small.funds, name="funds"),
    path("occupations/", occupations.search_page, name="occupations"),
    path("occupations/<slug:code>/", occupations.one, name="occupation"),
]
