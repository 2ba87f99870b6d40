"""Addresses of rounds: the officers' console, the public page of a round held here, what a person sees of them."""

from __future__ import annotations

from django.urls import include, path

from openentry_web.rounds.console import held, mine

urlpatterns = [
    path("officers/", include("openentry_web.rounds.console.urls")),
    path("rounds/held/<str:number>/", held.page, name="our_round"),
    path("rounds/held/<str:number>/round.json", held.record, name="our_round_file"),
    path("invitation/decline/", mine.decline, name="decline"),
    path("invitation/rounds/", mine.receipts, name="receipts"),
    path("invitation/rounds/<str:number>/receipt.json", mine.receipt, name="receipt"),
]
