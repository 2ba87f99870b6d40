"""Every cell of every table of every version of the ranking system, against the reference tables read independently.

The factors are independent of one another except through the facts they share, so each is compared over the whole domain of the
facts it looks at; what is left, the caps and sums, is compared on every combination of the group values that can occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openentry import crs
from openentry.law import LawBook, load_book
from openentry.law.domains import ABILITIES, CANADIAN_EDUCATION, EDUCATION, JOB_OFFER
from tests.law import reading_of_crs as reference

Facts = dict[str, Any]
BASE: Facts = {
    "age": 29,
    "education": "none",
    "first": (0, 0, 0, 0),
    "second": (0, 0, 0, 0),
    "spouse": (0, 0, 0, 0),
    "en": (0, 0, 0, 0),
    "fr": (0, 0, 0, 0),
    "canadian": 0,
    "foreign": 0,
    "certificate": False,
    "spouse_education": "none",
    "spouse_canadian": 0,
    "nomination": False,
    "job_offer": "none",
    "canadian_education": "none",
    "sibling": False,
}
LEVELS = range(13)
#: Days on which a version is tried: its first, and its last.
DAYS = [(v, v) for v in reference.VERSIONS] + [
    (v, date.fromordinal(later.toordinal() - 1)) for v, later in zip(reference.VERSIONS, reference.VERSIONS[1:], strict=False)
]


def scored(book: LawBook, day: date, column: str, facts: Facts) -> crs.Score:
    """The library's score of the same facts."""
    return crs.score(crs.instrument(book.on(day)), [crs_facts(column, facts)])


def crs_facts(column: str, facts: Facts) -> crs.Facts:
    """The same facts in the words of the library's tables."""
    known: Facts = {
        "age": facts["age"],
        "education": facts["education"],
        "first_lowest": min(facts["first"]),
        "second_lowest": min(facts["second"]),
        "french_lowest": min(facts["fr"]),
        "english_for_french": min(facts["en"]),
        "canadian_work_years": facts["canadian"],
        "foreign_work_years": facts["foreign"],
        "certificate_of_qualification": facts["certificate"],
        "sibling_in_canada": facts["sibling"],
        "nomination": facts["nomination"],
        "spouse_education": facts["spouse_education"],
        "spouse_canadian_work_years": facts["spouse_canadian"],
        "canadian_education": facts["canadian_education"],
        "job_offer": facts["job_offer"],
    }
    for who in ("first", "second", "spouse"):
        known |= {f"{who}_{ability}": facts[who][at] for at, ability in enumerate(ABILITIES)}
    return crs.Facts(column == "with_spouse", known)


def variations() -> Iterator[Facts]:
    """Facts that go through the whole domain of every factor, one group of facts at a time."""
    for age in range(121):
        yield BASE | {"age": age}
    for one, other in product(LEVELS, LEVELS):
        for at in range(4):
            levels = tuple(one if i == at else other for i in range(4))
            yield BASE | {"first": levels}
            yield BASE | {"second": levels}
            yield BASE | {"spouse": levels}
    for education, lowest, canadian in product(EDUCATION, LEVELS, range(8)):
        yield BASE | {"education": education, "first": (lowest, 12, 12, 12), "canadian": canadian}
    for foreign, lowest, canadian in product(range(8), LEVELS, range(8)):
        yield BASE | {"foreign": foreign, "first": (12, lowest, 12, 12), "canadian": canadian}
    for certificate, lowest in product((False, True), LEVELS):
        yield BASE | {"certificate": certificate, "first": (12, 12, lowest, 12)}
    for education, years in product(EDUCATION, range(8)):
        yield BASE | {"spouse_education": education, "spouse_canadian": years}
    for french, english in product(LEVELS, LEVELS):
        yield BASE | {"fr": (12, 12, 12, french), "en": (english, 12, 12, 12)}
    for nomination, offer, study, sibling, french in product((False, True), JOB_OFFER, CANADIAN_EDUCATION, (False, True), (6, 7)):
        languages = {"fr": (french,) * 4, "en": (9,) * 4}
        yield BASE | {"nomination": nomination, "job_offer": offer, "canadian_education": study, "sibling": sibling} | languages


def disagreements(book: LawBook, day: date, version: date) -> Iterator[str]:
    """Where the library's figures of ``day`` are not those of the reference's ``version``."""
    for column in reference.COLUMNS:
        for facts in variations():
            found = scored(book, day, column, facts)
            expected = {
                **reference.core(version, column, facts),
                **reference.spouse(version, column, facts),
                **reference.transferability(version, facts),
                **reference.additional(version, facts),
            }
            for name, points in expected.items():
                if found.factors[name] != (points, points):
                    yield f"{day} {column} {name} {facts}: {found.factors[name]} instead of {points}"
            sections = reference.total(version, column, facts)
            if found.total != (sections["total"],) * 2:
                yield f"{day} {column} total {facts}: {found.total} instead of {sections['total']}"


@pytest.mark.parametrize(("version", "day"), DAYS, ids=[day.isoformat() for _, day in DAYS])
def test_every_cell_is_the_references(version: date, day: date) -> None:
    assert not list(disagreements(load_book(), day, version))


def test_the_versions_are_the_references() -> None:
    found = tuple(v.in_force for v in load_book().documents["crs.version"].versions)
    assert found == reference.VERSIONS


