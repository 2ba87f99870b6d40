"""What cannot hold across several entries of one person: days before birth, two primary occupations, impossible weeks, two
sittings of one language both to be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from openentry.profile.base import Contradiction
from openentry.profile.jobs import Work
from openentry.profile.study import Education, FullTimeStudy, LanguageTest
from openentry.profile.values import WEEK_HOURS

_WEEK = timedelta(days=7)
_MOST = WEEK_HOURS * 100


class Record(Protocol):
    """What a candidate and a spouse both declare."""

    @property
    def education(self) -> tuple[Education, ...] | None: ...
    @property
    def language_tests(self) -> tuple[LanguageTest, ...] | None: ...
    @property
    def work(self) -> tuple[Work, ...] | None: ...
    @property
    def full_time_study_in_canada(self) -> tuple[FullTimeStudy, ...] | None: ...


def of_the_record(record: Record, birth: date | None) -> Iterator[Contradiction]:
    """The contradictions among the studies, tests and jobs of one person born on ``birth`` (None = unknown)."""
    if birth:
        yield from before_birth(birth, _days(record))
    yield from _two_in_use(record.language_tests or ())
    yield from _two_primary_occupations(record.work or ())
    yield from _impossible_week(record.work or ())


def before_birth(birth: date, days: Iterator[tuple[tuple[str | int, ...], date | None]]) -> Iterator[Contradiction]:
    """Those of ``days`` (place and day) that lie before ``birth``."""
    for place, day in days:
        if day and day < birth:
            yield Contradiction(place, "error.profile.before_birth", {"day": day, "birth": birth})


def _days(record: Record) -> Iterator[tuple[tuple[str | int, ...], date | None]]:
    for n, test in enumerate(record.language_tests or ()):
        yield ("language_tests", n, "taken_on"), test.taken_on
        yield ("language_tests", n, "result_on"), test.result_on
    for n, credential in enumerate(record.education or ()):
        yield ("education", n, "completed_on"), credential.completed_on
        if credential.eca:
            yield ("education", n, "eca", "issued_on"), credential.eca.issued_on
        if credential.study_in_canada:
            yield ("education", n, "study_in_canada", "started_on"), credential.study_in_canada.started_on
    for n, job in enumerate(record.work or ()):
        yield ("work", n, "start"), job.start
        yield ("work", n, "end"), job.end
        yield ("work", n, "qualified_to_practise_on"), job.qualified_to_practise_on
    for n, study in enumerate(record.full_time_study_in_canada or ()):
        yield ("full_time_study_in_canada", n, "start"), study.start


def _two_in_use(tests: Sequence[LanguageTest]) -> Iterator[Contradiction]:
    first: dict[str, int] = {}
    for n, test in enumerate(tests):
        if test.use and test.language and first.setdefault(test.language, n) != n:
            params = {"language": test.language, "other": f"language_tests[{first[test.language]}]"}
            yield Contradiction(("language_tests", n, "use"), "error.profile.test.two_in_use", params)


def _two_primary_occupations(jobs: Sequence[Work]) -> Iterator[Contradiction]:
    first: tuple[int, str] | None = None
    for n, job in enumerate(jobs):
        if job.primary_occupation and job.noc:
            first = first or (n, job.noc)
            if job.noc != first[1]:
                params = {"noc": job.noc, "other": first[1], "place": f"work[{first[0]}]"}
                yield Contradiction(("work", n, "primary_occupation"), "error.profile.work.two_primary_occupations", params)


def _impossible_week(jobs: Sequence[Work]) -> Iterator[Contradiction]:
    """The first Monday-to-Sunday week whose jobs add up to more than 168 hours, a day carrying a seventh (contract C30, C34).

    A job without hours or without a first day is left aside; one whose last day was not told is taken to last its first day.
    """
    spans = []
    for n, job in enumerate(jobs):
        hundredths = job.weekly_hundredths
        if job.start and hundredths:
            last = job.end or (date.max - _WEEK if job.known("end") else job.start)
            spans.append((n, job.start, last, hundredths))
    if sum(span[3] for span in spans) <= _MOST:
        return
    for monday in _mondays(spans):
        sunday = monday + timedelta(days=6)
        shares = [(n, ((min(sunday, last) - max(monday, first)).days + 1) * rate) for n, first, last, rate in spans]
        held = [(n, share) for n, share in shares if share > 0]
        if sum(share for _, share in held) > _MOST * 7:
            params = {"week": monday, "most": WEEK_HOURS, "jobs": tuple(f"work[{n}]" for n, _ in held)}
            yield Contradiction(("work", held[-1][0], "hours_per_week"), "error.profile.work.impossible_week", params)
            return


def _mondays(spans: Sequence[tuple[int, date, date, int]]) -> list[date]:
    """The weeks to look at: between two days on which a job starts or stops every full week is like the next."""
    turns = sorted({day for _, first, last, _ in spans for day in (first, last + timedelta(days=1))})
    weeks: set[date] = set()
    for turn, following in pairwise(turns):
        monday = turn - timedelta(days=turn.weekday())
        weeks.update({monday, min(monday + _WEEK, following - timedelta(days=following.weekday()))})
    return sorted(weeks)
