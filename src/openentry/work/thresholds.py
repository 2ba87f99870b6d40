"""Months and years of work reached in a count, and the day on which the next one is reached or lost.

More days in a window never lower a count: neither its hours nor its days, nor the thresholds it reaches. The search rests on
that. If no day left the window, a threshold would be gained on a certain day, and it cannot be gained before; if no day
entered, it would be lost on a certain day, and it cannot be lost before. The search goes to the earlier of the two, counts,
and goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from openentry.work.days import FOREVER, LAST_DAY, months_after, years_after, years_before
from openentry.work.ledger import UNITS_PER_HOUR, Count, Ledger, Measure


def reached(count: Count, thresholds: Sequence[int], measure: Measure) -> int:
    """How many of the ascending ``thresholds`` (months, above zero; a year is 12) are reached: hours, days, and months passed.

    Hours: ``hours_per_year`` for each twelve months. Days: 365 for each twelve months, a 29 February not among them. Months: the
    day after the last counted day is that many months after the first, or later.
    """
    for number in range(len(thresholds), 0, -1):
        if _reaches(count, thresholds[number - 1], measure):
            return number
    return 0


def whole_years(count: Count, measure: Measure) -> int:
    """The whole years reached: the largest number of twelve months (see :func:`reached`)."""
    years = count.units // (measure.hours_per_year * UNITS_PER_HOUR)
    if measure.count_days:
        years = min(years, (count.days - count.leap_days) // 365)
    while years and not _reaches(count, 12 * years, measure):
        years -= 1
    return years


def next_change(
    ledger: Ledger, as_of: int, years: int | None, thresholds: Sequence[int], measure: Measure, before: int | None = None
) -> int | None:
    """The first later day on which the window of that day reaches more, or fewer, of the thresholds than the window of ``as_of``.

    ``None`` if there is none, or none before the day ``before``.
    """
    have = reached(ledger.window(as_of, years), thresholds, measure)
    limit = ledger.last_change(as_of, years)

    def possible(day: int, counted: Count) -> int:
        gained = lost = FOREVER
        if have < len(thresholds):
            gained = _gained(ledger, day, years, counted, thresholds[have], measure)
        if have and years is not None:
            lost = _lost(ledger, day, years, counted, thresholds[have - 1], measure)
        return min(gained, lost)

    return _first_day(
        ledger,
        as_of,
        years,
        limit if before is None else min(limit, before - 1),
        possible,
        lambda counted: reached(counted, thresholds, measure) != have,
    )


def day_reached(ledger: Ledger, as_of: int, years: int | None, months: int, measure: Measure, horizon_days: int) -> int | None:
    """The first later day on which the window reaches ``months`` of work, if the work goes on as declared.

    ``None`` if that is not so within ``horizon_days`` of ``as_of``.
    """
    return _first_day(
        ledger,
        as_of,
        years,
        as_of + horizon_days,
        lambda day, counted: _gained(ledger, day, years, counted, months, measure),
        lambda counted: _reaches(counted, months, measure),
    )


def _needed(months: int, measure: Measure) -> tuple[int, int]:
    """Units, and days other than a 29 February, that ``months`` of work need (units rounded up: they are whole)."""
    return -(-measure.hours_per_year * UNITS_PER_HOUR * months // 12), 365 * months // 12 if measure.count_days else 0


def _reaches(count: Count, months: int, measure: Measure) -> bool:
    """Whether the count is ``months`` of work: see :func:`reached`."""
    units, days = _needed(months, measure)
    return (
        count.units >= units
        and count.days - count.leap_days >= days
        and count.first is not None
        and count.last is not None
        and (not measure.count_days or count.last + 1 >= months_after(count.first, months))
    )


def _gained(ledger: Ledger, day: int, years: int | None, counted: Count, months: int, measure: Measure) -> int:
    """A later day before which no window can reach ``months``: the first that could, if no day left."""
    units, days = _needed(months, measure)
    hours_on = ledger.earliest_last(1 if years is None else years_before(day, years), units)
    if hours_on is None:
        return FOREVER
    missing = days - (counted.days - counted.leap_days)
    days_on = ledger.first_day_after(day) + missing - 1 if missing > 0 else 0
    months_on = 0 if counted.first is None or not measure.count_days else months_after(counted.first, months) - 1
    return max(day + 1, hours_on, days_on, months_on)


def _lost(ledger: Ledger, day: int, years: int, counted: Count, months: int, measure: Measure) -> int:
    """A later day before which no window can fail ``months``, reached now: the first that could, if no day entered."""
    assert counted.first is not None and counted.last is not None
    units, days = _needed(months, measure)
    hours_off = ledger.latest_first(day, units) + 1
    days_off = counted.first + counted.days - counted.leap_days - days + 1
    if not measure.count_days:
        return max(day + 1, years_after(hours_off, years))
    too_late = months_after(counted.last + 1, -months)  # a first day of work before this one leaves enough months
    months_off = max(counted.first, ledger.last_day_before(too_late)) + 1
    return max(day + 1, years_after(min(hours_off, days_off, months_off), years))


def _first_day(
    ledger: Ledger,
    as_of: int,
    years: int | None,
    limit: int,
    possible: Callable[[int, Count], int],
    found: Callable[[Count], bool],
) -> int | None:
    """The first day after ``as_of``, up to ``limit``, whose window is ``found``; ``None`` if there is none.

    ``possible`` says, from a day and its window, before which later day none can be. Where that is less than a week on and the
    window only repeats itself, the next six days are looked at for all of the repetition.
    """
    limit = min(limit, LAST_DAY)
    day, counted = as_of, ledger.window(as_of, years)
    while (ahead := possible(day, counted)) <= limit:
        looked_at, then = range(ahead, ahead + 1), ahead
        if years is not None and ahead < day + 7:
            repeated = ledger.repeats_until(day, years)
            if repeated >= day + 7:
                looked_at, then = range(day + 1, day + 7), repeated
        for candidate in looked_at:
            if candidate <= limit and found(ledger.window(candidate, years)):
                return candidate
        day, counted = then, ledger.window(then, years)
    return None
