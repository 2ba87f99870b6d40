"""Addresses of the demonstration: none of them is there without it."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from openentry_web.demo import views

urlpatterns = [
    path("clock/", views.clock_page, name="demo_clock"),
    path("codes/", views.codes, name="demo_codes"),
]
if not settings.DEMO:
    urlpatterns = []
