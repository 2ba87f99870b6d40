"""The life of an expression of interest: which state may follow which, and when a period ends (A10.1-A10.3; MI ss. 3-5).

The table is law as data (``law/procedure/``). This module only reads it: it knows no state and no number of days by heart, has no
clock, and stores nothing. A caller that stores states asks :func:`transition` first; what is not in the table cannot happen.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from openentry.errors import DayError, InputError
from openentry.law.book import Law
from openentry.law.shapes.procedure import Deadline, State, States, Transition

__all__ = ["NOMINATION", "PROFILE", "State", "Transition", "deadline", "may", "state", "states", "transition"]

#: The two tables: of an expression of interest, and of a nomination of somebody in the pool.
PROFILE = "procedure.states"
NOMINATION = "procedure.nomination"


def states(law: Law, table: str = PROFILE) -> tuple[State, ...]:
    """Every state of a table, in the order of a life."""
    return _table(law, table).states


def state(law: Law, name: str, table: str = PROFILE) -> State:
    """The state ``name``; :class:`InputError` when the table has none."""
    found = next((s for s in states(law, table) if s.id == name), None)
    if found is None:
        raise InputError.of("error.lifecycle.unknown_state", state=name, known=[s.id for s in states(law, table)])
    return found


def may(law: Law, state_name: str | None, table: str = PROFILE) -> tuple[Transition, ...]:
    """The transitions that lead out of a state, in the order of the table; None: those that begin something new."""
    ways = _table(law, table).transitions
    if state_name is None:
        return tuple(t for t in ways if not t.from_states)
    state(law, state_name, table)
    return tuple(t for t in ways if state_name in t.from_states)


def transition(law: Law, name_or_from: str | None, to: str | None = None, table: str = PROFILE) -> Transition:
    """A transition by its id (``transition(law, "T6")``), or by its two states (``transition(law, "INVITED", "APPLIED")``).

    ``None`` and a state ask for the one that begins something new. :class:`InputError` when the table has none, or more than one.
    """
    if to is None:
        found = next((t for t in _table(law, table).transitions if t.id == name_or_from), None)
        if found is None:
            raise InputError.of("error.lifecycle.unknown_transition", transition=str(name_or_from))
        return found
    state(law, to, table)
    ways = may(law, name_or_from, table)
    matching = [t for t in ways if t.to == to]
    if len(matching) == 1:
        return matching[0]
    said = {"start": name_or_from or "–", "to": to}
    if matching:
        raise InputError.of("error.lifecycle.several_transitions", **said, several=[t.id for t in matching])
    if not ways:
        raise InputError.of("error.lifecycle.terminal", state=str(name_or_from))
    raise InputError.of("error.lifecycle.no_transition", **said, possible=[f"{t.id} → {t.to}" for t in ways])


def deadline(law: Law, name: str, from_moment: datetime) -> datetime:
    """The last moment, in UTC and to the microsecond, of the period ``name`` (``apply_days``) that began to run at ``from_moment``.

    The period is the one in force on the day it began, whichever day's law is handed in. Days: day 1 is the day after, and the
    last day ends at 24:00 UTC, so that the last moment is its last microsecond (A10.3(1)(k); switch DAY-COUNTING). Years: the same
    moment in a later year, on 28 February where there is no 29th (MI s. 4(1)(b)). A moment without a time zone, or beyond the
    calendar, is a :class:`DayError`; a period that was not in force a :class:`LawGapError`.
    """
    if from_moment.tzinfo is None or from_moment.utcoffset() is None:
        raise DayError.of("error.lifecycle.no_time_zone", moment=from_moment.isoformat())
    began = from_moment.astimezone(UTC)
    then = law.book.on(began.date())
    period: Deadline = then.content(f"procedure.{name}")
    try:
        if period.unit == "years":
            return _years_later(began, period.length)
        days = period.length + (then.choice("DAY-COUNTING") == "following_the_day_after")
        return datetime.combine(began.date() + timedelta(days=days), time.max, tzinfo=UTC)
    except (OverflowError, ValueError):
        raise DayError.of("error.lifecycle.beyond_the_calendar", moment=from_moment.isoformat()) from None


def _years_later(moment: datetime, years: int) -> datetime:
    if (moment.month, moment.day) == (2, 29):
        moment = moment - timedelta(days=1) if not _is_leap(moment.year + years) else moment
    return moment.replace(year=moment.year + years)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _table(law: Law, table: str) -> States:
    found: States = law.content(table)
    return found
