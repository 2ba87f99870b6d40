"""What will change, and when, if nothing declared changes: the library's timeline, with the end of the profile's year and of a
permission to work in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from openentry import Decision, timeline
from openentry.law.sources import Text
from openentry.messages import Message
from openentry.timeline import Step
from openentry_web.pool.models import Entry

#: How long before something ends a program a person is warned of it at the top of their page.
WARNED = timedelta(days=90)
_NEXT = 4
#: What is no part of a decision: why, and what.
_YEAR = (Message("web.coming.year_over"), Message("web.coming.leaves"))
_PERMIT = (Message("change.permit_ends"), Message("web.coming.permit"))


@dataclass(frozen=True, slots=True)
class Coming:
    """A day on which something changes.

    ``points``: by how many the score changes (0: not at all); None where, not being known yet, its least and its most do not change
    by the same. ``out``: no program is met from that day on; ``back``: one is met again; ``lost`` and ``won``: programs; ``ends``:
    it is the day on which the profile's year is over; ``beyond``: the day is after that; ``permit``: a
    permission to work has ended.
    """

    step: Step
    points: int | None
    out: bool
    back: bool
    lost: tuple[Text, ...]
    won: tuple[Text, ...]
    ends: bool = False
    beyond: bool = False
    permit: bool = False

    @property
    def on(self) -> date:
        """The day."""
        return self.step.on

    @property
    def range(self) -> tuple[int, int]:
        """The score from that day on, at least and at most."""
        return self.step.decision.score_range

    @property
    def why(self) -> Message:
        """Why, as one message."""
        return self.step.because[0]

    @property
    def matters(self) -> bool:
        """Whether it moves the score, a program, or the profile itself, or ends a permission to work (and does not only bring a
        warning or a category)."""
        moves = self.points is None or self.points or self.out or self.back or self.lost or self.won
        return bool(moves or self.ends or self.permit)


def changes(decided: Decision, until: date, ends_on: date | None = None, permit_ends: date | None = None) -> Iterator[Coming]:
    """Every change up to ``until``, in order; ``ends_on`` is the day on which the profile's year is over, ``permit_ends`` the last
    day of a permission to work."""
    own: dict[date, list[tuple[Message, Message]]] = {}
    if ends_on is not None and ends_on <= until:
        own.setdefault(ends_on, []).append(_YEAR)
    if permit_ends is not None and decided.as_of <= permit_ends < until:
        own.setdefault(permit_ends + timedelta(days=1), []).append(_PERMIT)
    before = decided
    for step in timeline(decided, until):
        for day in [day for day in sorted(own) if day < step.on]:
            yield _own(before, day, own.pop(day), None, ends_on)
        if step.on in own:
            yield _own(before, step.on, own.pop(step.on), step, ends_on)
        else:
            yield replace(_coming(before, step), beyond=_beyond(step.on, ends_on))
        before = step.decision
    for day in sorted(own):
        yield _own(before, day, own[day], None, ends_on)


def year(decided: Decision, entry: Entry) -> list[Coming]:
    """The next year of an entry."""
    return list(changes(decided, decided.as_of + timedelta(days=366), *_own_days(entry)))


def soon(decided: Decision, entry: Entry) -> tuple[list[Coming], list[Coming]]:
    """The next few changes that matter, and those within ninety days that end a program or the profile."""
    last = decided.as_of + timedelta(days=366)
    found: list[Coming] = []
    warned: list[Coming] = []
    for one in changes(decided, last, *_own_days(entry)):
        if one.matters and len(found) < _NEXT:
            found.append(one)
        near = one.on <= decided.as_of + WARNED
        if near and (one.out or one.lost or one.ends) and not one.beyond:
            warned.append(one)
        if one.ends or (not near and len(found) == _NEXT):
            break
    return found, warned


def _own_days(entry: Entry) -> tuple[date | None, date | None]:
    """The day the year is over, and the last day of a permission to work."""
    held = (entry.version.content.get("authorization_to_work") or {}) if entry.version is not None else {}
    permit = held.get("expires_on")
    return entry.expires_at.date() if entry.expires_at else None, date.fromisoformat(permit) if permit else None


def _beyond(day: date, ends_on: date | None) -> bool:
    return ends_on is not None and day > ends_on


def _coming(before: Decision, step: Step) -> Coming:
    old, new = before.evaluation.programs, step.decision.evaluation.programs
    names = step.decision.evaluation.law.content("programs.order").names
    (low, high), (low_then, high_then) = before.score_range, step.decision.score_range
    moved = low_then - low if low_then - low == high_then - high else None
    return Coming(
        step,
        moved,
        before.eligible is True and step.decision.eligible is not True,
        before.eligible is not True and step.decision.eligible is True,
        tuple(names[name] for name, verdict in new.items() if not verdict.met and name in old and old[name].met),
        tuple(names[name] for name, verdict in new.items() if verdict.met and not (name in old and old[name].met)),
    )


def _own(before: Decision, on: date, own: Sequence[tuple[Message, Message]], also: Step | None, ends_on: date | None) -> Coming:
    """A day with something that is no part of a decision, and with whatever else changes on it."""
    because, what = tuple(why for why, _ in own), tuple(said for _, said in own)
    flags: dict[str, Any] = {"ends": _YEAR in own, "permit": _PERMIT in own, "beyond": _beyond(on, ends_on)}
    if also is None:
        return Coming(Step(on, because, what, before), 0, False, False, (), (), **flags)
    both = Step(on, because + tuple(one for one in also.because if one not in because), what + also.what, also.decision)
    return replace(_coming(before, both), **flags)
