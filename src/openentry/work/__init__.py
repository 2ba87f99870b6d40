"""Periods of work, counted to the day and to the hour, exactly (R73, R75(2)(a), R80(4), R87.1(2)(a), R87.2(3)(b)).

A day carries a seventh of the week's hours of every job running on it. In a week, Monday to Sunday, no more hours than the
ceiling of full-time work are counted, over all jobs together; where a window cuts a week, the ceiling is set against the days
inside it. A year needs its hours *and* its days *and* twelve months since the first counted day.

Nothing is ever a fraction. Days are ordinals (``date.toordinal()``; day 1 is a Monday), hours are *units* of 1/700 of an hour:
hours a week are declared in hundredths and a day is a seventh of a week, so a job of ``weekly`` hundredths carries exactly
``weekly`` units a day.
"""

from openentry.work.days import FOREVER, completed_years, months_after, years_after, years_before
from openentry.work.ledger import UNITS_PER_HOUR, Count, Ledger, Measure, Period
from openentry.work.thresholds import day_reached, next_change, reached, whole_years

__all__ = [
    "FOREVER",
    "UNITS_PER_HOUR",
    "Count",
    "Ledger",
    "Measure",
    "Period",
    "completed_years",
    "day_reached",
    "months_after",
    "next_change",
    "reached",
    "whole_years",
    "years_after",
    "years_before",
]
