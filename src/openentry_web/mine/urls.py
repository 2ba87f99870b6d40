"""Addresses of what is one's own."""

from __future__ import annotations

from django.urls import path

from openentry_web.mine.views import deleting, exports, improve, scenarios

urlpatterns = [
    path("improve/", improve.improve, name="improve"),
    path("scenarios/", scenarios.listed, name="scenarios"),
    path("scenarios/<int:pk>/", scenarios.one, name="scenario"),
    path("scenarios/<int:pk>/delete/", scenarios.deleted, name="scenario_delete"),
    path("compare/", scenarios.compare, name="compare"),
    path("export/", exports.export, name="export"),
    path("export/openentry-profile.json", exports.facts_file, name="export_facts"),
    path("export/openentry-record.json", exports.record_file, name="export_record"),
    path("export/openentry-answers.pdf", exports.answers_file, name="export_pdf"),
    path("who-looked/", exports.who_looked, name="who_looked"),
    path("delete-account/", deleting.delete_account, name="delete_account"),
    path("account-deleted/", deleting.account_deleted, name="account_deleted"),
]
