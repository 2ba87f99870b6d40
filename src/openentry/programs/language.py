"""Language requirements shared by the programs (R74)."""

from __future__ import annotations

from collections.abc import Mapping

from openentry.facts import Facts
from openentry.facts.three import Truth, every, some


def in_either(facts: Facts, needed: Mapping[str, int]) -> Truth:
    """Whether the levels are reached in English or in French, all in one of them (R87.1(2)(d), R87.2(3)(a))."""
    return some([found.all_at_least(needed) for found in facts.languages.values()])


def in_first(facts: Facts, needed: Mapping[str, int]) -> Truth:
    """Whether the levels are reached in the first official language (R75(2)(d), R79(1))."""
    answers = [facts.languages[first].all_at_least(needed) for first in facts.first_languages]
    if len(set(answers)) == 1:
        return answers[0]
    return None if any(a is None for a in answers) else every([None, *[a for a in answers if a]])


def best_language(facts: Facts, needed: Mapping[str, int]) -> str:
    """The language to show beside what is needed: one that surely reaches it, else the one with the higher lowest ability; the
    first official language where they are equal."""
    first = facts.first_languages[0]

    def rank(code: str) -> tuple[bool, int, bool]:
        found = facts.languages[code]
        return found.all_at_least(needed) is True, max(found.lowest), code == first

    return max(facts.languages, key=rank)


def says_of(facts: Facts, met: Truth) -> str:
    """The variant of what is said of levels in either language: ``no_result`` where no test counts."""
    return "no_result" if met is False and all(found.untested for found in facts.languages.values()) else ""


def asks(facts: Facts) -> tuple[str, ...]:
    """What would settle the levels of both languages."""
    keys = [key for found in facts.languages.values() for key in found.asks]
    if len(facts.first_languages) > 1:
        keys.append("first_official_language")
    return tuple(dict.fromkeys(keys))
