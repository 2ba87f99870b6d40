"""Addresses of what an invited person sees and does."""

from __future__ import annotations

from django.urls import path

from openentry_web.invited.views import applying, invitation, preparing

urlpatterns = [
    path("", invitation.invitation, name="invitation"),
    path("application/", invitation.application, name="application"),
    path("facts/", preparing.facts, name="invited_facts"),
    path("family/", preparing.family, name="invited_family"),
    path("family/add/", preparing.member, name="invited_member_add"),
    path("family/<uuid:public_id>/", preparing.member, name="invited_member"),
    path("family/<uuid:public_id>/remove/", preparing.remove_member, name="invited_member_remove"),
    path("residences/", preparing.residences, name="invited_residences"),
    path("residences/add/", preparing.residence, name="invited_residence_add"),
    path("residences/<uuid:public_id>/", preparing.residence, name="invited_residence"),
    path("residences/<uuid:public_id>/remove/", preparing.remove_residence, name="invited_residence_remove"),
    path("checklist/", applying.checklist, name="invited_checklist"),
    path("checklist/tick/", applying.tick, name="invited_tick"),
    path("checklist/explain/<slug:item>/", applying.explain, name="invited_explain"),
    path("apply/", applying.apply, name="apply"),
]
