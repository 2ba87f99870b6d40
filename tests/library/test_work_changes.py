"""The day on which the next months of work are reached, or lost: what stepping from day to day finds."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from openentry.work import Ledger, Measure, Period, day_reached, next_change, reached
from tests.library.work_by_hand import LAW, day, days, job, ladders, periods, said, span, windows

HOURS_ALONE = Measure(count_days=False)


def stepping(ledger: Ledger, as_of: int, years: int | None, ladder: list[int], until: int) -> int | None:
    have = reached(ledger.window(as_of, years), ladder, ledger.measure)
    return next((d for d in range(as_of + 1, until + 1) if reached(ledger.window(d, years), ladder, ledger.measure) != have), None)


@example([span("2019-02-05", 364, 40), span("2022-07-01", 300, 40)], day("2020-02-10"), 3, [12])  # one day short, then a long gap
@example([span("2019-02-05", 366, 40), span("2020-08-01", 200, 40)], day("2020-02-10"), 2, [6, 12])
@example([job("2020-07-16", "2020-11-15", 40), job("2020-11-18", "2021-02-15", 60)], day("2021-05-22"), 2, [7])  # by months alone
@example([job("2020-03-16", "2020-04-22", 40), job("2020-04-23", "2020-05-15", 60)], day("2020-11-18"), 3, [2])
@example([job("2019-01-01", None, 1), span("2020-01-01", 370, 60)], day("2021-06-01"), 2, [6, 12])
@settings(max_examples=150)
@given(periods(), days, windows, ladders)
def test_next_change_is_what_stepping_finds(work: list[Period], as_of: int, years: int | None, ladder: list[int]) -> None:
    for measure in (LAW, HOURS_ALONE):
        ledger = Ledger(work, measure)
        until = as_of + 3 * 366
        found = stepping(ledger, as_of, years, ladder, until)
        assert next_change(ledger, as_of, years, ladder, measure, before=until + 1) == found
        if found is not None:
            assert next_change(ledger, as_of, years, ladder, measure) == found
            assert next_change(ledger, as_of, years, ladder, measure, before=found) is None


@given(periods(), days, windows, st.sampled_from([1, 6, 7, 12, 24]), st.integers(0, 1000))
def test_day_reached_is_what_stepping_finds(work: list[Period], as_of: int, years: int | None, months: int, horizon: int) -> None:
    for measure in (LAW, HOURS_ALONE):
        ledger = Ledger(work, measure)
        later = range(as_of + 1, as_of + horizon + 1)
        found = next((d for d in later if reached(ledger.window(d, years), [months], measure)), None)
        assert day_reached(ledger, as_of, years, months, measure, horizon) == found


@settings(max_examples=40)
@given(
    st.sampled_from([1, 2, 3]),
    st.sampled_from([6, 7, 11, 12]),
    st.integers(-20, 20),
    st.dates(date(2015, 1, 1), date(2022, 1, 1)) | st.dates(date(2092, 1, 1), date(2099, 12, 31)),
    st.integers(0, 2500),
)
@example(2, 12, 7, date(2017, 3, 1), 800)
def test_a_lasting_job_that_almost_makes_the_months(years: int, share: int, off: int, begins: date, later: int) -> None:
    """The hours of the full window lie around the threshold: what it reaches hangs on the weekday and the leap years."""
    months = share * years
    weekly = 700 * 130 * months // (365 * years + 1) + off
    start, ladder = begins.toordinal(), [months]
    ledger = Ledger([Period(start - 500, start - 1, weekly + 9), Period(start, None, weekly)], LAW)
    assert next_change(ledger, start + later, years, ladder, LAW) == stepping(
        ledger, start + later, years, ladder, start + later + 366 * (years + 16)
    )


@settings(max_examples=40)
@given(st.sampled_from([1, 2]), st.sampled_from([35, 40, 80]), st.integers(1555, 1600), days, st.integers(-50, 1500))
@example(1, 40, 1584, day("2020-06-15"), 1433)
@example(2, 80, 1581, day("2017-07-06"), 1161)
def test_a_lasting_job_above_the_ceiling_reaches_a_year_on_some_weekdays(
    years: int, hours: int, hours_per_year: int, start: int, later: int
) -> None:
    """If a year had more hours than its weeks carry: how the window cuts its first and last week would decide."""
    measure = Measure(hours_per_year=hours_per_year)
    ledger = Ledger([Period(start, None, hours * 100)], measure)
    until = start + later + 366 * (years + 11)
    assert next_change(ledger, start + later, years, [12 * years], measure) == stepping(
        ledger, start + later, years, [12 * years], until
    )


@example([job("2019-01-01", None, 20)], day("2020-02-29"), 1)
@example([job("2019-01-01", None, 20)], day("2020-03-15"), 1)
@example(
    [job("2019-01-07", "2019-12-29", 40), job("2019-12-30", "2020-06-28", 10), job("2020-06-29", None, 40)], day("2020-11-01"), 1
)
@given(periods(2), days, st.sampled_from([1, 2, 3]))
def test_a_window_that_repeats_itself_counts_the_same_every_seven_days(work: list[Period], as_of: int, years: int) -> None:
    ledger = Ledger(work, LAW)
    until = ledger.repeats_until(as_of, years)
    assert as_of <= until <= as_of + 366
    counts = [ledger.window(d, years) for d in range(as_of, until + 1)]
    figures = [(c.units, c.days - c.leap_days) for c in counts]
    assert figures[7:] == figures[:-7]


def test_hours_leave_the_window() -> None:
    ledger = Ledger([job("2021-01-01", "2021-12-31", 40)], LAW)
    assert said(next_change(ledger, day("2022-06-01"), 3, [12], LAW)) == "2024-01-02"
    assert next_change(ledger, day("2022-06-01"), None, [12], LAW) is None
    assert next_change(ledger, day("2024-01-02"), 3, [12], LAW) is None
    assert next_change(ledger, day("2022-06-01"), 3, [12], LAW, before=day("2024-01-02")) is None


@given(periods(), days, st.integers(1, 700 * 70) | st.integers(1, 700 * 2000), st.data())
def test_the_day_on_which_hours_come_in_and_the_day_on_which_they_go(
    work: list[Period], from_day: int, units: int, data: st.DataObject
) -> None:
    ledger = Ledger(work, LAW)
    last = ledger.earliest_last(from_day, units)
    if last is None:
        assert ledger.count(from_day, from_day + 20_000).units < units
        return
    assert ledger.count(from_day, last).units >= units > ledger.count(from_day, last - 1).units
    later = last + data.draw(st.integers(0, 900))
    first = ledger.latest_first(later, units)
    assert ledger.count(first, later).units >= units > ledger.count(first + 1, later).units
