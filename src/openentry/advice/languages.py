"""Levers of language: better results ability by ability, all four to the next level that matters, another language, a result
renewed, and what is a mere choice (which language is first, which sitting is used)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from openentry.advice.lever import SOON, Json, Lever, Situation, Trial
from openentry.advice.sittings import CHOICE, Sitting, Tongue, score_for, shown, sitting_of
from openentry.facts.languages import LanguageLevels
from openentry.language import accepted, levels, next_level
from openentry.law.shapes.categories import LanguageRule
from openentry.law.shapes.language import ABILITIES, Ability
from openentry.messages import Message
from openentry.profile import LANGUAGE_OF_TEST, LanguageTest
from openentry.work import years_after


def languages(s: Situation, of_spouse: bool = False) -> Iterator[Trial]:
    """Every lever of language of the candidate, or of a spouse or partner who counts."""
    declared = s.spouse.language_tests if of_spouse and s.spouse else s.profile.language_tests
    if declared is None or (of_spouse and s.spouse is None):
        return
    found = s.facts.spouse_languages if of_spouse else s.facts.languages
    tongues = _of_spouse(s, found) if of_spouse else tuple(found)
    for language in tongues:
        known = found[language]
        if known.asks:
            continue  # an answer is missing: that is a question, not a lever
        told = Tongue(s, of_spouse, language)
        if known.sitting is None:
            yield from _without_result(told, declared, _targets(s, of_spouse, language))
        else:
            sat = sitting_of(known.sitting, declared[known.sitting])
            if sat is not None:
                yield from _with_result(told, sat, known, _targets(s, of_spouse, language))
            yield from _other_sittings(told, declared, known.sitting)
    if not of_spouse:
        yield from _first_language(s, found)


def _of_spouse(s: Situation, found: Mapping[str, LanguageLevels]) -> tuple[str, ...]:
    """Only one language of a spouse or partner counts: the one with a result, else the candidate's first."""
    tested = tuple(language for language, known in found.items() if not known.none)
    return tested or s.facts.first_languages[:1]


# --- what matters ---


def _targets(s: Situation, of_spouse: bool, language: str) -> tuple[int, ...]:
    """The levels at which all four abilities together change something: points, a program, a category."""
    law, steps = s.law, s.evaluation.instrument.steps
    if of_spouse:
        grid = law.content("programs.fsw_grid").adaptability.spouse_language
        return tuple(sorted({*steps.get("spouse_listening", ()), grid}))
    tested = [code for code, known in s.facts.languages.items() if not known.none]
    first = language in s.facts.first_languages or not tested
    found = {*law.content("programs.cec").language.values(), law.content("programs.fsw").language}
    found.add(max(law.content("programs.fst").language.values()))
    found.update(steps.get("french_lowest" if language == "fr" else "english_for_french", ()))
    if first:
        found.update(steps.get("first_lowest", ()), steps.get("first_listening", ())[-1:])
    else:
        found.update(steps.get("second_lowest", ()), steps.get("second_listening", ()))
    for _, version in law.of_kind("categories."):
        rule = version.content.rule
        if isinstance(rule, LanguageRule) and rule.language == language:
            found.add(rule.minimum_level)
    return tuple(sorted(found))


# --- levers ---


def _with_result(told: Tongue, sat: Sitting, known: LanguageLevels, targets: Iterable[int]) -> Iterator[Trial]:
    s = told.situation
    for ability in ABILITIES:
        yield from s.first_that_pays(_steps(told, sat, ability))
    lowest = min(known.lowest)
    yield from s.each_that_pays_more(
        lever for level in targets if level > lowest and (lever := _all_four(told, sat, level, "all")) is not None
    )
    if known.valid_until is not None and known.valid_until < s.day + SOON:
        ends = known.valid_until + timedelta(days=1)
        renewed = _renewed(told, sat, "renew_soon", {"day": ends})
        trial = s.pull(renewed, ends)
        if trial is not None:
            yield trial


