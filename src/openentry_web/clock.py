"""The one clock. A demonstration may be told that it is another day; web and worker agree because the difference is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import monotonic

from django.apps import apps

#: Seconds for which a process may go on with a difference it has read.
_FRESH = 2.0
_read: tuple[float, timedelta] | None = None


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC) + _difference()


def today() -> date:
    """The day, in UTC, on which days of this service begin and end."""
    return now().date()


def forget() -> None:
    """Read the stored difference anew at the next question."""
    global _read
    _read = None


def _difference() -> timedelta:
    global _read
    if _read is None or monotonic() - _read[0] > _FRESH:
        setting = apps.get_model("audit", "ClockSetting").objects.first()
        _read = (monotonic(), timedelta(seconds=setting.offset_seconds) if setting else timedelta())
    return _read[1]
