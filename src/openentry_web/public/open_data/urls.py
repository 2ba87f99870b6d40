"""Addresses of the open data: the files stand outside the languages, the page that describes them under one."""

from __future__ import annotations

from django.urls import path

from openentry_web.public.open_data import views

files = [path("<str:name>", views.file, name="open_data_file")]
urlpatterns = [path("", views.about, name="open_data")]
