"""The kinds of values a profile takes, and those it refuses: texts, numbers, days, codes."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from openentry.law import places
from openentry.profile import LanguageTest, Profile, Work, problems_of
from openentry.profile.problems import shown
from openentry.profile.values import Province
from tests.library.profile_says import said, sentence


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (5, "", "not_object"),
        ([], "", "not_object"),
        (None, "", "null"),
        ({"person": "Amara"}, "person", "not_object"),
        ({"work": {"noc": "21232"}}, "work", "not_list"),
        ({"work": ["21232"]}, "work[0]", "not_object"),
        ({"work": "21232"}, "work", "not_list"),
        ({"work": [{"paid": "yes"}]}, "work[0].paid", "not_yes_or_no"),
        ({"work": [{"paid": 1}]}, "work[0].paid", "not_yes_or_no"),
        ({"work": [{"employer": 7}]}, "work[0].employer", "not_text"),
        ({"work": [{}] * 201}, "work", "list_too_long"),
        ({"funds_cad": "20000"}, "funds_cad", "not_whole_number"),
        ({"funds_cad": 20000.5}, "funds_cad", "not_whole_number"),
        ({"funds_cad": True}, "funds_cad", "not_whole_number"),
        ({"funds_cad": Decimal("1.5")}, "funds_cad", "not_whole_number"),
        ({"funds_cad": -1}, "funds_cad", "too_small"),
        ({"funds_cad": 10**5000}, "funds_cad", "too_large"),
        ({"family": {"size": 0}}, "family.size", "too_small"),
        ({"family": {"marital_status": "maried"}}, "family.marital_status", "choice_near"),
        ({"family": {"marital_status": 3}}, "family.marital_status", "choice"),
        ({"intends_to_live_in": "Ontario"}, "intends_to_live_in", "choice"),
        ({"intends_to_live_in": "on"}, "intends_to_live_in", "choice_near"),
        ({"open_to_provinces": "some"}, "open_to_provinces", "provinces"),
        ({"open_to_provinces": {"ON": True}}, "open_to_provinces", "provinces"),
        ({"open_to_provinces": ["ON", "XX"]}, "open_to_provinces[1]", "choice"),
        ({"open_to_provinces": ["all"]}, "open_to_provinces[0]", "choice"),
        ({"job_offer": {"employers": []}}, "job_offer.employers", "list_empty"),
        ({"job_offer": {"employers": "Acme"}}, "job_offer.employers", "not_list"),
        ({"language_tests": [{"test": "ielts"}]}, "language_tests[0].test", "choice_near"),
    ],
)
def test_the_wrong_kind_of_value(data: Any, place: str, message: str) -> None:
    assert said(data) == [(place, message)]


def test_every_problem_is_said_at_once_and_in_order() -> None:
    data = {"person": {"date_of_birth": "x"}, "work": [{"paid": 1}, {"noc": 21232}], "funds_cad": -1, "wrok": []}
    assert [place for place, _ in said(data)] == ["person.date_of_birth", "work[0].paid", "work[1].noc", "funds_cad", "wrok"]


@pytest.mark.parametrize("value", ["8", "8.0", True, [8], {"h": 8}, float("nan"), float("inf"), Decimal("NaN"), 1j])
def test_a_number_is_a_number(value: Any) -> None:
    assert said({"language_tests": [{"listening": value}]}) == [("language_tests[0].listening", "number.kind")]
    assert said({"work": [{"hours_per_week": value}]}) == [("work[0].hours_per_week", "number.kind")]


@pytest.mark.parametrize(
    ("value", "hundredths"),
    [(40, 4000), (37.5, 3750), (0.01, 1), (168, 16800), (33.33, 3333), (Decimal("37.500"), 3750), (29.99, 2999), (1.1, 110)],
)
def test_hours_are_exact(value: Any, hundredths: int) -> None:
    work = Work.model_validate({"hours_per_week": value})
    assert work.weekly_hundredths == hundredths
    assert Work.model_validate(work.declared()) == work


def test_hours_that_were_not_told_are_not_zero() -> None:
    assert Work.model_validate({}).weekly_hundredths is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, "hours.range"),
        (-1, "hours.range"),
        (168.01, "hours.range"),
        (10**400, "hours.range"),
        (Decimal("1E+999999"), "hours.range"),
        (37.555, "hours.decimals"),
        (0.1 + 0.2, "hours.decimals"),
        (Decimal("1E-999999"), "hours.decimals"),
    ],
)
def test_hours_no_week_has(value: Any, message: str) -> None:
    assert said({"hours_per_week": value}, Work) == [("hours_per_week", message)]


def test_scores_are_kept_as_typed() -> None:
    test = LanguageTest.model_validate({"listening": 7.5, "reading": 8, "writing": Decimal("6.0"), "speaking": -0.0})
    assert (test.listening, test.reading, test.writing, test.speaking) == (Decimal("7.5"), Decimal(8), Decimal(6), Decimal(0))
    assert json.dumps(test.declared()) == '{"listening": 7.5, "reading": 8, "writing": 6, "speaking": 0}'


@pytest.mark.parametrize(("value", "message"), [(-1, "score.range"), (1000, "score.range"), (7.25, "score.decimals")])
def test_scores_no_test_gives(value: Any, message: str) -> None:
    assert said({"listening": value}, LanguageTest) == [("listening", message)]


@pytest.mark.parametrize("value", ["2025-01-10", date(2025, 1, 10)])
def test_a_day(value: Any) -> None:
    assert LanguageTest.model_validate({"taken_on": value}).taken_on == date(2025, 1, 10)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2025-02-29", "impossible"),
        ("2025-13-01", "impossible"),
        ("0000-01-01", "impossible"),
        ("20250110", "format"),
        ("2025-W02-5", "format"),
        ("2025-1-1", "format"),
        ("10/01/2025", "format"),
        ("2025-01-10T00:00:00", "format"),
        ("2025-01-10 ", "format"),
        ("２０２５-01-10", "format"),
        ("yyyy-mm-dd", "format"),
        ("", "format"),
        (1736467200, "format"),
        (True, "format"),
        (datetime(2025, 1, 10), "format"),  # noqa: DTZ001
        ("1899-12-31", "range"),
        ("2201-01-01", "range"),
        (date(1, 1, 1), "range"),
    ],
)
def test_what_is_not_a_day(value: Any, message: str) -> None:
    assert said({"taken_on": value}, LanguageTest) == [("taken_on", f"day.{message}")]


def test_a_day_after_today_is_no_error() -> None:
    assert Work.model_validate({"start": "2199-01-01"}).start == date(2199, 1, 1)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (21232, "noc.number"),
        (12, "noc.number"),
        (True, "noc.format"),
        ("2174", "noc.format"),
        ("212320", "noc.format"),
        ("2123a", "noc.format"),
        ("２1232", "noc.format"),
        ("99999", "noc.unknown"),
        ("21239", "noc.unknown"),
    ],
)
def test_occupations(value: Any, message: str) -> None:
    assert said({"noc": value}, Work) == [("noc", message)]


def test_an_occupation_keeps_its_leading_zeros() -> None:
    assert Work.model_validate({"noc": "00012"}).noc == "00012"
    assert "leading zeros" in sentence({"noc": 12}, Work)


@pytest.mark.parametrize(
    ("value", "message"),
    [("CA", "format"), ("can", "format"), ("Canada", "format"), (124, "format"), ("ÇAN", "format"), ("XXX", "unknown")],
)
def test_countries(value: Any, message: str) -> None:
    assert said({"country": value}, Work) == [("country", f"country.{message}")]


def test_the_provinces_of_a_profile_are_those_of_the_law() -> None:
    assert Province.__args__ == places.provinces()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["Nguyễn", "李", "O’Brien", "शर्मा", "می‌خواهم", "Ó Súilleabháin", "X"])
def test_names_in_any_script(name: str) -> None:
    profile = Profile.model_validate({"person": {"family_name": f"  {name} "}})
    assert profile.person is not None
    assert profile.person.family_name == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "text_empty"),
        (" \t ", "text_empty"),
        ("x" * 201, "text_too_long"),
        ("a\x00b", "text_characters"),
        ("a\nb", "text_characters"),
        ("a\x85b", "text_characters"),
        ("a\u2028b", "text_characters"),
        ("\u202egnp.exe", "text_characters"),
        ("a\ud800", "text_not_unicode"),
    ],
)
def test_names_that_are_none(name: str, message: str) -> None:
    assert said({"person": {"family_name": name}}) == [("person.family_name", message)]


def test_what_a_person_wrote_is_not_repeated_at_length() -> None:
    secret = "4417 7209 1188 " * 5
    for data in ({"funds_cad": secret}, {"person": secret}, {"work": [{"paid": secret}]}, {"family": {"marital_status": secret}}):
        with pytest.raises(ValidationError) as caught:
            Profile.model_validate(data)
        for written in (str(caught.value), caught.value.json(), problems_of(caught.value)[0].text()):
            assert secret[:15] in written
            assert secret[:45] not in written


def test_how_a_value_is_shown() -> None:
    values = ["é", True, None, 10**60, 7.5, Decimal("7.50"), {"a": 1}, [1], (), {1}, "a\u202eb"]
    assert [shown(v) for v in values] == ['"é"', "true", "null", "…", "7.5", "7.50", "{…}", "[…]", "[…]", "set", '"a\\u202eb"']
    assert len(shown("x" * 500)) == 40
