"""Results of language tests and the levels they stand for (R74; MI s. 3(4); the page on language test results).

English tests give Canadian Language Benchmarks (CLB), French tests Niveaux de compétence linguistique canadiens (NCLC). Levels are
read one ability at a time, from the test's own table; nothing is rounded, averaged or mixed between sittings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openentry.errors import LanguageScoreError, Problem
from openentry.law.book import Law, LawBook
from openentry.law.shapes.language import ABILITIES, Ability, LanguageTest, OtherScale
from openentry.messages import Message

__all__ = [
    "ABILITIES",
    "Ability",
    "AbilityLevel",
    "CertificateLevels",
    "NextLevel",
    "accepted",
    "check_score",
    "clb",
    "known_tests",
    "levels",
    "next_level",
]

#: The lowest level any rule of Express Entry reads; the tables of two tests go one lower.
FIRST_LEVEL = 4


@dataclass(frozen=True, slots=True)
class NextLevel:
    """A higher level and the lowest score that gives it."""

    level: int
    score: Decimal


@dataclass(frozen=True, slots=True)
class AbilityLevel:
    """One ability: score, level (0 = below the chart, 10 = 10 or higher), and what the next level takes (None at the top)."""

    score: Decimal
    level: int
    next: NextLevel | None


@dataclass(frozen=True, slots=True)
class CertificateLevels:
    """What a certificate stands for. ``abilities`` holds those that were given; ``remarks`` what to know about the certificate."""

    test: str
    name: str
    language: str
    framework: str
    abilities: Mapping[Ability, AbilityLevel]
    remarks: tuple[Message, ...]


def known_tests(law: Law | LawBook) -> tuple[str, ...]:
    """The key of every test the law has ever accepted (``ielts_general``), in alphabetical order."""
    return tuple(sorted(_key(name) for name, d in _book(law).documents.items() if isinstance(d.versions[0].content, LanguageTest)))


def accepted(law: Law, test: str) -> bool:
    """Whether results of ``test`` are accepted under this law (R74(3)-(4)). False for a test it does not know."""
    return law.get(f"language.{test}") is not None


def levels(law: Law, test: str, scores: Mapping[str, Decimal | None]) -> dict[Ability, int | None]:
    """The level of each of the four abilities: 0 below the chart, 10 for 10 or higher, None where no score is given.

    A score that is not on the test's scale, or a test not accepted under this law, is a :class:`LanguageScoreError`.
    """
    tables = _accepted_test(law, test).levels
    try:
        return {ability: None if (score := scores.get(ability)) is None else table[score] for ability, table in tables}
    except (KeyError, TypeError):  # a signalling NaN cannot even be looked up
        raise LanguageScoreError(*_problems(law, test, scores, None)) from None


def check_score(
    law: Law | LawBook, test: str, ability: Ability, score: Decimal, *, taken_on: date | None = None, place: str = ""
) -> Problem | None:
    """What is wrong with a score, or None when it is on the test's scale.

    With the whole book instead of one day's law, the newest scale of the test is meant. ``taken_on`` lets the answer say what a
    figure from the wrong column of a certificate would stand for. ``place`` names the field, the ability if none is given. An
    unknown test is a problem too.
    """
    place = place or ability
    known = _test(law, test)
    if known is None:
        return Problem(place, Message("error.language.unknown_test", {"test": test, "known": known_tests(law)}))
    scale = known.scales[ability]
    said: dict[str, Any] = {"test": known.name, "ability": ability, "score": score}
    if score.is_finite() and scale.holds(score):
        return None
    if not score.is_finite() or not scale.minimum <= score <= scale.maximum:
        said |= {"minimum": scale.minimum, "maximum": scale.maximum}
        other = _other_scale(known, ability, score, taken_on)
        if other is None:
            return Problem(place, Message("error.language.out_of_range", said))
        said |= {"scale": other.name, "column": known.column}
        if taken_on is None:
            return Problem(place, Message("error.language.wrong_column", said))
        said |= {"day": taken_on, "framework": known.framework, "level": other.scales[ability].levels[score]}
        return Problem(place, Message("error.language.wrong_column_level", said))
    below = score - (score - scale.minimum) % scale.step
    said |= {"step": scale.step, "below": below, "above": below + scale.step}
    return Problem(place, Message("error.language.wrong_step", said))


def next_level(law: Law, test: str, ability: Ability, score: Decimal) -> NextLevel | None:
    """The next level above the one ``score`` stands for, and the lowest score that gives it; None at the top of the table.

    From below the chart the next level is 4, the first that any rule reads. Errors as for :func:`levels`.
    """
    at = levels(law, test, {ability: score})[ability]
    assert at is not None
    bands = _accepted_test(law, test).scales[ability].bands
    return next((NextLevel(b.level, b.low) for b in bands if b.level > at and b.level >= FIRST_LEVEL), None)


def clb(law: Law, test: str, scores: Mapping[str, Decimal | None], taken_on: date | None = None) -> CertificateLevels:
    """Everything a certificate stands for, for the abilities whose scores are given. Errors as for :func:`levels`, all at once.

    ``taken_on`` is the day of the test: it decides which other columns the certificate shows, and the remarks say so.
    """
    known = _accepted_test(law, test)
    problems = _problems(law, test, scores, taken_on)
    if problems:
        raise LanguageScoreError(*problems)
    found = {
        ability: AbilityLevel(score, level, next_level(law, test, ability, score))
        for ability, level in levels(law, test, scores).items()
        if level is not None and (score := scores[ability]) is not None
    }
    remarks = tuple(_remark(other) for other in known.other_scales if taken_on is None or other.shown_on(taken_on))
    return CertificateLevels(test, known.name, known.language, known.framework, found, remarks)


def _remark(other: OtherScale) -> Message:
    said = {"scale": other.name, "first": other.tested_from}
    if other.tested_until is None:
        return Message("language.other_column_since", said)
    return Message("language.other_column", said | {"last": other.tested_until})


def _problems(law: Law, test: str, scores: Mapping[str, Decimal | None], taken_on: date | None) -> list[Problem]:
    given = [(ability, score) for ability in ABILITIES if (score := scores.get(ability)) is not None]
    return [p for ability, score in given if (p := check_score(law, test, ability, score, taken_on=taken_on))]


def _other_scale(test: LanguageTest, ability: Ability, score: Decimal, taken_on: date | None) -> OtherScale | None:
    """The scale that a score too high for the profile's own may have been read from."""
    if not score.is_finite():
        return None
    shown = (other for other in test.other_scales if taken_on is None or other.shown_on(taken_on))
    return next((other for other in shown if score in other.scales[ability].levels), None)


def _accepted_test(law: Law, test: str) -> LanguageTest:
    found: LanguageTest | None = law.get(f"language.{test}")
    if found is not None:
        return found
    document = law.book.documents.get(f"language.{test}")
    if document is None:
        raise LanguageScoreError.of("error.language.unknown_test", test=test, known=known_tests(law))
    first, newest = document.versions[0], document.versions[-1]
    if newest.until is not None and newest.until < law.start:
        raise LanguageScoreError.of("error.language.no_longer_accepted", test=newest.content.name, last=newest.until)
    raise LanguageScoreError.of("error.language.not_yet_accepted", test=newest.content.name, first=first.in_force)


def _test(law: Law | LawBook, test: str) -> LanguageTest | None:
    """The test as this law has it, or else as its newest version has it: a scale exists before, and after, it is accepted."""
    document = _book(law).documents.get(f"language.{test}")
    if document is None or not isinstance(document.versions[-1].content, LanguageTest):
        return None
    in_force: LanguageTest | None = law.get(f"language.{test}") if isinstance(law, Law) else None
    return in_force or document.versions[-1].content


def _book(law: Law | LawBook) -> LawBook:
    return law.book if isinstance(law, Law) else law


def _key(document: str) -> str:
    return document.removeprefix("language.")
