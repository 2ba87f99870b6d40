"""The steps of the calendar that windows, ages and anniversaries are counted by."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from openentry.work import Ledger, completed_years, day_reached, months_after, next_change, whole_years, years_after, years_before
from tests.library.work_by_hand import LAW, day, job, months_on, said


def test_years_before_and_after_and_ages() -> None:
    assert said(years_before(day("2024-02-29"), 3)) == "2021-02-28"
    assert said(years_before(day("2024-02-29"), 4)) == "2020-02-29"
    assert said(years_before(day("2025-03-01"), 1)) == "2024-03-01"
    assert said(years_after(day("2024-02-29"), 2)) == "2026-03-01"
    assert said(years_after(day("2024-02-29"), 4)) == "2028-02-29"
    assert said(months_after(day("2024-01-31"), 1)) == "2024-03-01"
    assert said(months_after(day("2024-01-31"), 6)) == "2024-07-31"
    assert said(months_after(day("2024-03-31"), -1)) == "2024-03-01"
    born = day("2000-02-29")
    assert [completed_years(born, day(d)) for d in ("2025-02-28", "2025-03-01", "2028-02-28", "2028-02-29")] == [24, 25, 27, 28]
    assert [completed_years(day("1990-07-31"), day(d)) for d in ("2025-07-30", "2025-07-31")] == [34, 35]


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 60), st.integers(0, 30))
def test_years_before_is_where_a_window_begins_and_years_after_when_it_passes(first: date, months: int, years: int) -> None:
    assert months_after(first.toordinal(), months) == months_on(first, months).toordinal()
    begins = first.toordinal()
    passes = years_after(begins, years)
    assert years_before(passes, years) >= begins > years_before(passes - 1, years) - (years == 0)
    assert completed_years(begins, passes) == years
    assert completed_years(begins, passes - 1) == years - 1


def test_the_ends_of_the_calendar_are_no_error() -> None:
    end = date.max.toordinal()
    assert years_before(day("0003-05-05"), 10) == 1
    assert years_after(end, 1) == months_after(years_after(end, 1), 1) > end
    ledger = Ledger([job("9990-01-01", None, 40), job("9980-01-01", "9999-12-31", 10)], LAW)
    assert whole_years(ledger.window(end, 5), LAW) == 5
    assert next_change(ledger, day("9996-01-01"), 3, [12], LAW) is None
    assert next_change(ledger, end, 3, [12], LAW) is None
    assert day_reached(ledger, day("9999-11-01"), 1, 13, LAW, 5000) is None
