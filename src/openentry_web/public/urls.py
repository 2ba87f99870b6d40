"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import include, path

from openentry_web.public import views

urlpatterns = [
    path("", views.front, name="front"),
    path("how/", views.how, name="how"),
    path("about/", views.page, {"name": "about"}, name="about"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("help/", views.page, {"name": "help"}, name="help"),
    path("journey/", include("openentry_web.public.journey.urls")),
    path("questionnaire/", include("openentry_web.public.questionnaire.urls")),
    path("rounds/", include("openentry_web.public.rounds.urls")),
    path("open-data/", include("openentry_web.public.open_data.urls")),
    path("law/", include("openentry_web.public.law.urls")),
    path("tools/", include("openentry_web.public.tools.urls")),
]
