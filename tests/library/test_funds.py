"""Settlement funds: the tables as they were published, and what is refused as a table."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from openentry.law.book import LawBook, load_book
from openentry.law.shapes.funds import SettlementFunds

#: year: first day, whether it is assumed, the amounts for one to seven persons, each additional person, deadline of older profiles
PUBLISHED: dict[int, tuple[str, bool, tuple[int, ...], int | None, str | None]] = {
    2014: ("2014-01-01", True, (11824, 14720, 18097, 21971, 24920, 28105, 31291), None, None),
    2015: ("2015-01-01", True, (11931, 14853, 18260, 22170, 25145, 28359, 31574), None, None),
    2016: ("2016-01-01", True, (12164, 15143, 18617, 22603, 25636, 28913, 32191), None, None),
    2017: ("2017-01-27", False, (12300, 15312, 18825, 22856, 25923, 29236, 32550), None, None),
    2018: ("2018-01-01", True, (12474, 15530, 19092, 23181, 26291, 29652, 33013), 3361, None),
    2019: ("2019-01-17", False, (12669, 15772, 19390, 23542, 26701, 30114, 33528), 3414, None),
    2020: ("2020-01-01", True, (12960, 16135, 19836, 24083, 27315, 30806, 34299), 3492, None),
    2021: ("2021-01-01", True, (13213, 16449, 20222, 24553, 27847, 31407, 34967), 3560, "2021-07-15"),
    2022: ("2022-05-11", False, (13310, 16570, 20371, 24733, 28052, 31638, 35224), 3586, "2022-06-08"),
    2023: ("2023-04-25", False, (13757, 17127, 21055, 25564, 28994, 32700, 36407), 3706, None),
    2024: ("2024-05-28", False, (14690, 18288, 22483, 27297, 30690, 34917, 38875), 3958, "2024-05-27"),
    2025: ("2025-07-07", False, (15263, 19001, 23360, 28362, 32168, 36280, 40392), 4112, "2025-07-28"),
}


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load_book()


def table(book: LawBook, day: date) -> SettlementFunds:
    found: SettlementFunds = book.documents["funds.table"].need(day).content
    return found


def test_every_table_is_there_and_no_other(book: LawBook) -> None:
    starts = [v.in_force.isoformat() for v in book.documents["funds.table"].versions]
    assert starts == [start for start, *_ in PUBLISHED.values()]


@pytest.mark.parametrize("year", PUBLISHED)
def test_a_table_as_published(book: LawBook, year: int) -> None:
    start, assumed, amounts, each_additional, deadline = PUBLISHED[year]
    version = book.documents["funds.table"].need(date.fromisoformat(start))
    found = version.content
    assert tuple(found.required(size) for size in range(1, 8)) == amounts
    for beyond in range(1, 13):
        assert found.required(7 + beyond) == amounts[6] + beyond * (each_additional or 0)
    assert (found.deadline and found.deadline.isoformat()) == deadline
    assert found.date_assumed is assumed
    assert (version.source.evidence == "judgement") is assumed


@pytest.mark.parametrize("year", sorted(PUBLISHED)[1:])
def test_the_day_before_a_table_the_one_before_it_is_in_force(book: LawBook, year: int) -> None:
    first_day = date.fromisoformat(PUBLISHED[year][0])
    assert table(book, first_day).required(1) == PUBLISHED[year][2][0]
    assert table(book, first_day - timedelta(days=1)).required(1) == PUBLISHED[year - 1][2][0]


def test_every_day_has_a_table(book: LawBook) -> None:
    day = book.first_day
    while day <= date(2026, 12, 31):
        assert table(book, day).required(1) > 0
        day += timedelta(days=1)


def test_a_larger_family_never_needs_less(book: LawBook) -> None:
    for version in book.documents["funds.table"].versions:
        needed = [version.content.required(size) for size in range(1, 30)]
        assert needed == sorted(needed)


def test_all_amounts_grow_by_one_factor_from_a_table_to_the_next(book: LawBook) -> None:
    """To four dollars, since amounts are rounded. Only the amount for five persons of 2024 stands out: as published, it has two
    digits exchanged."""
    tables = [v.content for v in book.documents["funds.table"].versions]
    odd = []
    for before, after in pairwise(tables):
        for size in range(2, 8):
            expected = before.required(size) * after.required(1) / before.required(1)
            if abs(after.required(size) - expected) > 4:
                odd.append((after.required(size), size))
    assert odd == [(30690, 5), (32168, 5)]


@pytest.mark.parametrize("size", [0, -1])
def test_a_family_has_at_least_one_member(book: LawBook, size: int) -> None:
    with pytest.raises(ValueError, match="at least one member"):
        table(book, date(2025, 7, 15)).required(size)


def test_uncertain_figures_are_named_switches(book: LawBook) -> None:
    law = book.on(date(2025, 7, 15))
    assert law.choice("FUNDS-2024-START") == "2024-05-28"
    assert law.choice("FUNDS-2024-FIVE") == "as_published"
    assert law.choice("FUNDS-2017-START") == "2017-01-27"


TABLE: dict[str, Any] = {
    "amounts": {"1": 10, "2": 20, "3": 30, "4": 40, "5": 50, "6": 60, "7": 70},
    "each_additional": 10,
    "deadline": None,
    "date_assumed": False,
}


def test_a_whole_table_is_taken() -> None:
    assert TypeAdapter(SettlementFunds).validate_python(TABLE).required(9) == 90


@pytest.mark.parametrize(
    "change",
    [
        {"amounts": {"1": 10, "2": 20, "3": 30}},
        {"amounts": TABLE["amounts"] | {"8": 80}},
        {"amounts": TABLE["amounts"] | {"5": 39}},
        {"amounts": TABLE["amounts"] | {"5": 40}},
        {"amounts": TABLE["amounts"] | {"1": 0}},
        {"amounts": TABLE["amounts"] | {"1": "9.5"}},
        {"amounts": TABLE["amounts"] | {"1": "15,263"}},
        {"each_additional": 0},
        {"deadline": "28 July"},
        {"currency": "CAD"},
    ],
)
def test_a_table_that_does_not_hold_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(SettlementFunds).validate_python(TABLE | change)


@pytest.mark.parametrize("missing", sorted(TABLE))
def test_nothing_in_a_table_may_be_missing(missing: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(SettlementFunds).validate_python({k: v for k, v in TABLE.items() if k != missing})
