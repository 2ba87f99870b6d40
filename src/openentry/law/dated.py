"""Dated documents of the law: every version from the day it came into force, with its source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from openentry.errors import LawGapError
from openentry.law.sources import Source, Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """What one document says from ``in_force`` on, until the next version (or ``until``, its last day).

    ``published`` is the day it became knowable. ``overlay`` names the directory it was laid over from, ``""`` for the built-in law.
    ``written`` is the content as it stands in ``file``, before it was given its shape. ``repealed_by`` is what ended it, where an
    overlay repeals it.
    """

    document: str
    in_force: date
    until: date | None
    published: date | None
    source: Source
    content: T
    overlay: str = ""
    file: str = ""
    written: Any = field(default=None, repr=False, compare=False)
    repealed_by: Source | None = None

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on ``day``, looked at alone."""
        return self.in_force <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Document(Generic[T]):
    """One table or set of rules of the law, in all its versions, oldest first. ``kind`` names the shape of its content."""

    id: str
    part: str
    kind: str
    title: Text
    versions: tuple[Version[T], ...]
    starts: tuple[date, ...] = field(default=())

    def on(self, day: date) -> Version[T] | None:
        """The version in force on ``day``; None before the first, after an end, or in a declared gap."""
        at = bisect_right(self.starts, day) - 1
        if at < 0:
            return None
        version = self.versions[at]
        return version if version.until is None or day <= version.until else None

    def need(self, day: date) -> Version[T]:
        """The version in force on ``day``; a day without one is a :class:`LawGapError`."""
        version = self.on(day)
        if version is None:
            raise LawGapError.of("error.law.nothing_in_force", self.id, document=self.id, day=day)
        return version

    def changes(self) -> Iterator[date]:
        """The days on which what is in force changes: each start, and the day after each end."""
        for version in self.versions:
            yield version.in_force
            if version.until is not None:
                yield version.until + timedelta(days=1)
