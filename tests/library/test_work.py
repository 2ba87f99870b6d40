"""Work by real days and hours: the count against its definition, and what must always hold of it."""

from __future__ import annotations

import doctest
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openentry.work import (
    Count,
    Ledger,
    Measure,
    Period,
    day_reached,
    next_change,
    reached,
    whole_years,
    years_after,
)
from tests.library.work_by_hand import (
    BEGIN,
    LAW,
    by_hand,
    day,
    days,
    job,
    ladders,
    months_by_hand,
    months_on,
    periods,
    said,
    span,
    windows,
)

NOBODY = Count(0, 0, 0, None, None)


# --- the count is its definition ---


@given(periods(), days, st.integers(0, 10) | st.integers(0, 800), st.integers(20, 40))
def test_a_count_is_the_sum_of_its_days(work: list[Period], first: int, length: int, ceiling: int) -> None:
    found = Ledger(work, Measure(full_time_hours=ceiling)).count(first, first + length)
    hours, worked = by_hand(work, date.fromordinal(first), date.fromordinal(first + length), ceiling)
    assert Fraction(found.units, 700) == hours
    assert found.hours == int(hours)
    assert found.days == len(worked)
    assert found.leap_days == sum((d.month, d.day) == (2, 29) for d in worked)
    assert (said(found.first), said(found.last)) == ((str(worked[0]), str(worked[-1])) if worked else (None, None))


@settings(max_examples=40)
@given(periods(), days, windows)
def test_a_window_moves_day_by_day(work: list[Period], as_of: int, years: int | None) -> None:
    ledger = Ledger(work, LAW)
    for last in (as_of, as_of + 1, as_of + 2):
        when = date.fromordinal(last)
        if years is None:
            first = BEGIN
        elif (when.month, when.day) == (2, 29):
            first = date(when.year - years, 2, 28)
        else:
            first = date(when.year - years, when.month, when.day)
        hours, worked = by_hand(work, first, when)
        found = ledger.window(last, years)
        assert (Fraction(found.units, 700), found.days) == (hours, len(worked))


@given(periods(), days, st.integers(0, 900), st.integers(1, 26))
def test_months_are_reached_by_hours_and_days_and_months(work: list[Period], first: int, length: int, months: int) -> None:
    found = Ledger(work, LAW).count(first, first + length)
    hours, worked = by_hand(work, date.fromordinal(first), date.fromordinal(first + length))
    assert reached(found, [months], LAW) == (bool(worked) and months_by_hand(hours, worked, months))
    assert whole_years(found, LAW) == sum(bool(worked) and months_by_hand(hours, worked, 12 * n) for n in (1, 2, 3))
    ladder = [months, months + 3, months + 9]
    assert reached(found, ladder, LAW) == sum(reached(found, [m], LAW) for m in ladder)


# --- what must always hold ---


@given(periods(), st.data())
def test_splitting_a_period_and_another_order_change_nothing(work: list[Period], data: st.DataObject) -> None:
    pieces: list[Period] = []
    for period in work:
        end = period.start + 900 if period.end is None else period.end
        cut = data.draw(st.integers(period.start, end))
        pieces.append(Period(period.start, cut, period.weekly))
        if cut != period.end:
            pieces.append(Period(cut + 1, period.end, period.weekly))
    pieces = data.draw(st.permutations(pieces))
    first, length = data.draw(days), data.draw(st.integers(0, 1500))
    assert Ledger(pieces, LAW).count(first, first + length) == Ledger(work, LAW).count(first, first + length)


@given(periods(), days, st.integers(0, 200))
def test_overlapping_jobs_never_exceed_thirty_hours_a_week(work: list[Period], first: int, weeks: int) -> None:
    monday = first - date.fromordinal(first).weekday()
    ledger = Ledger([*work, *work, *work], LAW)
    assert ledger.count(monday, monday + 7 * weeks + 6).units <= 700 * 30 * (weeks + 1)
    assert ledger.count(first, first + 6).units <= 2 * 700 * 30  # seven days may touch two weeks
    assert ledger.count(first, first).units <= 700 * 30


@given(periods(), periods(2), days, st.integers(0, 1500), ladders)
def test_more_work_never_lowers_anything(
    work: list[Period], more: list[Period], first: int, length: int, ladder: list[int]
) -> None:
    less_work, more_work = Ledger(work, LAW).count(first, first + length), Ledger(work + more, LAW).count(first, first + length)
    assert less_work.units <= more_work.units
    assert less_work.days <= more_work.days
    assert reached(less_work, ladder, LAW) <= reached(more_work, ladder, LAW)
    assert whole_years(less_work, LAW) <= whole_years(more_work, LAW)
    wider = Ledger(work, LAW).count(first - 5, first + length + 9)
    assert less_work.units <= wider.units
    assert reached(less_work, ladder, LAW) <= reached(wider, ladder, LAW)


