"""Addresses of the rounds."""

from __future__ import annotations

from django.urls import path

from openentry_web.public.rounds import views

urlpatterns = [
    path("", views.rounds, name="public_rounds"),
    path("test/", views.would_be, name="public_round_test"),
    path("feed.xml", views.feed, name="public_rounds_feed"),
    path("charts/<slug:of>/<slug:name>-<slug:size>.svg", views.chart, name="public_chart"),
    path("<slug:number>/", views.one_round, name="public_round"),
]
