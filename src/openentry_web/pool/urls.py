"""Addresses of where a person stands."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from openentry_web.pool import views, views_year


class Day:
    """A day in an address: 2026-11-24."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day; a ValueError (no such page) where the calendar has none."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """As it is written in an address."""
        return value if isinstance(value, str) else value.isoformat()


register_converter(Day, "day")

urlpatterns = [
    path("", views.home, name="home"),
    path("advice/", views.home_advice, name="home_advice"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<day:day>/", views.decision, name="decision"),
    path("decisions/<day:day>/<int:number>/", views.decision, name="decision_numbered"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/openentry.ics", views.calendar_file, name="calendar_file"),
    path("calendar/address/", views_year.calendar_address, name="calendar_address"),
    path("calendar/address/<str:secret>.ics", views_year.calendar_feed, name="calendar_feed"),
    path("history/", views_year.history, name="history"),
    path("permit/", views_year.permit_ends, name="permit"),
    path("withdraw/", views_year.withdraw, name="withdraw"),
    path("letter/", views.letter, name="letter"),
    path("rounds/", views.rounds, name="rounds"),
]
