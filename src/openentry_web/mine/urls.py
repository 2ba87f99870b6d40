"""Addresses of what is one's own."""

from __future__ import annotations

from django.urls import path

from openentry_web.mine.views import improve, scenarios

urlpatterns = [
    path("improve/", improve.improve, name="improve"),
    path("scenarios/", scenarios.listed, name="scenarios"),
    path("scenarios/<int:pk>/", scenarios.one, name="scenario"),
    path("scenarios/<int:pk>/delete/", scenarios.deleted, name="scenario_delete"),
    path("compare/", scenarios.compare, name="compare"),
]
