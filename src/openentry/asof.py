"""The day a decision is made for, and every later day on which something that was looked at will turn.

Whatever depends on time asks an :class:`AsOf`: whether a day has come, how old somebody is, how much work a window holds. It
answers, and notes when the answer would be another. So the next day on which a decision can change is known by construction:
before the first of those days every question would be answered alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openentry.messages import Message
from openentry.work import FOREVER, UNITS_PER_HOUR, Count, Ledger, Measure, completed_years, next_change, reached, years_after


@dataclass(frozen=True, slots=True)
class Turn:
    """A later day (an ordinal) on which an answer turns, and why."""

    day: int
    why: Message


class AsOf:
    """One day, asked by everything that depends on time."""

    def __init__(self, day: date, measure: Measure) -> None:
        self.day = day
        self.ordinal = day.toordinal()
        self.measure = measure
        self._turns: list[Turn] = []
        self._counted: dict[tuple[int, int | None, tuple[int, ...]], tuple[Ledger, Count, int, Message]] = {}
        self._windows: dict[tuple[int, int | None], Count] = {}
        self._races: list[tuple[Mapping[str, Ledger], int, tuple[str, ...], Message]] = []

    def come(self, day: date | int, why: str, **params: Any) -> bool:
        """Whether ``day`` has come (is today or past). A day still to come is noted."""
        ordinal = day if isinstance(day, int) else day.toordinal()
        if ordinal <= self.ordinal:
            return True
        self._turns.append(Turn(ordinal, Message(why, params)))
        return False

    def age(self, born: date, steps: Sequence[int], why: str, **params: Any) -> int:
        """Completed years since ``born`` (anniversaries of 29 February fall on 1 March). Only birthdays in ``steps`` are noted."""
        first = born.toordinal()
        years = completed_years(first, self.ordinal)
        for step in steps:
            if step > years:
                self._turns.append(Turn(years_after(first, step), Message(why, {"age": step, **params})))
                break
        return max(years, 0)

    def count(self, ledger: Ledger, years: int | None) -> Count:
        """The work in the window of ``years`` up to this day. Noted only by :meth:`reached`."""
        key = (id(ledger), years)
        found = self._windows.get(key)
        if found is None:
            found = self._windows[key] = ledger.window(self.ordinal, years)
        return found

    def reached(self, ledger: Ledger, years: int | None, thresholds: tuple[int, ...], why: str, **params: Any) -> int:
        """How many of the thresholds (months) the window reaches. The day on which that number turns is found when asked for."""
        key = (id(ledger), years, thresholds)
        found = self._counted.get(key)
        if found is None:
            count = self.count(ledger, years)
            found = (ledger, count, reached(count, thresholds, self.measure), Message(why, params))
            self._counted[key] = found
        return found[2]

    def leaders(self, ledgers: Mapping[str, Ledger], years: int, why: str) -> tuple[str, ...]:
        """The names of the ledgers with most counted units in the window, more than one in a tie, none where nothing is counted."""
        leaders = _leaders(ledgers, self.ordinal, years)
        if ledgers:
            self._races.append((ledgers, years, leaders, Message(why)))
        return leaders

    def note(self, day: date | int | None, why: str, **params: Any) -> None:
        """Note a later day on which something turns."""
        if day is not None:
            ordinal = day if isinstance(day, int) else day.toordinal()
            if ordinal > self.ordinal:
                self._turns.append(Turn(ordinal, Message(why, params)))

    def next_turn(self) -> tuple[int, tuple[Message, ...]] | None:
        """The first later day noted, with every reason noted for it; None when nothing that was asked will ever turn."""
        first = min((turn.day for turn in self._turns), default=None)
        found: list[Turn] = [turn for turn in self._turns if turn.day == first]
        for (_, years, thresholds), (ledger, _, _, why) in self._counted.items():
            before = None if first is None else first + 1
            day = next_change(ledger, self.ordinal, years, thresholds, self.measure, before)
            if day is None:
                continue
            if first is None or day < first:
                first, found = day, []
            found.append(Turn(day, why))
        for ledgers, years, leaders, why in self._races:
            day = _race_turns(ledgers, self.ordinal, years, leaders, self.measure, first)
            if day is not None:
                if first is None or day < first:
                    first, found = day, []
                found.append(Turn(day, why))
        if first is None:
            return None
        return first, tuple(dict.fromkeys(turn.why for turn in found))


def _leaders(ledgers: Mapping[str, Ledger], day: int, years: int) -> tuple[str, ...]:
    units = {name: ledger.window(day, years).units for name, ledger in ledgers.items()}
    most = max(units.values(), default=0)
    return tuple(name for name, counted in units.items() if counted == most) if most else ()


def _race_turns(
    ledgers: Mapping[str, Ledger], as_of: int, years: int, leaders: tuple[str, ...], measure: Measure, before: int | None
) -> int | None:
    """The first later day, up to ``before``, on which other ledgers lead. In a week the distance between two ledgers closes by
    at most one week's hours entering the one and one leaving the other; whole weeks in which it cannot close are skipped."""
    if not leaders:
        day = min(ledger.first_day_after(as_of) for ledger in ledgers.values())
        return day if day <= (FOREVER - 1 if before is None else before) else None
    limit = max(ledger.last_change(as_of, years) for ledger in ledgers.values())
    limit = limit if before is None else min(limit, before)
    week = 2 * measure.full_time_hours * UNITS_PER_HOUR
    day = as_of
    while True:
        units = sorted([0, *(ledger.window(day, years).units for ledger in ledgers.values())], reverse=True)
        apart = units[0] - units[1] if len(leaders) == 1 else 0
        day += max(1, 7 * (apart // week - 2))
        if day > limit:
            return None
        if _leaders(ledgers, day, years) != leaders:
            return day
