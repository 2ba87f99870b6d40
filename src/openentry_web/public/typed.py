"""What somebody typed into a box of a public page: kept as it stands, read where it can be, with what is wrong where not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Generic, TypeVar

from openentry.messages import Message

T = TypeVar("T")
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?", re.ASCII)
_MOST = 60


@dataclass(frozen=True, slots=True)
class Box(Generic[T]):
    """``raw`` as it was typed; ``value`` where it can be used; ``wrong`` where it cannot."""

    raw: str
    value: T | None = None
    wrong: Message | None = None


def clean(raw: str) -> str:
    """A short text that can be shown again."""
    return "".join(one for one in str(raw)[:_MOST] if one.isprintable()).strip()


def whole(raw: str, least: int, most: int, *, needed: bool = True) -> Box[int]:
    """A whole number; spaces and separators of thousands are read as such."""
    typed = clean(raw)
    digits = re.sub(r"[\s,\u00a0\u202f$]", "", typed)
    if not digits:
        return Box(typed, None, Message("web.typed.number", {"least": least, "most": most}) if needed else None)
    if not _WHOLE.fullmatch(digits) or not least <= int(digits) <= most:
        return Box(typed, None, Message("web.typed.number", {"least": least, "most": most}))
    return Box(typed, int(digits))


def decimal(raw: str) -> Box[Decimal]:
    """A score of a test, its decimals after a point or a comma; an empty box is none."""
    typed = clean(raw)
    if not typed:
        return Box(typed)
    if not _DECIMAL.fullmatch(typed):
        return Box(typed, None, Message("web.typed.score"))
    return Box(typed, Decimal(typed.replace(",", ".")))


def day(raw: str, first: date, last: date, *, needed: bool = True) -> Box[date]:
    """A day, as a date field sends it."""
    typed = clean(raw)
    if not typed and not needed:
        return Box(typed)
    try:
        found = date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        found = None
    if found is None:
        return Box(typed, None, Message("web.typed.day", {"example": "2025-07-15"}))
    if not first <= found <= last:
        return Box(typed, None, Message("web.typed.day_range", {"first": first, "last": last}))
    return Box(typed, found)


def moment_of_day(raw: str) -> Box[time]:
    """A time of day in UTC; an empty box is midnight, when the day begins."""
    typed = clean(raw)
    if not typed:
        return Box(typed, time())
    try:
        found = time.fromisoformat(typed) if re.fullmatch(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?", typed, re.ASCII) else None
    except ValueError:
        found = None
    return Box(typed, found) if found else Box(typed, None, Message("web.typed.time"))
