"""Why it changed: the scores and programs of an entry over time, each change with its one cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from openentry.law.sources import Text
from openentry_web.pool import law, selectors
from openentry_web.pool.compact import met
from openentry_web.pool.models import Decision, Entry

Bounds = tuple[int, int]

#: What an event is, by what time did: the first that fits. What is not here is work or study that time let count, or no longer.
_EXPIRED = ("change.test_expires", "change.assessment_expires", "change.permit_ends", "change.test_clock")
_BY_LAW = ("web.cause.law", "change.law", "change.funds_deadline", "change.professional_body")
_KINDS = (("expiry", _EXPIRED), ("birthday", ("change.birthday",)), ("law", _BY_LAW), ("nomination", ("web.nominations.cause",)))
_CAUSES = {"T4": "submitted", "T5": "submitted", "T6": "edit", "T12": "returned"}
#: How an entry ends, by its state.
ENDS = {
    "INELIGIBLE_IN_POOL": "out",
    "EXPIRED": "year",
    "WITHDRAWN": "withdrawn",
    "INELIGIBLE_AT_SUBMISSION": "not_in",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A change of score or programs. ``kind`` is its one cause; ``because`` what time or law did, as stored messages (more than one
    where they fell on one day); ``points`` by how much the score changed, None at first and where it is not known."""

    kept: Decision
    kind: str
    because: tuple[dict[str, Any], ...]
    score: Bounds
    points: int | None
    won: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def won_names(self) -> list[Text | str]:
        """The programs that were newly met, as the law calls them."""
        return [_name(program, self.on) for program in self.won]

    @property
    def lost_names(self) -> list[Text | str]:
        """The programs that were no longer met."""
        return [_name(program, self.on) for program in self.lost]

    @property
    def on(self) -> date:
        """The day from which it holds."""
        return self.kept.as_of


@dataclass(frozen=True, slots=True)
class History:
    """One entry over time. ``end``: how and when it ended, None while it has not."""

    entry: Entry
    events: tuple[Event, ...]
    end: tuple[str, date] | None
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the chart."""

    x: int
    y: int
    label: Any = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """The same as a drawing: a line of steps, a dot for each event, a bar for each program in the time in which it was met."""

    width: int
    height: int
    line: str
    dots: tuple[Mark, ...]
    levels: tuple[Mark, ...]
    days: tuple[Mark, Mark]
    programs: tuple[tuple[Mark, tuple[tuple[int, int], ...]], ...]

    @property
    def right(self) -> int:
        """Where the lines of the levels end."""
        return self.width - _RIGHT

    @property
    def beside(self) -> int:
        """Where the figures of the levels end."""
        return _LEFT - 13


def of(person: Any, now: datetime) -> list[History]:
    """Of every profile a person submitted, the latest first."""
    by_entry: dict[int, list[Decision]] = {}
    for one in reversed(selectors.past_decisions(person)):
        by_entry.setdefault(one.entry_id, []).append(one)
    found = [_history(kept[0].entry, sorted(kept, key=lambda one: one.number), now) for kept in by_entry.values()]
    return sorted(found, key=lambda one: one.entry.received_at or one.entry.begun_at, reverse=True)


def _history(entry: Entry, kept: list[Decision], now: datetime) -> History:
    events = tuple(_events(kept))
    end = None
    if entry.state in ENDS and entry.closed_at is not None:
        end = ENDS[entry.state], entry.closed_at.astimezone(UTC).date()
    until = end[1] if end else now.date()
    never_in = end is not None and end[0] == "not_in"
    return History(entry, events, end, None if never_in else _chart(events, max(until, events[-1].on)))


def _events(kept: list[Decision]) -> Iterator[Event]:
    """Those decisions that moved the score or a program, and the first."""
    before: Decision | None = None
    for one in kept:
        score, programs = _score(one), met(one.outcome)
        was, had = (_score(before), met(before.outcome)) if before is not None else (None, [])
        if before is None or score != was or programs != had:
            won = tuple(name for name in programs if name not in had)
            lost = tuple(name for name in had if name not in programs)
            kind, because = cause(one, before)
            yield Event(one, kind, because, score, _points(was, score), won, lost)
        before = one


def cause(one: Decision, before: Decision | None) -> tuple[str, tuple[dict[str, Any], ...]]:
    """The one cause of a decision, and what is said of it."""
    because = tuple(one.because)
    if one.cause in _CAUSES:
        return _CAUSES[one.cause], because
    if one.cause.startswith("N"):
        return "nomination", because
    if not because and before is not None and before.law_id != one.law_id:
        return "law", because
    ids = {why["id"] for why in because}
    return next((kind for kind, among in _KINDS if ids & set(among)), "time"), because


def _score(one: Decision) -> Bounds:
    low, high = one.outcome["score"]
    return low, high


def _points(was: Bounds | None, score: Bounds) -> int | None:
    if was is None or score[0] - was[0] != score[1] - was[1]:
        return None
    return score[0] - was[0]


def _name(program: str, day: date) -> Text | str:
    named: Text | str = law.book().on(day).content("programs.order").names.get(program, program)
    return named


# --- the drawing ---

_WIDTH, _LEFT, _RIGHT, _TOP, _TALL, _ROW = 360, 46, 14, 12, 110, 26


def _chart(events: tuple[Event, ...], until: date) -> Chart:
    """The drawing, to scale in days and points."""
    first = events[0].on
    days = max((until - first).days, 1)
    low, high = min(event.score[0] for event in events), max(event.score[0] for event in events)
    step = next(size for size in (10, 20, 50, 100, 200, 400) if (high - low) // size < 4)
    bottom, top = low // step * step, (high // step + 1) * step

    def x(day: date) -> int:
        return _LEFT + (day - first).days * (_WIDTH - _LEFT - _RIGHT) // days

    def y(points: int) -> int:
        return _TOP + (top - points) * _TALL // (top - bottom)

    corners = [f"M{x(first)} {y(events[0].score[0])}"]
    corners += [f"H{x(event.on)}V{y(event.score[0])}" for event in events[1:]]
    met_in = _met_in(events, until)
    below = _TOP + _TALL + 30
    return Chart(
        width=_WIDTH,
        height=below + _ROW * len(met_in) + 4,
        line="".join(corners) + f"H{x(until)}",
        dots=tuple(Mark(x(event.on), y(event.score[0]), number) for number, event in enumerate(events, 1)),
        levels=tuple(Mark(_LEFT, y(points), points) for points in range(bottom, top + 1, step)),
        days=(Mark(_LEFT, _TOP + _TALL + 18, first), Mark(_WIDTH - _RIGHT, _TOP + _TALL + 18, until)),
        programs=tuple(
            (Mark(0, below + _ROW * place, _name(name, until)), tuple(_bar(x(since), x(end)) for since, end in spans))
            for place, (name, spans) in enumerate(met_in.items())
        ),
    )


def _bar(begins: int, ends: int) -> tuple[int, int]:
    """Where a bar begins and how wide it is: never too narrow to be seen."""
    return begins, max(ends - begins, 3)


def _met_in(events: tuple[Event, ...], until: date) -> dict[str, list[tuple[date, date]]]:
    """In which time each program was met."""
    found: dict[str, list[tuple[date, date]]] = {}
    since: dict[str, date] = {}
    for event in events:
        since |= dict.fromkeys(event.won, event.on)
        for name in event.lost:
            found.setdefault(name, []).append((since.pop(name), event.on))
    for name, day in since.items():
        found.setdefault(name, []).append((day, until))
    return found
