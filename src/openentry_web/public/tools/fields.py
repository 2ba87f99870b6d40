"""The boxes of the score tool: the columns of a facts table, with language results as a test's scores or as levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from openentry.errors import LanguageScoreError
from openentry.language import levels
from openentry.law import Law, LawBook
from openentry.law.domains import ABILITIES, CANADIAN_EDUCATION, EDUCATION, HIGHEST_LEVEL, JOB_OFFER
from openentry.messages import Message
from openentry_web.public.typed import Box, clean, day, decimal, whole

#: The facts with a choice of words, and the choices in the order of the form.
CHOICES = {"education": EDUCATION, "canadian_education": CANADIAN_EDUCATION, "spouse_education": EDUCATION, "job_offer": JOB_OFFER}
#: Years of work, and the most that any table tells apart: one is "or more".
YEARS = {"canadian_work_years": 5, "foreign_work_years": 3, "spouse_canadian_work_years": 5}
YES_NO = ("certificate_of_qualification", "nomination", "sibling_in_canada", "accompanying_spouse")
#: Whose results, and the tests they may be of.
TESTS = {
    "en": ("ielts_general", "celpip_general", "pte_core"),
    "fr": ("tef_canada", "tcf_canada"),
    "spouse": ("ielts_general", "celpip_general", "pte_core", "tef_canada", "tcf_canada"),
}
LEVELS = "levels"
OLDEST, YOUNGEST = 100, 14


@dataclass(slots=True)
class Answers:
    """The form as it came back. ``raw`` what stands in each box, ``wrong`` what is wrong with some; ``row`` the facts, where
    nothing is wrong; ``levels`` the levels read from a test's scores, by whose they are."""

    raw: dict[str, str]
    day: date
    other: date | None = None
    wrong: dict[str, Message] = field(default_factory=dict)
    row: dict[str, Any] | None = None
    levels: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def problems(self) -> list[tuple[str, Message]]:
        """Each with the id of its box."""
        return [(f"id_{name}", wrong) for name, wrong in self.wrong.items()]


def names() -> tuple[str, ...]:
    """Every box."""
    tests = [f"{whose}_{part}" for whose in TESTS for part in ("test", *ABILITIES)]
    return ("age", *CHOICES, *YEARS, *YES_NO, *tests, "first_language", "day", "other")


def blank(today: date) -> Answers:
    """Nothing answered: nobody has anything."""
    raw = dict.fromkeys(names(), "") | dict.fromkeys(CHOICES, "none") | dict.fromkeys(YEARS, "0") | dict.fromkeys(YES_NO, "no")
    return Answers(raw | {"day": today.isoformat()}, today)


def read(post: Mapping[str, str], book: LawBook, today: date) -> Answers:
    """The answers that were sent. What was left out is as :func:`blank` has it."""
    found = blank(today)
    found.raw |= {name: clean(post[name]) for name in found.raw if name in post}
    raw, row = found.raw, dict[str, Any]()
    on = day(raw["day"] or today.isoformat(), book.first_day, today)
    _take(found, "day", on)
    found.day = on.value or today
    if raw["other"]:
        other = day(raw["other"], book.first_day, today)
        _take(found, "other", other)
        found.other = other.value
    age = whole(raw["age"], YOUNGEST, OLDEST)
    if _take(found, "age", age):
        row["age"] = age.value
    for name, choices in CHOICES.items():
        row[name] = raw[name] if raw[name] in choices else choices[0]
        raw[name] = row[name]
    for name, most in YEARS.items():
        row[name] = int(raw[name]) if raw[name] in [str(n) for n in range(most + 1)] else 0
        raw[name] = str(row[name])
    for name in YES_NO:
        row[name] = raw[name] == "yes"
        raw[name] = "yes" if row[name] else "no"
    law = book.on(found.day)
    for whose in TESTS:
        if whose != "spouse" or row["accompanying_spouse"]:
            row |= {f"{whose}_{ability}": level for ability, level in _levels(found, law, whose).items()}
    _first_language(found, row)
    if not row["accompanying_spouse"]:
        row |= {"spouse_education": "none", "spouse_canadian_work_years": 0}
    found.row = None if found.wrong else row
    return found


def _take(found: Answers, name: str, box: Box[Any]) -> bool:
    if box.wrong:
        found.wrong[name] = box.wrong
    return box.wrong is None


def _levels(found: Answers, law: Law, whose: str) -> dict[str, int]:
    """The levels of the four abilities, 0 where there is none; scores are read by the test's own table under the law of the day."""
    test = found.raw[f"{whose}_test"]
    if test not in (LEVELS, *TESTS[whose]):
        found.raw[f"{whose}_test"] = ""
        return {}
    typed = {ability: f"{whose}_{ability}" for ability in ABILITIES}
    if test == LEVELS:
        boxes = {ability: whole(found.raw[name], 0, HIGHEST_LEVEL) for ability, name in typed.items()}
        right = [_take(found, typed[ability], box) for ability, box in boxes.items()]
        return {ability: box.value or 0 for ability, box in boxes.items()} if all(right) else {}
    scores: dict[str, Decimal | None] = {}
    for ability, name in typed.items():
        box = decimal(found.raw[name])
        if not box.wrong and box.value is None:
            box = Box(box.raw, None, Message("web.typed.score"))
        if _take(found, name, box):
            scores[ability] = box.value
    try:
        read_levels = levels(law, test, scores)
    except LanguageScoreError as error:
        for problem in error.problems:
            found.wrong[typed.get(problem.place, f"{whose}_test")] = problem.message
        return {}
    known = {ability: level for ability, level in read_levels.items() if level is not None}
    if len(known) == len(ABILITIES):
        found.levels[whose] = {str(ability): level for ability, level in known.items()}
    return {str(ability): level for ability, level in known.items()}


def _first_language(found: Answers, row: dict[str, Any]) -> None:
    english, french = (bool(found.raw[f"{whose}_test"]) for whose in ("en", "fr"))
    first = found.raw["first_language"]
    if english and french:
        if first not in ("en", "fr"):
            found.wrong["first_language"] = Message("web.score_tool.first.both")
        else:
            row["first_language"] = first
    else:
        row["first_language"] = "fr" if french else "en"