@given(periods(3), st.integers(0, 600), st.integers(0, 1500))
def test_a_year_is_never_reached_before_twelve_months_have_passed(work: list[Period], start: int, length: int) -> None:
    first = BEGIN.toordinal() + start
    heavy = [Period(first + 3, None, 8000), *work]
    found = Ledger(heavy, LAW).count(first, first + length)
    if years := whole_years(found, LAW):
        assert found.first is not None
        assert found.last is not None
        assert date.fromordinal(found.last) + timedelta(1) >= months_on(date.fromordinal(found.first), 12 * years)
        assert found.days >= 365 * years


@pytest.mark.parametrize("hours", [30, 40, 60])
def test_a_full_time_year_is_complete_on_the_eve_of_its_anniversary(hours: int) -> None:
    for start in range(day("2023-01-01"), day("2027-03-05")):
        done = day_reached(Ledger([Period(start, None, hours * 100)], LAW), start, None, 12, LAW, 500)
        assert done == years_after(start, 1) - 1


# --- cases a reader can check ---


@pytest.mark.parametrize(
    ("start", "complete"), [("2023-03-01", "2024-02-29"), ("2024-01-10", "2025-01-09"), ("2024-02-29", "2025-02-28")]
)
def test_full_time_years_around_a_29_february(start: str, complete: str) -> None:
    ledger = Ledger([job(start, None, 40)], LAW)
    for years in (None, 3, 10):
        assert said(next_change(ledger, day(start), years, [12], LAW)) == complete
    assert whole_years(ledger.window(day(complete) - 1, 3), LAW) == 0
    assert whole_years(ledger.window(day(complete), 3), LAW) == 1


def test_heavy_weeks_do_not_make_up_for_light_ones() -> None:
    ledger = Ledger([span("2023-01-02", 20 * 7, 60), span("2023-05-22", 32 * 7, 15)], LAW)
    found = ledger.window(day("2023-12-31"), 3)
    assert found.hours == 20 * 30 + 32 * 15 == 1080
    assert found.days == 52 * 7


@pytest.mark.parametrize(
    ("work", "as_of", "hours", "years"),
    [
        ([job("2023-01-01", "2024-06-30", 20)], "2024-06-30", 1562, 1),  # 18 months at 20 hours
        ([job("2023-01-02", "2023-09-03", 45)], "2024-06-30", 1050, 0),  # 35 weeks at 45 hours
        ([job("2022-01-01", "2023-12-31", 15)], "2023-12-31", 1564, 1),  # 24 months at 15 hours
        ([job("2023-01-02", "2023-12-31", 40)], "2024-06-30", 1560, 0),  # all the hours, in 364 days
        ([job("2023-01-01", "2023-12-31", 40)] * 2, "2024-06-30", 1571, 1),  # two at once: a Sunday, and 52 weeks of 30
        ([job("2023-01-01", "2023-12-31", 20), job("2023-01-01", "2023-12-31", 10)], "2023-12-31", 1564, 1),
        ([job("2023-01-01", "2023-06-30", 30), job("2023-07-02", "2023-12-31", 30)], "2024-06-30", 1560, 0),  # 364 days in 365
        ([job("2023-01-01", "2023-06-30", 30), job("2023-07-02", "2024-01-01", 30)], "2024-06-30", 1564, 1),
        ([job("2014-01-01", None, 30)], "2024-07-01", 15660, 10),  # ten years and a day: 3,654 days
        ([job("2025-01-01", None, 30)], "2024-07-01", 0, 0),  # not yet begun
        ([job("2020-01-01", None, 0)], "2024-07-01", 0, 0),  # no hours are no work
    ],
)
def test_known_counts(work: list[Period], as_of: str, hours: int, years: int) -> None:
    found = Ledger(work, LAW).window(day(as_of), 10)
    assert (found.hours, whole_years(found, LAW)) == (hours, years)
    assert reached(found, [12 * n for n in range(1, 12)], LAW) == years


def test_a_window_that_cuts_a_week_caps_what_it_holds_of_it() -> None:
    ledger = Ledger([job("2024-07-01", None, 70)], LAW)  # 10 hours a day, from a Monday
    assert [ledger.count(day("2024-07-01"), day("2024-07-01") + n).hours for n in range(9)] == [10, 20, 30, 30, 30, 30, 30, 40, 50]
    assert ledger.count(day("2024-07-06"), day("2024-07-09")).hours == 20 + 20  # Saturday to Tuesday


