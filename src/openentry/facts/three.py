"""Yes, no, not known: the logic of incomplete answers (Kleene). None is *not known*; it never becomes yes or no by default."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def every(values: Iterable[Truth]) -> Truth:
    """No if any is no; else not known if any is not known; else yes."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def some(values: Iterable[Truth]) -> Truth:
    """Yes if any is yes; else not known if any is not known; else no."""
    unknown = False
    for value in values:
        if value:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def opposite(value: Truth) -> Truth:
    """No for yes, yes for no."""
    return None if value is None else not value


def at_least(low: int, high: int, needed: int) -> Truth:
    """Whether a number between ``low`` and ``high`` is at least ``needed``."""
    return True if low >= needed else (False if high < needed else None)
