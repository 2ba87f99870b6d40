"""What a person's points and class rest on, and so has to be shown on paper: results, credentials, jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openentry.decision.evaluation import Evaluation
from openentry.facts.education import Credential, Schooling
from openentry.facts.jobs import Job
from openentry.facts.languages import LanguageLevels
from openentry.facts.three import Truth, every, some
from openentry.law.domains import EDUCATION
from openentry.profile import Education, LanguageTest, Work
from openentry.work import years_before

_DUTIES = ("skilled", "lead", "main", "paid")
_IN_CANADA = (*_DUTIES, "canadian", "not_student", "employee", "authorized")
_TRADE = ("lead", "main", "paid")
_NARROWER = frozenset({"cec", "fst", "pnp"})  # classes that do not count skilled work wherever it was done


@dataclass(frozen=True, slots=True)
class Claimed:
    """One thing that counts, or may count (``sure`` None): as declared, and whose it is (the partner's, or the person's own)."""

    what: Any
    sure: Truth
    of_spouse: bool = False


@dataclass(slots=True)
class Employment:
    """The entries of work with one employer in one occupation: one letter tells of them all."""

    noc: str | None
    employer: str | None
    start: date | None
    of_spouse: bool
    sure: Truth
    entries: list[Work] = field(default_factory=list)


def results(evaluation: Evaluation) -> Iterator[Claimed]:
    """The sittings that count: of the person, and of a partner whose points count."""
    facts = evaluation.facts
    tests, spouse = facts.profile.language_tests or (), facts.house.spouse
    yield from _sittings([*facts.languages.values()], tests, True)
    if spouse is not None and facts.house.counted is not False:
        yield from _sittings([facts.spouse_language], spouse.language_tests or (), facts.house.counted, of_spouse=True)


def _sittings(
    levels: list[LanguageLevels], tests: tuple[LanguageTest, ...], sure: Truth, of_spouse: bool = False
) -> Iterator[Claimed]:
    for found in levels:
        if found.sitting is not None:
            yield Claimed(tests[found.sitting], every([sure, True if found.valid_until else None]), of_spouse)


def credentials(evaluation: Evaluation) -> Iterator[Claimed]:
    """The credentials that the level of education and the points for study in Canada rest on."""
    facts = evaluation.facts
    yield from _of(facts.schooling, facts.profile.education or (), True)
    spouse = facts.house.spouse
    if spouse is not None and facts.house.counted is not False:
        yield from _of(facts.spouse_schooling, spouse.education or (), facts.house.counted, of_spouse=True)


def _of(schooling: Schooling, declared: tuple[Education, ...], sure: Truth, of_spouse: bool = False) -> Iterator[Claimed]:
    counted = [credential for credential in schooling.credentials if credential.counts is not False]
    best = max([_rank(credential) for credential in counted], default=0)
    for credential in counted:
        second = "two_or_more" in schooling.possible and _rank(credential) >= EDUCATION.index("one_year")
        in_canada = credential.canadian is not False and credential.level != "secondary" and not of_spouse
        if _rank(credential) == best or second or in_canada:
            yield Claimed(declared[credential.at], every([sure, credential.counts]), of_spouse)


def _rank(credential: Credential) -> int:
    return EDUCATION.index(credential.level) if credential.level else len(EDUCATION)


def employments(evaluation: Evaluation, classes: tuple[str, ...]) -> list[Employment]:
    """The jobs that count for one of the ``classes`` or for points, within the longest time anything looks back."""
    facts, law = evaluation.facts, evaluation.law
    trades = law.content("programs.fst")
    years = [law.content("crs.counting").window_years]
    years += [getattr(law.get(f"programs.{name}"), "window_years", 0) for name in classes]
    first = years_before(evaluation.asof.ordinal, max(years))

    def counts(job: Job) -> Truth:
        in_canada = job.tests["in_canada"]
        for_class = every([job.tests[name] for name in _DUTIES]) if set(classes) - _NARROWER else False
        in_trade = every([job.noc is not None and trades.lists(job.noc), *[job.tests[n] for n in _TRADE]])
        points = every([job.tests[name] for name in (_DUTIES if in_canada is False else _IN_CANADA)])
        return some([points, for_class, in_trade if "fst" in classes else False])

    def abroad_does_not(job: Job) -> Truth:
        return every([job.tests[name] for name in _IN_CANADA])

    found = _grouped(facts.work.jobs, facts.profile.work or (), counts, (first, evaluation.asof.ordinal), True, False)
    spouse = facts.house.spouse
    if spouse is not None and facts.house.counted is not False:
        window = (first, evaluation.asof.ordinal)
        found += _grouped(facts.spouse_work.jobs, spouse.work or (), abroad_does_not, window, facts.house.counted, True)
    return found


def _grouped(
    jobs: tuple[Job, ...], declared: tuple[Work, ...], counts: Any, window: tuple[int, int], sure: Truth, of_spouse: bool
) -> list[Employment]:
    first, last = window
    found: dict[tuple[Any, ...], Employment] = {}
    for at, (job, work) in enumerate(zip(jobs, declared, strict=True)):
        answer = every([sure, counts(job)])
        if answer is False or job.widest.start > last or (job.widest.end is not None and job.widest.end < first):
            continue
        key = (job.noc, job.employer) if job.employer else (job.noc, at)
        one = found.setdefault(key, Employment(work.noc, work.employer, work.start, of_spouse, answer))
        one.entries.append(work)
        one.sure = some([one.sure, answer])
        if work.start and (one.start is None or work.start < one.start):
            one.start = work.start
    return [*found.values()]
