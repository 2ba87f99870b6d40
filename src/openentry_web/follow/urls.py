"""Addresses of following. What stands in them is random and signed; it opens what one mailbox was sent, and nothing else."""

from __future__ import annotations

from django.urls import path

from openentry_web.follow import views

urlpatterns = [
    path("", views.follow, name="follow"),
    path("sent/", views.sent, name="follow_sent"),
    path("confirm/<str:token>/", views.confirm, name="follow_confirm"),
    path("mine/<str:token>/", views.mine, name="follow_mine"),
    path("stop/<str:token>/", views.stop, name="follow_stop"),
]
