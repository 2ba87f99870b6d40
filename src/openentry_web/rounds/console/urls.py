"""Addresses of the officers' console."""

from __future__ import annotations

from django.urls import path

from openentry_web.rounds.console import pool, views

urlpatterns = [
    path("", views.home, name="officers"),
    path("plan/", views.plan, name="round_plan"),
    path("pool/", pool.page, name="pool_figures"),
    path("pool/<slug:name>.csv", pool.file, name="pool_figures_file"),
    path("rounds/<str:number>/", views.one, name="round"),
    path("rounds/<str:number>/change/", views.change, name="round_change"),
    path("rounds/<str:number>/rehearse/", views.rehearse, name="round_rehearse"),
    path("rounds/<str:number>/freeze/", views.freeze, name="round_freeze"),
    path("rounds/<str:number>/approve/", views.approve, name="round_approve"),
    path("rounds/<str:number>/run/", views.run, name="round_run"),
    path("rounds/<str:number>/release/", views.release, name="round_release"),
    path("rounds/<str:number>/abort/", views.abort, name="round_abort"),
    path("rounds/<str:number>/replay/", views.replay, name="round_replay"),
    path("rounds/<str:number>/correct/", views.correct, name="round_correct"),
]
