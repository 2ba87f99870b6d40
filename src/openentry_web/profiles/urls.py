"""Addresses of a profile."""

from __future__ import annotations

from django.urls import path

from openentry_web.profiles import views

urlpatterns = [
    path("", views.profile, name="profile"),
]
