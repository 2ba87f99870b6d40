"""The one clock: what day it is. Everything else is handed the day."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """The day it is in UTC, in which the days of the pool end."""
    return datetime.now(UTC).date()
