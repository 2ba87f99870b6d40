"""Addresses of the questionnaire: names of questions only, never an answer."""

from __future__ import annotations

from django.urls import path

from openentry_web.public.questionnaire import views

urlpatterns = [
    path("", views.start, name="questionnaire"),
    path("result/", views.result, name="questionnaire_result"),
    path("code/", views.code, name="questionnaire_code"),
    path("delete/", views.delete, name="questionnaire_delete"),
    path("<slug:section_id>/", views.things, name="questionnaire_list"),
    path("<slug:section_id>/<slug:page_id>/", views.page, name="questionnaire_page"),
    path("<slug:section_id>/<slug:key>/remove/", views.remove, name="questionnaire_remove"),
    path("<slug:section_id>/<slug:key>/<slug:page_id>/", views.page, name="questionnaire_thing"),
]
