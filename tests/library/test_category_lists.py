"""The categories of rounds as data: which exist when, which occupations they list, and what is refused as a category."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from openentry.law.book import LawBook, load_book
from openentry.law.shapes.categories import Category, LanguageRule, OccupationRule
from openentry.law.sources import Instrument, Source, Text

HEALTH_2023 = (
    "31100 31101 31102 31103 31110 31111 31112 31121 31200 31201 31202 31203 31204 31209 31300 31301 31302 31303 32101 32102 32103 "
    "32109 32120 32121 32122 32200 32201 32209 33101 33102 33103 33109 41301 41320 42203"
)
STEM_2023 = (
    "20010 20011 20012 21200 21201 21202 21203 21210 21211 21220 21221 21222 21223 21230 21231 21232 21233 21234 21300 21310 21311 "
    "21321 21322 41400"
)
TRADES_2023 = "72014 72106 72200 72300 72310 72400 72402 72405 72406 73200"
TRANSPORT_2023 = "70020 72403 72404 72600 72601 72602 72603 72604 73300 93200"
STEM_2025 = "20011 21220 21300 21301 21310 21321 21331 22300 22301 22310 63100"
TRADES_2025 = (
    "22303 63200 70010 70011 72100 72102 72106 72200 72201 72300 72302 72310 72311 72320 72400 72401 72402 72422 72501 72999 73100 "
    "73110 73112 73113 82021"
)
EDUCATION = "41220 41221 42202 42203 43100"


def changed(codes: str, *, without: str, plus: str) -> str:
    """A list as an announcement changed it; what it takes away must be there, what it adds must not."""
    before, gone, new = set(codes.split()), set(without.split()), set(plus.split())
    assert gone <= before and not new & before
    return " ".join(sorted(before - gone | new))


HEALTH_2025 = changed(
    HEALTH_2023, without="31204 32200 32209 33109 41320 42203", plus="31120 32104 32111 32123 32124 32129 41300 42201"
)
TRADES_2026 = changed(TRADES_2025, without="63200", plus="63201")

#: for a day of each set of lists: the occupations of each category (empty: French), months, continuous, in Canada only
SETS: dict[date, dict[str, str]] = {
    date(2023, 5, 31): {
        "french": "",
        "healthcare": HEALTH_2023,
        "stem": STEM_2023,
        "trades": TRADES_2023,
        "transport": TRANSPORT_2023,
        "agriculture": "63201 82030 82031",
    },
    date(2025, 2, 27): {
        "french": "",
        "healthcare": HEALTH_2025,
        "stem": STEM_2025,
        "trades": TRADES_2025,
        "agriculture": "63201",
        "education": EDUCATION,
    },
    date(2025, 12, 8): {
        "french": "",
        "healthcare": HEALTH_2025,
        "stem": STEM_2025,
        "trades": TRADES_2025,
        "agriculture": "63201",
        "education": EDUCATION,
        "physicians": "31100 31101 31102",
    },
    date(2026, 2, 18): {
        "french": "",
        "healthcare": HEALTH_2025,
        "stem": STEM_2025,
        "trades": TRADES_2026,
        "transport": "22313 72404 72410 72600",
        "education": EDUCATION,
        "physicians": "31100 31101 31102",
        "senior_managers": "00012 00013 00014 00015",
        "researchers": "41200 41201",
        "military": "40042 42102 43204",
    },
}
IN_CANADA = {"physicians", "senior_managers", "researchers"}


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load_book()


def on(book: LawBook, day: date) -> dict[str, Category]:
    documents = book.on(day).of_kind("categories.")
    return {name.removeprefix("categories."): version.content for name, version in documents}


def test_there_are_no_categories_before_31_may_2023(book: LawBook) -> None:
    assert on(book, date(2015, 1, 1)) == {}
    assert on(book, date(2023, 5, 30)) == {}


@pytest.mark.parametrize("first_day", SETS)
def test_the_lists_of_a_set_from_its_first_day_to_its_last(book: LawBook, first_day: date) -> None:
    later = [day for day in SETS if day > first_day]
    last_day = min(later) - timedelta(days=1) if later else date(2026, 12, 31)
    for day in (first_day, last_day):
        listed = {key: " ".join(c.rule.codes) if isinstance(c.rule, OccupationRule) else "" for key, c in on(book, day).items()}
        assert listed == SETS[first_day]


@pytest.mark.parametrize("first_day", SETS)
def test_the_experience_a_set_asks_for(book: LawBook, first_day: date) -> None:
    for key, category in on(book, first_day).items():
        rule = category.rule
        if key == "french":
            assert rule == LanguageRule("language", "fr", 7)
            continue
        assert isinstance(rule, OccupationRule)
        if key == "military":
            assert (rule.tested_on, rule.months, len(category.other_requirements)) == ("offer", None, 3)
            continue
        six_months = first_day < date(2026, 2, 18) and key != "physicians"
        assert (rule.tested_on, rule.months, rule.window_years) == ("work", 6 if six_months else 12, 3)
        assert rule.continuous is six_months
        assert rule.in_canada_only is (key in IN_CANADA)


def test_how_many_occupations_were_announced(book: LawBook) -> None:
    def sizes(day: date) -> dict[str, int]:
        return {k: len(c.rule.codes) for k, c in on(book, day).items() if isinstance(c.rule, OccupationRule)}

    assert sum(sizes(date(2023, 6, 28)).values()) == 82
    assert sizes(date(2025, 2, 27)) == {"healthcare": 37, "stem": 11, "trades": 25, "agriculture": 1, "education": 5}


def test_occupations_that_rest_on_one_report_or_none_are_marked(book: LawBook) -> None:
    trades = on(book, date(2023, 6, 1))["trades"].rule
    assert isinstance(trades, OccupationRule)
    assert trades.weakly_verified == ("72400", "72405")
    assert "72405" in book.documents["categories.trades"].versions[0].source.note


def test_the_ids_of_requirements_begin_with_the_category(book: LawBook) -> None:
    for document in book.of_part("categories"):
        if document.id.startswith("switch."):
            continue
        key = document.id.removeprefix("categories.")
        for version in document.versions:
            ids = list(version.content.requirements)
            assert ids == [f"{key}-{n:02d}" for n in range(1, len(ids) + 1)]
            assert version.content.tested[0] == ids[0]
            for requirement in version.content.requirements.values():
                assert requirement.title.en != requirement.title.fr


# --- what is refused ---

PAGE = Instrument("PAGE", Text("Page", "Page"), Text("page", "page"), "https://example.org/")
ASKED = {"title": {"en": "Work", "fr": "Travail"}, "source": Source(PAGE, "", "official", PAGE.url)}
WORK: dict[str, Any] = {
    "kind": "occupation",
    "tested_on": "work",
    "codes": ["31100", "00012"],
    "months": 6,
    "continuous": True,
    "window_years": 3,
    "in_canada_only": False,
}
OFFER = WORK | {"tested_on": "offer", "months": None, "continuous": False, "window_years": None}
WHOLE: dict[str, Any] = {
    "name": {"en": "A category", "fr": "Une catégorie"},
    "round_version": "",
    "rule": WORK,
    "requirements": {"a-01": ASKED},
}


@pytest.mark.parametrize("rule", [WORK, OFFER, {"kind": "language", "language": "fr", "minimum_level": 7}])
def test_a_whole_category_is_taken(rule: dict[str, Any]) -> None:
    assert TypeAdapter(Category).validate_python(WHOLE | {"rule": rule}).tested[0] == "a-01"


@pytest.mark.parametrize(
    "change",
    [
        {"rule": WORK | {"codes": []}},
        {"rule": WORK | {"codes": ["3110"]}},
        {"rule": WORK | {"codes": ["99999"]}},
        {"rule": WORK | {"codes": [31100]}},  # a number loses its leading zeros
        {"rule": WORK | {"codes": ["31100", "31100"]}},
        {"rule": WORK | {"weakly_verified": ["31101"]}},
        {"rule": WORK | {"months": None}},
        {"rule": WORK | {"window_years": None}},
        {"rule": OFFER | {"months": 12}},
        {"rule": OFFER | {"in_canada_only": True}},
        {"rule": WORK | {"kind": "salary"}},
        {"rule": {"kind": "language", "language": "fr"}},
        {"requirements": {}},
        {"requirements": {"a-01": ASKED, "a-02": ASKED}},
        {"requirements": {"a-01": ASKED}, "other_requirements": ["a-01"]},
        {"requirements": {"a-01": ASKED}, "other_requirements": ["a-02"]},
        {"name": {"en": "Only one language"}},
    ],
)
def test_a_category_that_does_not_hold_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Category).validate_python(WHOLE | change)
