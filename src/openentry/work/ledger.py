"""The counted work of a set of periods: hours and days in any window, overlaps once, exactly and at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date
from itertools import accumulate

from openentry.work.days import FOREVER, LAST_DAY, LEAP_DAYS, month_of, years_after, years_before

UNITS_PER_HOUR = 700


@dataclass(frozen=True, slots=True)
class Measure:
    """The law's figures for counting work: the ceiling of a week, and the hours of a year of full-time work (R73(1), R80(4)).

    ``count_days``: a year also needs its days and its twelve months, the reading taken (switch YEAR-DAYS).
    """

    full_time_hours: int = 30
    hours_per_year: int = 1560
    count_days: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """A job as it is counted: first and last day (ordinals, both in; ``None`` = still going on), hundredths of an hour a week."""

    start: int
    end: int | None
    weekly: int


@dataclass(frozen=True, slots=True)
class Count:
    """Work counted in a window.

    ``units``: 1/700 of an hour. ``days``: days on which a job runs. ``leap_days``: those that are a 29 February.
    ``first``, ``last``: the first and the last of these days (ordinals), ``None`` where there is none.
    """

    units: int
    days: int
    leap_days: int
    first: int | None
    last: int | None

    @property
    def hours(self) -> int:
        """Whole hours, rounded down."""
        return self.units // UNITS_PER_HOUR


class Ledger:
    """The counted work of a set of periods, overlaps once. Hours of 0 a week are no work.

    Weeks of one pattern are held as one block, with the units counted before it; days of work without a gap are held as one run,
    with the days counted before it. So a count is a few look-ups, however long the work.
    """

    __slots__ = ("_before", "_cap", "_days", "_ends", "_full", "_leaps", "_loads", "_periods", "_starts", "_weeks", "measure")

    def __init__(self, periods: Iterable[Period], measure: Measure) -> None:
        """Raises ``ValueError`` for a period that ends before it starts, or hours below zero."""
        self.measure = measure
        self._periods = [period for period in periods if period.weekly]
        self._cap = measure.full_time_hours * UNITS_PER_HOUR
        segments = _segments(self._periods)
        # Runs: first and last day; the days, and the 29 Februaries, counted before the run less those passed by the calendar.
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._days: list[int] = []
        self._leaps: list[int] = []
        days = leaps = 0
        for start, end in _runs(segments):
            self._starts.append(start)
            self._ends.append(end)
            passed = bisect_left(LEAP_DAYS, start)
            self._days.append(days - start)
            self._leaps.append(leaps - passed)
            days += end + 1 - start
            leaps += bisect_right(LEAP_DAYS, end) - passed
        # Blocks: the first week (number since day 1); the units before each of its weekdays and after Sunday; counted units of
        # one whole week; counted units of all weeks before the block.
        self._weeks: list[int] = []
        self._loads: list[tuple[int, ...]] = []
        self._full: list[int] = []
        self._before: list[int] = []
        before = 0
        for week, day_loads in _blocks(segments):
            if self._weeks:
                before += (week - self._weeks[-1]) * self._full[-1]
            self._weeks.append(week)
            self._loads.append(tuple(accumulate(day_loads, initial=0)))
            self._full.append(min(self._cap, self._loads[-1][7]))
            self._before.append(before)

    def count(self, first: int, last: int) -> Count:
        """The work from ``first`` to ``last``, both in."""
        i = bisect_left(self._ends, first)
        j = bisect_right(self._starts, last) - 1
        if i > j:
            return Count(0, 0, 0, None, None)
        first = max(first, self._starts[i])
        last = min(last, self._ends[j])
        days = self._days[j] + last + 1 - self._days[i] - first
        leaps = self._leaps[j] + bisect_right(LEAP_DAYS, last) - self._leaps[i] - bisect_left(LEAP_DAYS, first)
        return Count(self._units(first, last), days, leaps, first, last)

    def window(self, as_of: int, years: int | None) -> Count:
        """The work from the calendar day ``years`` before ``as_of`` to ``as_of``, both in; ``None`` = all work up to ``as_of``."""
        return self.count(1 if years is None else years_before(as_of, years), as_of)

    def stretches(self) -> tuple[Ledger, ...]:
        """The work in stretches, first to last: between two of them lies at least one calendar month without a day of work.

        The reading of "continuous" in R75(2)(a): no calendar month without counted work.
        """
        groups: list[list[Period]] = []
        until = 0  # month of the last day so far
        for period in sorted(self._periods, key=lambda p: p.start):
            if not groups or month_of(period.start) > until + 1:
                groups.append([])
            groups[-1].append(period)
            until = max(until, month_of(LAST_DAY if period.end is None else period.end))
        return (self,) if len(groups) == 1 else tuple(Ledger(group, self.measure) for group in groups)

    def earliest_last(self, first: int, units: int) -> int | None:
        """The first day by which ``units`` (above zero) are counted from ``first`` on; ``None`` if that never comes."""
        week, weekday = divmod(first - 1, 7)
        loads = self._loads[self._block(week)]
        head = min(self._cap, loads[7] - loads[weekday])
        if head >= units:
            return 7 * week + bisect_left(loads, loads[weekday] + units)
        level = self._units_before(week + 1) + units - head
        i = bisect_left(self._before, level) - 1
        if not self._full[i]:
            return None
        weeks, rest = divmod(level - self._before[i] - 1, self._full[i])
        return 7 * (self._weeks[i] + weeks) + bisect_left(self._loads[i], rest + 1)

    def latest_first(self, last: int, units: int) -> int:
        """The last day from which ``units`` (above zero, and counted from day 1 on) are still counted up to ``last``."""
        week, weekday = divmod(last - 1, 7)
        loads = self._loads[self._block(week)]
        tail = min(self._cap, loads[weekday + 1])
        if tail >= units:
            return 7 * week + bisect_right(loads, loads[weekday + 1] - units)
        level = self._units_before(week) + tail - units  # what may be given up, in whole weeks and a part of one
        i = bisect_right(self._before, level) - 1
        weeks, given = divmod(level - self._before[i], self._full[i])
        loads = self._loads[i]
        return 7 * (self._weeks[i] + weeks) + bisect_right(loads, loads[7] - self._full[i] + given)

    def last_day_before(self, day: int) -> int:
        """The last day of work before ``day``; 0 where there is none."""
        i = bisect_left(self._starts, day) - 1
        return min(self._ends[i], day - 1) if i >= 0 else 0

    def first_day_after(self, day: int) -> int:
        """The first day of work after ``day``; ``FOREVER`` where there is none."""
        i = bisect_right(self._ends, day)
        return max(self._starts[i], day + 1) if i < len(self._starts) else FOREVER

    def repeats_until(self, as_of: int, years: int) -> int:
        """The last day up to which the window, moving on from ``as_of``, counts the same after every seven days; or ``as_of``.

        That is so while each end of the window stays in a block of weeks of one pattern, a whole week counts the same in both
        blocks, and neither end comes to a 29 February: what a week brings in at one end then leaves at the other.
        """
        when = date.fromordinal(as_of)
        year = when.year + (when.month > 2)
        first = years_before(as_of, years)
        i, j = self._block((first - 1) // 7), self._block((as_of - 1) // 7)
        if self._full[i] != self._full[j] or year > MAXYEAR or (when.month, when.day) == (2, 29):
            return as_of
        return min(date(year, 2, 28).toordinal(), 7 * self._weeks[j + 1], as_of + 7 * self._weeks[i + 1] - first)

    def last_change(self, as_of: int, years: int | None) -> int:
        """A day after which no window of ``years`` reaches anything that the windows from ``as_of`` up to it do not.

        Where all work ends: the day on which the window begins after the last of it. Where a job goes on for ever: once the window
        begins within the last pattern of work, every day in it counts. Of months it then holds twelve for each of its years, always
        and never more; its hours still change, with two things only: the weekday of its last day, and its length. The length
        stays the same from a 29 February or 1 March to the 28 February after. Any nine years hold eight such years whole, and leap
        years are at most eight years apart; so every length that can still come, comes with all seven weekdays within nine years.
        (Left out: a window of four years and more is one day shorter than ever before after the common years 2100, 2200, 2300.)
        """
        if not self._ends:
            return as_of
        if self._ends[-1] < FOREVER:
            return self._ends[-1] if years is None else years_after(self._ends[-1] + 1, years)
        if years is None:
            return LAST_DAY
        settled = years_after(7 * self._weeks[-2] + 1, years)
        return years_after(max(as_of, settled), 9)

    def _block(self, week: int) -> int:
        return bisect_right(self._weeks, week) - 1

    def _units_before(self, week: int) -> int:
        """Counted units of all whole weeks before ``week``."""
        i = self._block(week)
        return self._before[i] + (week - self._weeks[i]) * self._full[i]

    def _units(self, first: int, last: int) -> int:
        """Counted units: the rest of the first week, the weeks between, the days of the last week."""
        week, weekday = divmod(first - 1, 7)
        last_week, last_weekday = divmod(last - 1, 7)
        loads = self._loads[self._block(week)]
        if week == last_week:
            return min(self._cap, loads[last_weekday + 1] - loads[weekday])
        head = min(self._cap, loads[7] - loads[weekday])
        tail = min(self._cap, self._loads[self._block(last_week)][last_weekday + 1])
        return head + self._units_before(last_week) - self._units_before(week + 1) + tail


def _segments(periods: list[Period]) -> list[tuple[int, int, int]]:
    """First day, last day and units a day, wherever a job runs; two segments never touch with the same units."""
    changes: dict[int, int] = {}
    for period in periods:
        end = FOREVER if period.end is None else period.end
        if end < period.start or period.weekly < 0:
            raise ValueError(f"not a period of work: {period}")
        changes[period.start] = changes.get(period.start, 0) + period.weekly
        changes[end + 1] = changes.get(end + 1, 0) - period.weekly
    segments = []
    since = load = 0
    for day, change in sorted(changes.items()):
        if change:
            if load:
                segments.append((since, day - 1, load))
            since, load = day, load + change
    return segments


def _runs(segments: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """First and last day of every run of days with work."""
    runs: list[tuple[int, int]] = []
    for start, end, _ in segments:
        if runs and runs[-1][1] == start - 1:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _blocks(segments: list[tuple[int, int, int]]) -> list[tuple[int, list[int]]]:
    """All weeks, in blocks of one pattern: first week, and units Monday to Sunday; the last is empty, after all dates.

    A pattern that is not the same on all seven days has its week to itself.
    """
    patterns = {0: [0] * 7, FOREVER // 7: [0] * 7}
    for start, end, load in segments:
        week, weekday = divmod(start - 1, 7)
        last_week, last_weekday = divmod(end - 1, 7)
        for begin in (week, week + (weekday > 0), last_week + (last_weekday == 6), last_week + 1):
            days = patterns.setdefault(begin, [0] * 7)
            if begin <= last_week:
                monday = weekday if begin == week else 0
                after = last_weekday + 1 if begin == last_week else 7
                days[monday:after] = [load] * (after - monday)
    return sorted(patterns.items())
