"""A new sitting of a language test, as a change of the profile: whose, in which language, with which scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openentry.advice.lever import Json, Lever, Situation, record, with_record
from openentry.language import levels, next_level
from openentry.law.book import Law
from openentry.law.shapes.language import ABILITIES, FRAMEWORKS, Ability
from openentry.law.sources import Text
from openentry.messages import Message
from openentry.profile import LANGUAGE_OF_TEST, LanguageTest, Test

Scores = Mapping[Ability, Decimal]
CHOICE = Message("advice.effort.choice")
_TEST = Message("advice.effort.test")


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a new result is measured against: the sitting used, or the last one that counted, or none (``at`` None)."""

    test: Test
    at: int | None
    scores: Scores


@dataclass(frozen=True, slots=True)
class Tongue:
    """Whose language it is, and how the levers of it are called."""

    situation: Situation
    of_spouse: bool
    language: str

    @property
    def prefix(self) -> str:
        return "spouse.language" if self.of_spouse else "language"

    @property
    def counts(self) -> bool:
        """Whether a result in this language counts today."""
        found = self.situation.facts.spouse_languages if self.of_spouse else self.situation.facts.languages
        return found[self.language].sitting is not None

    def lever(self, name: str, how: str, params: Json, sat: Sitting, scores: Scores, abilities: Iterable[Ability]) -> Lever:
        """A new sitting of a test with these scores, today."""
        touched = frozenset(f"{self.prefix}.{self.language}.{ability}" for ability in abilities)
        framework = FRAMEWORKS[self.language]
        said = {"language": self.language, "framework": framework, "test": sat.test, **params}
        return Lever(
            id=f"{self.prefix}.{self.language}.{name}",
            kind="spouse" if self.of_spouse else "language",
            message=Message(f"advice.{self.prefix}.{how}", said),
            effort=_TEST,
            apply=self._new_sitting(sat, {ability: scores[ability] for ability in abilities}),
            touches=touched,
            family=f"{self.prefix}.{self.language}.{how}",
        )

    def _new_sitting(self, sat: Sitting, scores: Scores) -> Callable[[Json], Json]:
        s = self.situation
        first = s.facts.first_language

        def apply(declared: Json) -> Json:
            tests = list(record(declared, self.of_spouse)["language_tests"])
            old: Json = {"test": sat.test} if sat.at is None else dict(tests[sat.at])
            old.pop("result_on", None)
            old.pop("reference", None)
            new: Json = {**old, "taken_on": s.day.isoformat(), "use": True}
            new |= {str(ability): score for ability, score in scores.items()}
            tests = self._not_in_use(tests)
            if sat.at is None:
                tests.append(new)
            else:
                tests[sat.at] = new
            changed = with_record(declared, self.of_spouse, {"language_tests": tests})
            if not self.of_spouse and first and "first_official_language" not in changed:
                changed["first_official_language"] = first  # it was the only one with a result, and stays the first
            return changed

        return apply

    def use(self, at: int, test: str, begins: date) -> Lever:
        """Another sitting named as the one to use."""

        def apply(declared: Json) -> Json:
            tests = self._not_in_use(record(declared, self.of_spouse)["language_tests"])
            tests[at] = {**tests[at], "use": True}
            return with_record(declared, self.of_spouse, {"language_tests": tests})

        return Lever(
            id=f"{self.prefix}.{self.language}.sitting.{at}",
            kind="choice",
            message=Message(f"advice.{self.prefix}.sitting", {"test": test, "day": begins}),
            effort=CHOICE,
            apply=apply,
            touches=frozenset(f"{self.prefix}.{self.language}.{ability}" for ability in ABILITIES),
            family=f"{self.prefix}.{self.language}.sitting",
        )

    def _not_in_use(self, tests: Iterable[Json]) -> list[Json]:
        """The sittings, none of this language marked as the one to use."""
        mine = {test for test, language in LANGUAGE_OF_TEST.items() if language == self.language}
        return [{**test, "use": False} if test.get("use") and test.get("test") in mine else test for test in tests]


def sitting_of(at: int, test: LanguageTest) -> Sitting | None:
    """A sitting whose four scores are known."""
    scores = {ability: getattr(test, ability) for ability in ABILITIES}
    if test.test is None or any(score is None for score in scores.values()):
        return None
    return Sitting(test.test, at, scores)


def score_for(law: Law, test: str, ability: Ability, level: int, score: Decimal) -> Decimal | None:
    """``score`` where it gives the level already, else the lowest that does; None where the test does not go so high."""
    at = levels(law, test, {ability: score})[ability]
    while at is not None and at < level:
        step = next_level(law, test, ability, score)
        if step is None:
            return None
        score, at = step.score, step.level
    return score


def shown(score: Decimal) -> Text:
    """A score as each language writes it: ``7.5`` · ``7,5``."""
    plain = f"{score.normalize():f}"
    return Text(plain, plain.replace(".", ","))
