"""Addresses of messages."""

from __future__ import annotations

from django.urls import path

from openentry_web.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
]