@pytest.mark.parametrize("version", reference.VERSIONS, ids=str)
def test_the_caps_are_the_references(version: date) -> None:
    caps = load_book().on(version).content("crs.caps")
    expected = reference.table(version)
    sections = {section.id: section for section in caps.sections}
    for at, column in enumerate(reference.COLUMNS):
        assert sections["core"].cap[at] == expected["caps"]["core"][column]
        assert sections["spouse"].cap[at] == expected["caps"]["spouse"][column]
        assert sections["transferability"].cap[at] == expected["caps"]["skill_transferability"]
        assert sections["additional"].cap[at] == expected["caps"]["additional"]
        groups = {group.id: group.cap[at] for group in sections["transferability"].groups}
        assert groups == expected["skill_transferability"]["group_caps"]
    assert caps.total == expected["caps"]["total"]


def test_the_factors_stand_in_the_order_of_the_contract() -> None:
    assert crs.instrument(load_book().on(reference.VERSIONS[-1])).columns == (
        "age",
        "education",
        "first_language",
        "second_language",
        "canadian_work",
        "spouse_education",
        "spouse_language",
        "spouse_canadian_work",
        "education_and_language",
        "education_and_canadian_work",
        "foreign_work_and_language",
        "foreign_work_and_canadian_work",
        "certificate_and_language",
        "nomination",
        "job_offer",
        "canadian_education",
        "sibling",
        "french",
    )


levels = st.tuples(*[st.integers(0, 12)] * 4)
anyone = st.fixed_dictionaries(
    {
        "age": st.integers(0, 120),
        "education": st.sampled_from(EDUCATION),
        "first": levels,
        "second": levels,
        "spouse": levels,
        "canadian": st.integers(0, 60),
        "foreign": st.integers(0, 60),
        "certificate": st.booleans(),
        "spouse_education": st.sampled_from(EDUCATION),
        "spouse_canadian": st.integers(0, 60),
        "nomination": st.booleans(),
        "job_offer": st.sampled_from(JOB_OFFER),
        "canadian_education": st.sampled_from(CANADIAN_EDUCATION),
        "sibling": st.booleans(),
        "french_first": st.booleans(),
    }
)


def with_languages(facts: Facts) -> Facts:
    """English and French from first and second."""
    first_is_french = facts["french_first"]
    return facts | {
        "fr": facts["first"] if first_is_french else facts["second"],
        "en": facts["second"] if first_is_french else facts["first"],
    }


@given(anyone, st.sampled_from(reference.VERSIONS), st.sampled_from(reference.COLUMNS))
def test_sums_and_caps_are_the_references(facts: Facts, version: date, column: str) -> None:
    facts = with_languages(facts)
    found = scored(load_book(), version, column, facts)
    expected = reference.total(version, column, facts)
    assert {name: found.sections[name] for name in expected if name != "total"} == {
        name: (points, points) for name, points in expected.items() if name != "total"
    }
    assert found.total == (expected["total"],) * 2


@given(anyone, st.sampled_from(reference.VERSIONS), st.sampled_from(reference.COLUMNS))
def test_bounds_and_tree(facts: Facts, version: date, column: str) -> None:
    facts = with_languages(facts)
    book = load_book()
    instrument = crs.instrument(book.on(version))
    own = crs_facts(column, facts)
    score = crs.score(instrument, [own])
    at_most = {"core": 460 if column == "with_spouse" else 500, "spouse": 40, "transferability": 100, "additional": 600}
    assert all(0 <= score.sections[name][1] <= most for name, most in at_most.items())
    assert 0 <= score.total[1] <= 1200
    root = crs.tree(instrument, [own])
    assert root.points == score.total
    for branch in walk(root):
        if branch.children:
            assert branch.uncapped == sum(child.points[0] for child in branch.children)
            assert branch.points[0] == min(branch.uncapped, branch.maximum)
            assert branch.capped == (branch.uncapped > branch.maximum)
        else:
            assert branch.looks
            assert branch.points[0] == min(sum(look.points for look in branch.looks), branch.maximum)
        assert branch.source.citation


def walk(branch: crs.Branch) -> Iterator[crs.Branch]:
    """The branch and everything under it."""
    yield branch
    for child in branch.children:
        yield from walk(child)


BETTER = ("first", "second", "spouse", "canadian", "foreign", "spouse_canadian", "education", "spouse_education", "certificate")
ALSO_BETTER = ("nomination", "job_offer", "canadian_education", "sibling")


@given(anyone, st.sampled_from(reference.VERSIONS), st.sampled_from(reference.COLUMNS), st.data())
def test_more_never_lowers_the_total(facts: Facts, version: date, column: str, data: st.DataObject) -> None:
    facts = with_languages(facts)
    name = data.draw(st.sampled_from(BETTER + ALSO_BETTER))
    better = facts | {name: data.draw(_better(name, facts[name]))}
    book = load_book()
    before = scored(book, version, column, with_languages(facts)).total
    after = scored(book, version, column, with_languages(better)).total
    assert after >= before


def _better(name: str, value: Any) -> st.SearchStrategy[Any]:
    """A value at least as good."""
    if name in ("first", "second", "spouse"):
        return st.tuples(*[st.integers(v, 12) for v in value])
    if name in ("canadian", "foreign", "spouse_canadian"):
        return st.integers(value, 60)
    domain = {
        "education": EDUCATION,
        "spouse_education": EDUCATION,
        "job_offer": JOB_OFFER,
        "canadian_education": CANADIAN_EDUCATION,
    }.get(name, (False, True))
    return st.sampled_from(domain[domain.index(value) :])
