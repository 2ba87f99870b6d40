"""Work counted day by day, in fractions and dates, from its definition alone; and random work to count."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from openentry.work import Measure, Period

LAW = Measure()
BEGIN = date(2019, 1, 1)  # random work lies in the years around a 29 February


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def job(start: str, end: str | None, hours: int) -> Period:
    return Period(day(start), day(end) if end else None, hours * 100)


def span(start: str, days: int, hours: int) -> Period:
    return Period(day(start), day(start) + days - 1, hours * 100)


def said(ordinal: int | None) -> str | None:
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()


def by_hand(periods: list[Period], first: date, last: date, ceiling: int = 30) -> tuple[Fraction, list[date]]:
    """Hours counted, and the days with work."""
    weeks: Counter[tuple[int, int]] = Counter()
    days = []
    for number in range((last - first).days + 1):
        today = first + timedelta(number)
        running = [
            p for p in periods if p.start <= today.toordinal() and (p.end is None or today.toordinal() <= p.end) and p.weekly
        ]
        if running:
            days.append(today)
            weeks[today.isocalendar()[:2]] += sum(p.weekly for p in running)
    return sum((min(Fraction(hundredths, 700), Fraction(ceiling)) for hundredths in weeks.values()), Fraction()), days


def months_on(first: date, months: int) -> date:
    """The day of the same number that many months on, found by walking the calendar; the 1st that follows if there is none."""
    today = first
    for _ in range(months):
        today = today.replace(day=28) + timedelta(4)
        today = today.replace(day=1)
    month = today.month
    while today.month == month and today.day != first.day:
        today += timedelta(1)
    return today


def months_by_hand(hours: Fraction, days: list[date], months: int) -> bool:
    ordinary = [d for d in days if (d.month, d.day) != (2, 29)]
    return (
        hours >= Fraction(1560 * months, 12)
        and len(ordinary) >= 365 * months // 12
        and days[-1] + timedelta(1) >= months_on(days[0], months)
    )


HOURS = st.sampled_from([0, 1, 750, 997, 1050, 1500, 2000, 3000, 3750, 4000, 6000]) | st.integers(0, 8000)


@st.composite
def periods(draw: st.DrawFn, most: int = 5) -> list[Period]:
    found = []
    for _ in range(draw(st.integers(0, most))):
        start = BEGIN.toordinal() + draw(st.integers(0, 900))
        lasting = draw(st.none() | st.integers(0, 20) | st.integers(100, 900))
        found.append(Period(start, None if lasting is None else start + lasting, draw(HOURS)))
    return found


days = st.integers(BEGIN.toordinal() - 30, BEGIN.toordinal() + 2000)
windows = st.sampled_from([1, 2, 3, None])
ladders = st.sampled_from([[12], [6], [6, 12], [1, 2, 5, 7], [12, 24, 36], [6, 11, 12, 18, 24]])
