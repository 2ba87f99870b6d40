"""Addresses of overlays and outages."""

from __future__ import annotations

from django.urls import path

from openentry_web.instruments.views import law, outages

urlpatterns = [
    path("officers/law/", law.home, name="overlays"),
    path("officers/law/propose/", law.propose, name="overlay_propose"),
    path("officers/law/<uuid:public_id>/", law.one, name="overlay"),
    path("officers/law/<uuid:public_id>/count/", law.count, name="overlay_count"),
    path("officers/law/<uuid:public_id>/approve/", law.approve, name="overlay_approve"),
    path("officers/law/<uuid:public_id>/drop/", law.drop, name="overlay_drop"),
    path("officers/law/<uuid:public_id>/withdrawal/", law.ask_withdrawal, name="overlay_ask_withdrawal"),
    path("officers/law/<uuid:public_id>/withdraw/", law.withdraw, name="overlay_withdraw"),
    path("officers/law/<uuid:public_id>/keep/", law.keep, name="overlay_keep"),
    path("officers/outages/", outages.officers, name="outages_record"),
    path("officers/outages/<uuid:public_id>/", outages.lengthen, name="outage_lengthen"),
    path("outages/", outages.everybody, name="outages"),
]