def _without_result(told: Tongue, declared: tuple[LanguageTest, ...], targets: Iterable[int]) -> Iterator[Trial]:
    s = told.situation
    expired = [
        (at, sat)
        for at, test in enumerate(declared)
        if test.language == told.language and test.taken_on and test.taken_on <= s.day and (sat := sitting_of(at, test))
        if accepted(s.law, sat.test)
    ]
    if expired:
        sat = max(expired, key=lambda one: (declared[one[0]].taken_on, one[0]))[1]
        renewed = s.pull(_renewed(told, sat, "renew", {}))
        if renewed is not None:
            yield renewed
        scores: dict[str, Decimal | None] = {ability: sat.scores[ability] for ability in ABILITIES}
        had = min(level for level in levels(s.law, sat.test, scores).values() if level is not None)
        yield from _more_than(renewed, s, told, sat, [level for level in targets if level > had], "all")
        return
    test = next((name for name, tongue in LANGUAGE_OF_TEST.items() if tongue == told.language and accepted(s.law, name)), None)
    if test is not None:
        scales = s.law.content(f"language.{test}").scales
        sat = Sitting(test, None, {ability: scales[ability].minimum for ability in ABILITIES})
        yield from _more_than(None, s, told, sat, targets, "new")


def _more_than(base: Trial | None, s: Situation, told: Tongue, sat: Sitting, targets: Iterable[int], how: str) -> Iterator[Trial]:
    """The levels that give more than every lower one, and more than a result renewed as it was."""
    levers = (lever for level in targets if (lever := _all_four(told, sat, level, how)) is not None)
    for trial in s.each_that_pays_more(levers):
        if base is None or trial.beats(base):
            yield trial


def _steps(told: Tongue, sat: Sitting, ability: Ability) -> Iterator[Lever]:
    """One ability raised, level by level, the other results unchanged."""
    law = told.situation.law
    step = next_level(law, sat.test, ability, sat.scores[ability])
    while step is not None:
        scores = {**sat.scores, ability: step.score}
        params = {"ability": ability, "level": step.level, "score": shown(step.score)}
        yield told.lever(f"{ability}.{step.level}", "ability", params, sat, scores, (ability,))
        step = next_level(law, sat.test, ability, step.score)


def _all_four(told: Tongue, sat: Sitting, level: int, how: str) -> Lever | None:
    """All four abilities at a level or higher: those below it are raised. None where one ability alone is below, or where the test
    does not go so high."""
    scores, raised = dict(sat.scores), []
    for ability in ABILITIES:
        score = score_for(told.situation.law, sat.test, ability, level, sat.scores[ability])
        if score is None:
            return None
        if score != sat.scores[ability]:
            raised.append(ability)
        scores[ability] = score
    if how == "all" and told.counts and len(raised) < 2:
        return None
    needed = [Message("advice.score", {"ability": ability, "score": shown(scores[ability])}) for ability in raised]
    return told.lever(f"{how}.{level}", how, {"level": level, "scores": needed}, sat, scores, ABILITIES)


def _renewed(told: Tongue, sat: Sitting, how: str, params: Json) -> Lever:
    return told.lever(how, how, params, sat, sat.scores, ABILITIES)


def _other_sittings(told: Tongue, declared: tuple[LanguageTest, ...], used: int) -> Iterator[Trial]:
    """Another valid sitting of the language named as the one to use (contract C10)."""
    s = told.situation
    years = s.law.content("definitions").language_valid_years
    for at, test in enumerate(declared):
        begins = test.result_on or test.taken_on
        if at == used or test.language != told.language or test.test is None or begins is None or begins > s.day:
            continue
        if years_after(begins.toordinal(), years) <= s.day.toordinal() or not accepted(s.law, test.test):
            continue
        trial = s.pull(told.use(at, test.test, begins))
        if trial is not None:
            yield trial


def _first_language(s: Situation, found: Mapping[str, LanguageLevels]) -> Iterator[Trial]:
    """The other language named as first official language: the candidate chooses (IRPR 79(1), MI s. 12(2))."""
    if any(known.asks or known.none for known in found.values()):
        return
    for language in found:
        if s.facts.first_languages != (language,):
            lever = Lever(
                id=f"language.first.{language}",
                kind="choice",
                message=Message("advice.language.first", {"language": language}),
                effort=CHOICE,
                apply=_naming(language),
                touches=frozenset({"first_official_language"}),
                family="language.first",
            )
            trial = s.pull(lever)
            if trial is not None and trial.worth:
                yield trial


def _naming(language: str) -> Callable[[Json], Json]:
    return lambda declared: {**declared, "first_official_language": language}
