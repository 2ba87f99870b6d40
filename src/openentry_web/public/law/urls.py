"""Addresses of the law."""

from __future__ import annotations

from django.urls import path

from openentry_web.public.law import views

urlpatterns = [
    path("", views.law, name="law"),
    path("<str:name>/", views.document, name="law_document"),
    path("<str:name>/<str:day>/", views.document, name="law_version"),
]
