"""Addresses of accounts."""

from __future__ import annotations

from django.urls import include, path

from openentry_web.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("language/", views.language, name="account_language"),
    path("sessions/everywhere/", views.everywhere, name="sign_out_everywhere"),
    path("recovery/", views.ask_recovery, name="recovery"),
    path("recovery/asked/", views.recovery_asked, name="recovery_asked"),
    path("recovery/stop/", views.stop_recovery, name="recovery_stop_signed_in"),
    path("recovery/stop/<str:token>/", views.stop_by_mail, name="recovery_stop"),
    path("recovery/finish/<str:token>/", views.finish_recovery, name="recovery_finish"),
    path("", include("allauth.urls")),
]
