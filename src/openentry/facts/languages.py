"""Language test results on one day: which sitting counts for each official language, and its levels (R74, MI s. 3(4), contract
C10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from openentry.asof import AsOf
from openentry.errors import LanguageScoreError, Problem
from openentry.language import accepted, levels
from openentry.law.book import Law
from openentry.law.domains import ABILITIES
from openentry.messages import Message
from openentry.profile import LanguageTest
from openentry.work import years_after

Possible = tuple[int, ...]
_NONE: Possible = (0,)
_ANY: Possible = tuple(range(11))


@dataclass(frozen=True, slots=True)
class LanguageLevels:
    """The levels in one language: the possible values of each ability (one when known, ``(0,)`` without a valid result).

    ``sitting`` is the place of the test used in the profile's list; ``test`` its key; ``valid_until`` its last valid day.
    """

    levels: Mapping[str, Possible]
    lowest: Possible
    sitting: int | None
    test: str | None
    valid_until: date | None
    asks: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether every ability is known."""
        return all(len(p) == 1 for p in self.levels.values())

    @property
    def none(self) -> bool:
        """Whether there surely is no valid result."""
        return all(p == _NONE for p in self.levels.values())

    @property
    def untested(self) -> bool:
        """Whether there surely is no valid result, not even one of the lowest level."""
        return self.sitting is None and self.none

    def at(self, ability: str) -> int | None:
        """The level of one ability, None while not known."""
        found = self.levels[ability]
        return found[0] if len(found) == 1 else None

    def shown(self, language: str) -> dict[str, int | str | None]:
        """The levels as a finding shows them: None where not known."""
        return {"language": language, **{ability: self.at(ability) for ability in self.levels}}

    def told(self, language: str, needed: Mapping[str, int]) -> dict[str, Any]:
        """What a sentence says of them: the most that the lowest ability can be, and the abilities short of what is needed."""
        short = [Message(f"ability.{ability}") for ability, level in needed.items() if max(self.levels[ability]) < level]
        return {"language": language, "lowest": max(self.lowest), "short": short}

    def all_at_least(self, needed: Mapping[str, int]) -> bool | None:
        """Whether every ability is at or above what is needed of it."""
        if all(min(self.levels[a]) >= n for a, n in needed.items()):
            return True
        return False if any(max(self.levels[a]) < n for a, n in needed.items()) else None


def no_result(asks: tuple[str, ...] = ()) -> LanguageLevels:
    """No valid result; with ``asks``, not known whether there is one."""
    possible = _ANY if asks else _NONE
    return LanguageLevels(dict.fromkeys(ABILITIES, possible), possible, None, None, None, asks)


def language_levels(
    tests: tuple[LanguageTest, ...] | None, place: str, law: Law, asof: AsOf, warnings: list[Message]
) -> dict[str, LanguageLevels]:
    """The levels in English and in French. A test whose name is missing leaves both open."""
    if tests is None:
        return {"en": no_result((place,)), "fr": no_result((place,))}
    found = {}
    for language in ("en", "fr"):
        mine = [(i, t) for i, t in enumerate(tests) if t.language == language]
        unnamed = tuple(f"{place}[{i}].test" for i, t in enumerate(tests) if t.test is None)
        found[language] = _one_language(mine, unnamed, place, law, asof, warnings)
    return found


def _one_language(
    tests: list[tuple[int, LanguageTest]],
    unnamed: tuple[str, ...],
    place: str,
    law: Law,
    asof: AsOf,
    warnings: list[Message],
) -> LanguageLevels:
    definitions = law.content("definitions")
    valid: list[tuple[int, LanguageTest, date]] = []
    undated: list[tuple[int, LanguageTest]] = []
    for at, test in tests:
        starts = test.result_on or test.taken_on
        assert test.test is not None
        if not accepted(law, test.test):
            warnings.append(Message("warning.test_not_accepted", {"test": Message(f"test.{test.test}")}))
            continue
        if starts is None:
            undated.append((at, test))
            continue
        if not asof.come(starts, "change.test_result", test=Message(f"test.{test.test}")):
            continue
        expires = years_after(starts.toordinal(), definitions.language_valid_years)
        if asof.come(expires, "change.test_expires", test=Message(f"test.{test.test}")):
            warnings.append(
                Message("warning.test_expired", {"test": Message(f"test.{test.test}"), "day": date.fromordinal(expires)})
            )
            continue
        valid.append((at, test, date.fromordinal(expires)))
    if not valid:
        if unnamed or undated:
            asks = unnamed or tuple(f"{place}[{i}].taken_on" for i, _ in undated)
            return _may_have(undated, law, asks, place)
        return no_result()
    named = [v for v in valid if v[1].use]
    if len(valid) > 1 and not named:
        warnings.append(Message("warning.two_sittings", {"test": Message(f"test.{valid[0][1].test}")}))
    at, test, expires_on = named[0] if named else max(valid, key=lambda v: (v[1].result_on or v[1].taken_on, v[0]))
    if test.result_on is None:
        soon = expires_on - timedelta(days=definitions.language_warning_days)
        if asof.come(soon, "change.test_clock"):
            warnings.append(Message("warning.test_clock", {"test": Message(f"test.{test.test}"), "day": expires_on}))
    return _levels_of(at, test, law, place, expires_on - timedelta(days=1))


def _levels_of(at: int, test: LanguageTest, law: Law, place: str, valid_until: date | None) -> LanguageLevels:
    assert test.test is not None
    scores = {a: getattr(test, a) for a in ABILITIES}
    try:
        known = levels(law, test.test, scores)
    except LanguageScoreError as wrong:
        raise LanguageScoreError(*(Problem(f"{place}[{at}].{p.place}", p.message) for p in wrong.problems)) from None
    possible: dict[str, Possible] = {a: _ANY if (v := known[a]) is None else (v,) for a in ABILITIES}  # type: ignore[index]
    asks = tuple([f"{place}[{at}].{a}" for a in ABILITIES if len(possible[a]) > 1])
    return LanguageLevels(possible, _lowest(possible), at, test.test, valid_until, asks)


def _may_have(undated: list[tuple[int, LanguageTest]], law: Law, asks: tuple[str, ...], place: str) -> LanguageLevels:
    """Levels when a test may or may not be valid: none, or what it says."""
    if len(undated) != 1:
        return no_result(asks)
    says = _levels_of(*undated[0], law, place, None)
    possible = {a: tuple(sorted({0, *says.levels[a]})) for a in ABILITIES}
    return LanguageLevels(possible, _lowest(possible), undated[0][0], says.test, None, (*asks, *says.asks))


def _lowest(possible: Mapping[str, Possible]) -> Possible:
    """The possible values of the lowest of the four abilities."""
    return tuple(range(min([min(p) for p in possible.values()]), min([max(p) for p in possible.values()]) + 1))


def highest(possible: Mapping[str, Possible]) -> Possible:
    """The possible values of the highest of the four abilities."""
    return tuple(range(max([min(p) for p in possible.values()]), max([max(p) for p in possible.values()]) + 1))
