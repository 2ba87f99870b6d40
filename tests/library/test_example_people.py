"""What `examples/profiles/README.md` says of each person, worked out by hand from the law, not from the program."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from openentry.decision import decide
from openentry.reading import read_profile

PEOPLE = Path(__file__).parents[2] / "examples" / "profiles"
DAY = date(2026, 11, 24)

# eligible, program of invitation, the federal programs that are met, and the points on the federal skilled worker grid as
# language + education + experience + age + arranged employment + adaptability
EXPECTED: dict[str, tuple[bool | None, str | None, str, int | None]] = {
    "aissatou-diallo": (True, "cec", "cec", 24 + 19 + 13 + 12 + 0 + 10),
    "amara-okafor": (True, "cec", "cec fsw fst", 24 + 19 + 13 + 12 + 0 + 10),
    "ananya-iyer": (False, None, "", 24 + 0 + 0 + 12 + 0 + 5),
    "arjun-mehta": (False, None, "", 24 + 23 + 13 + 12 + 0 + 0),
    "chloe-marchand": (False, None, "", 28 + 23 + 11 + 12 + 0 + 10),
    "daniel-whitford": (False, None, "cec fsw", 24 + 23 + 15 + 12 + 0 + 10),
    "fatima-zahra-el-idrissi": (False, None, "", 24 + 21 + 9 + 12 + 0 + 0),
    "hannah-schmidt": (True, "cec", "cec", 24 + 23 + 11 + 12 + 0 + 10),
    "jose-luis-garcia-marquez": (True, "cec", "cec fsw", 20 + 22 + 15 + 10 + 10 + 10),
    "kwame-boateng": (True, "cec", "cec", 8 + 19 + 9 + 12 + 0 + 10),
    "li-wei": (None, None, "", None),
    "marek-kowalczyk": (True, "fst", "fst", 0 + 0 + 15 + 5 + 0 + 10),
    "mei-lin-zhao": (False, None, "", 24 + 21 + 0 + 12 + 0 + 5),
    "nguyen-thi-lan": (True, "fsw", "fsw", 24 + 23 + 13 + 12 + 0 + 0),
    "omar-haddad": (True, "fsw", "fsw", 17 + 23 + 15 + 11 + 10 + 5),
    "rafael-santos": (True, "cec", "cec fsw", 22 + 21 + 15 + 12 + 0 + 10),
    "samuel-adeyemi": (True, "fsw", "fsw", 24 + 23 + 15 + 6 + 0 + 10),
    "thandiwe-mokoena": (True, "pnp", "fsw", 24 + 21 + 15 + 9 + 0 + 0),
    "yolanda-reyes": (True, "cec", "cec", 4 + 15 + 11 + 12 + 0 + 10),
}


@cache
def decided(name: str, day: date = DAY) -> dict[str, Any]:
    return decide(read_profile(PEOPLE / f"{name}.json"), as_of=day).model_dump(mode="json")


def not_met(name: str, program: str) -> list[str]:
    return [r["id"] for r in decided(name)["programs"][program]["requirements"] if r["met"] is False]


def test_everyone_is_expected() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in PEOPLE.glob("*.json"))


@pytest.mark.parametrize("name", EXPECTED)
def test_who_is_eligible_and_why(name: str) -> None:
    eligible, program, met, points = EXPECTED[name]
    decision = decided(name)
    assert decision["eligible"] is eligible
    assert decision["program_of_invitation"] == program
    assert [p for p in ("cec", "fsw", "fst") if decision["programs"][p]["met"]] == met.split()
    assert decision["programs"]["fsw"]["grid"]["total"] == points


def test_one_day_short_of_a_year() -> None:
    assert decided("mei-lin-zhao")["changes_on"] == "2026-11-25"
    assert "CEC-01" in not_met("mei-lin-zhao", "cec")
    assert decided("mei-lin-zhao", DAY + timedelta(days=1))["program_of_invitation"] == "cec"


def test_a_result_that_turns_two_next_week() -> None:
    assert decided("rafael-santos", date(2026, 11, 30))["eligible"] is True
    assert decided("rafael-santos", date(2026, 12, 1))["eligible"] is False


@pytest.mark.parametrize(
    ("name", "program", "reasons"),
    [
        ("arjun-mehta", "fsw", ["FSW-08"]),
        ("fatima-zahra-el-idrissi", "fsw", ["FSW-07"]),
        ("hannah-schmidt", "fsw", ["FSW-06"]),
        ("aissatou-diallo", "fsw", ["FSW-08"]),
        ("chloe-marchand", "cec", ["CEC-13"]),
        ("chloe-marchand", "fsw", ["FSW-09"]),
        ("marek-kowalczyk", "cec", ["CEC-09"]),
    ],
)
def test_the_only_reason(name: str, program: str, reasons: list[str]) -> None:
    assert not_met(name, program) == reasons


def test_a_bar_leaves_the_programs_as_they_are() -> None:
    general = decided("daniel-whitford")["general"]
    assert [r["id"] for r in general["requirements"] if r["met"] is False] == ["GEN-01"]
    assert decided("daniel-whitford", date(2029, 3, 14))["general"]["met"] is False
    assert decided("daniel-whitford", date(2029, 3, 15))["general"]["met"] is True


def test_the_accepted_nomination_is_worth_600_points() -> None:
    assert decided("thandiwe-mokoena")["score"]["factors"]["nomination"] == 600


def test_the_score_of_the_first_person_by_hand() -> None:
    # age 31, two-year credential, 10 9 9 10, five years in Canada; education 25 + 25, certificate 50; Canadian study of two years
    assert decided("amara-okafor")["score"]["total"] == 99 + 98 + (34 + 31 + 31 + 34) + 80 + (50 + 50) + 15
