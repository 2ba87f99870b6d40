"""The day on which the next months of work are reached, or lost: what stepping from day to day finds."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from openentry.work import Ledger, Period, day_reached, next_change, reached
from tests.library.work_by_hand import LAW, day, days, job, ladders, periods, said, span, windows


def stepping(ledger: Ledger, as_of: int, years: int | None, ladder: list[int], until: int) -> int | None:
    have = reached(ledger.window(as_of, years), ladder, LAW)
    return next((d for d in range(as_of + 1, until + 1) if reached(ledger.window(d, years), ladder, LAW) != have), None)


@example([span("2019-02-05", 364, 40), span("2022-07-01", 300, 40)], day("2020-02-10"), 3, [12])  # one day short, then a long gap
@example([span("2019-02-05", 366, 40), span("2020-08-01", 200, 40)], day("2020-02-10"), 2, [6, 12])
@example([job("2019-01-01", None, 1), span("2020-01-01", 370, 60)], day("2021-06-01"), 2, [6, 12])
@settings(max_examples=200)
@given(periods(), days, windows, ladders)
def test_next_change_is_what_stepping_finds(work: list[Period], as_of: int, years: int | None, ladder: list[int]) -> None:
    ledger = Ledger(work, LAW)
    until = as_of + 3 * 366
    found = stepping(ledger, as_of, years, ladder, until)
    assert next_change(ledger, as_of, years, ladder, LAW, before=until + 1) == found
    if found is not None:
        assert next_change(ledger, as_of, years, ladder, LAW) == found
        assert next_change(ledger, as_of, years, ladder, LAW, before=found) is None


@given(periods(), days, windows, st.sampled_from([1, 6, 7, 12, 24]), st.integers(0, 1000))
def test_day_reached_is_what_stepping_finds(work: list[Period], as_of: int, years: int | None, months: int, horizon: int) -> None:
    ledger = Ledger(work, LAW)
    found = next((d for d in range(as_of + 1, as_of + horizon + 1) if reached(ledger.window(d, years), [months], LAW)), None)
    assert day_reached(ledger, as_of, years, months, LAW, horizon) == found


@settings(max_examples=60)
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
