"""Addresses of officers' files and concerns, and of what the person sees of them."""

from __future__ import annotations

from django.urls import path

from openentry_web.integrity.views import mine, officers

urlpatterns = [
    path("", officers.home, name="integrity"),
    path("file/", officers.file, name="integrity_file"),
    path("concerns/<uuid:public_id>/", officers.concern, name="integrity_concern"),
    path("concerns/<uuid:public_id>/reason/", officers.reason, name="integrity_reason"),
    path("concerns/<uuid:public_id>/enforced/", officers.enforced, name="integrity_enforced"),
    path("mine/", mine.concerns, name="concerns"),
    path("mine/<uuid:public_id>/", mine.concern, name="concern"),
]
