"""What will change, and when, if nothing declared changes: the library's timeline, with the end of the profile's year in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from openentry import Decision, timeline
from openentry.law.sources import Text
from openentry.messages import Message
from openentry.timeline import Step
from openentry_web.pool.models import Entry

#: How long before something ends a program a person is warned of it at the top of their page.
WARNED = timedelta(days=90)
_NEXT = 4


@dataclass(frozen=True, slots=True)
class Coming:
    """A day on which something changes.

    ``points``: by how many the score changes (0: not at all); None where, not being known yet, its least and its most do not change
    by the same. ``out``: no program is met from that day on; ``back``: one is met again; ``lost`` and ``won``: programs; ``ends``:
    it is the day on which the profile's year is over; ``beyond``: the day is after that.
    """

    step: Step
    points: int | None
    out: bool
    back: bool
    lost: tuple[Text, ...]
    won: tuple[Text, ...]
    ends: bool = False
    beyond: bool = False

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
        """Whether it moves the score, a program, or the profile itself (and not only a warning or a category)."""
        return bool(self.points is None or self.points or self.out or self.back or self.lost or self.won or self.ends)


def changes(decided: Decision, until: date, ends_on: date | None = None) -> Iterator[Coming]:
    """Every change up to ``until``, in order; ``ends_on`` is the day on which the profile's year is over."""
    before, ended = decided, ends_on is None
    for step in timeline(decided, until):
        if not ended and ends_on is not None and step.on >= ends_on:
            ended = True
            same = step.on == ends_on
            yield _end(before, ends_on, step if same else None)
            if same:
                before = step.decision
                continue
        yield replace(_coming(before, step), beyond=ended and ends_on is not None)
        before = step.decision
    if not ended and ends_on is not None and ends_on <= until:
        yield _end(before, ends_on, None)


def year(decided: Decision, entry: Entry) -> list[Coming]:
    """The next year of an entry."""
    return list(changes(decided, decided.as_of + timedelta(days=366), entry.expires_at.date() if entry.expires_at else None))


def soon(decided: Decision, entry: Entry) -> tuple[list[Coming], list[Coming]]:
    """The next few changes that matter, and those within ninety days that end a program or the profile."""
    last = decided.as_of + timedelta(days=366)
    found: list[Coming] = []
    warned: list[Coming] = []
    for one in changes(decided, last, entry.expires_at.date() if entry.expires_at else None):
        if one.matters and len(found) < _NEXT:
            found.append(one)
        near = one.on <= decided.as_of + WARNED
        if near and (one.out or one.lost or one.ends) and not one.beyond:
            warned.append(one)
        if one.ends or (not near and len(found) == _NEXT):
            break
    return found, warned


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


def _end(before: Decision, on: date, also: Step | None) -> Coming:
    """The day the year is over, with whatever else changes on that day."""
    because: tuple[Message, ...] = (Message("web.coming.year_over"),)
    what: tuple[Message, ...] = (Message("web.coming.leaves"),)
    if also is None:
        return Coming(Step(on, because, what, before), 0, False, False, (), (), ends=True)
    both = Step(on, because + also.because, what + also.what, also.decision)
    return replace(_coming(before, both), ends=True)
