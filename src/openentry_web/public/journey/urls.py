"""Addresses of the journey."""

from __future__ import annotations

from django.urls import path

from openentry_web.public.journey import views

urlpatterns = [path(f"{step}/", views.step, {"name": step}, name=f"journey_{step}") for step in views.STEPS]