def test_an_open_job_is_one_that_has_not_ended_yet() -> None:
    as_of = day("2024-07-01")
    assert Ledger([job("2022-05-02", None, 22)], LAW).window(as_of, 3) == Ledger([job("2022-05-02", "2030-01-01", 22)], LAW).window(
        as_of, 3
    )


def test_no_work_counts_nothing() -> None:
    nothing = Ledger([], LAW)
    assert nothing.window(day("2024-07-01"), 10) == NOBODY
    assert reached(NOBODY, [1, 12], LAW) == whole_years(NOBODY, LAW) == NOBODY.hours == 0
    assert nothing.stretches() == ()
    assert next_change(nothing, day("2024-07-01"), 3, [12], LAW) is None
    assert day_reached(nothing, day("2024-07-01"), 3, 12, LAW, 5000) is None


def test_the_law_s_figures_are_its_own_to_change() -> None:
    measure = Measure(full_time_hours=40, hours_per_year=2080)
    ledger = Ledger([job("2023-01-01", "2023-12-31", 30)], measure)
    assert whole_years(ledger.window(day("2023-12-31"), 3), measure) == 0
    assert whole_years(ledger.window(day("2023-12-31"), 3), LAW) == 1


def test_by_hours_alone_a_year_needs_no_days() -> None:
    measure = Measure(count_days=False)
    found = Ledger([job("2023-01-02", "2023-12-31", 40)], measure).window(day("2024-06-30"), 3)
    assert (found.days, whole_years(found, measure), reached(found, [12, 24], measure)) == (364, 1, 1)
    assert whole_years(found, LAW) == reached(found, [12, 24], LAW) == 0


def test_a_part_of_a_year_is_not_rounded_down() -> None:
    measure = Measure(hours_per_year=1)  # five months need 5/12 hour: 291 2/3 units, so 292
    for units, enough in ((291, 0), (292, 1)):
        work = [Period(day("2023-02-01"), day("2023-02-01") + lasting - 1, 1) for lasting in (152, units - 152)]
        found = Ledger(work, measure).window(day("2023-12-31"), 3)
        assert found.units == units
        assert reached(found, [5], measure) == enough


@pytest.mark.parametrize("period", [Period(day("2024-01-02"), day("2024-01-01"), 100), Period(1, None, -1)])
def test_an_impossible_period_is_refused(period: Period) -> None:
    with pytest.raises(ValueError, match="not a period of work"):
        Ledger([period], LAW)


# --- without a gap ---


@given(periods())
def test_stretches_are_runs_of_months_with_work(work: list[Period]) -> None:
    first, last = BEGIN.toordinal(), BEGIN.toordinal() + 2500
    whole = Ledger(work, LAW)
    months: dict[tuple[int, int], bool] = {}  # whether there is a day of work in it
    for today in map(date.fromordinal, range(first, last + 1)):
        month = (today.year, today.month)
        months[month] = months.get(month, False) or whole.count(today.toordinal(), today.toordinal()).days == 1
    runs: list[list[tuple[int, int]]] = []
    before = False
    for month, worked in months.items():
        if worked:
            runs = [*runs[:-1], [*runs[-1], month]] if before else [*runs, [month]]
        before = worked
    found = [stretch.count(first, last) for stretch in whole.stretches()]
    ends = [[date.fromordinal(d) for d in (c.first, c.last) if d] for c in found]
    assert [[run[0], run[-1]] for run in runs] == [[(d.year, d.month) for d in pair] for pair in ends]
    assert sum(c.units for c in found) == whole.count(first, last).units


def test_one_empty_month_breaks_a_stretch_and_a_shorter_gap_does_not() -> None:
    assert len(Ledger([job("2023-01-01", "2023-03-01", 30), job("2023-04-30", None, 30)], LAW).stretches()) == 1
    two = Ledger([job("2023-05-01", None, 30), job("2023-01-01", "2023-03-31", 30)], LAW).stretches()
    assert [s.window(day("2023-06-30"), 3).days for s in two] == [90, 61]
    assert len(Ledger([job("2023-05-01", None, 30), job("2021-01-01", None, 5)], LAW).stretches()) == 1


def test_the_examples_of_the_explanation_hold() -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation" / "counting-work.md"
    result = doctest.testfile(str(page), module_relative=False)
    assert (result.failed, result.attempted > 10) == (0, True)
