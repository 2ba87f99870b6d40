"""Days as ordinals, and the steps of the calendar from one to another: months, years, anniversaries, 29 Februaries."""

from __future__ import annotations

from calendar import isleap
from datetime import MAXYEAR, MINYEAR, date

LAST_DAY = date.max.toordinal()
FOREVER = 7_000_000  # a Sunday later than any date: the end of what has none
_CYCLE = date(401, 1, 1).toordinal() - 1  # the calendar repeats after 400 years, a whole number of weeks
LEAP_DAYS = tuple(date(year, 2, 29).toordinal() + cycle * _CYCLE for cycle in range(25) for year in range(1, 401) if isleap(year))


def months_after(day: int, months: int) -> int:
    """The same day of the month, ``months`` later (earlier where negative); the 1st of the next month where the month is too short.

    ``FOREVER`` where the calendar ends before that.
    """
    if day > LAST_DAY:
        return FOREVER
    when = date.fromordinal(day)
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    if year > MAXYEAR:
        return FOREVER
    try:
        return date(year, month + 1, when.day).toordinal()
    except ValueError:  # no such day in that month, which is not December
        return date(year, month + 2, 1).toordinal()


def years_after(day: int, years: int) -> int:
    """The anniversary: the same calendar day, and 1 March for a 29 February in a year that has none."""
    return months_after(day, 12 * years)


def years_before(day: int, years: int) -> int:
    """The same calendar day, and 28 February for a 29 February in a year that has none; never before the calendar's first day."""
    when = date.fromordinal(day)
    year = when.year - years
    if year < MINYEAR:
        return 1
    if when.month == 2 and when.day == 29 and not isleap(year):
        return date(year, 2, 28).toordinal()
    return when.replace(year=year).toordinal()


def completed_years(first: int, day: int) -> int:
    """Anniversaries of ``first`` completed by ``day`` (an age); negative before ``first``."""
    years = date.fromordinal(day).year - date.fromordinal(first).year
    return years if years_after(first, years) <= day else years - 1


def month_of(day: int) -> int:
    """The calendar month of a day, numbered on from the calendar's beginning."""
    when = date.fromordinal(day)
    return when.year * 12 + when.month
