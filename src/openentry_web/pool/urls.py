"""Addresses of where a person stands."""

from __future__ import annotations

from django.urls import path

from openentry_web.pool import views

urlpatterns = [
    path("", views.home, name="home"),
]
