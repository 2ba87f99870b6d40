"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from openentry_web.public import views

urlpatterns = [
    path("", views.front, name="front"),
    path("about/", views.page, {"name": "about"}, name="about"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("help/", views.page, {"name": "help"}, name="help"),
]
