"""Moments as they stand in files and are published: with a zone, kept in UTC, never finer than a microsecond."""

from __future__ import annotations

import re
from datetime import UTC, datetime

# datetime.fromisoformat reads much more, and silently cuts what is finer than a microsecond: that would decide a tie
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


def read_moment(text: str) -> datetime | None:
    """The moment written in ``text``, in UTC; without a zone it stays without. None for what is no moment.

    >>> read_moment("2025-07-22T10:30:00.5-04:00")
    datetime.datetime(2025, 7, 22, 14, 30, 0, 500000, tzinfo=datetime.timezone.utc)
    >>> read_moment("2025-07-22T14:30:00.1234567Z"), read_moment("22 July 2025")
    (None, None)
    """
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def write_moment(moment: datetime) -> str:
    """A moment as it is published: UTC, to the microsecond.

    >>> write_moment(datetime(2025, 7, 22, 14, 30, tzinfo=UTC))
    '2025-07-22T14:30:00.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
