"""A person's work, job by job: which conditions each job meets, and the counted work of any set of jobs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from openentry.asof import AsOf
from openentry.facts.three import Truth, every, opposite
from openentry.law.occupations import teer
from openentry.profile import Work
from openentry.work import Ledger, Measure, Period

#: Where a job with an unknown first day may have begun at the earliest, for the most that could count.
_LONG_AGO = date(1950, 1, 1).toordinal()

#: A condition on a job, and the key of the profile that answers it.
KEYS = {
    "in_canada": ("country",),
    "abroad": ("country",),
    "canadian": ("country", "physically_in_canada", "employer_country"),
    "canadian_or_employer": ("country", "employer_country"),
    "present": ("country", "physically_in_canada"),
    "remote_foreign": ("country", "employer_country"),
    "skilled": ("noc",),
    "lead": ("lead_statement",),
    "main": ("main_duties",),
    "paid": ("paid",),
    "not_student": ("full_time_student",),
    "employee": ("self_employed",),
    "authorized": ("authorized",),
    "status": ("temporary_resident_status",),
    "primary": ("primary_occupation",),
    "qualified": ("qualified_to_practise_on",),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One entry of work. ``period`` is None while a date or the hours are missing; ``widest`` is the most it could be."""

    place: str
    noc: str | None
    teer: int | None
    employer: str | None
    period: Period | None
    widest: Period
    tests: Mapping[str, Truth]
    primary: bool | None
    qualified: Truth
    qualified_on: date | None
    requirements_met: bool | None
    missing: tuple[str, ...]

    def asks(self, names: Iterable[str]) -> tuple[str, ...]:
        """The keys of the profile that would answer those of the conditions that are not known."""
        keys = [key for name in names if self.tests[name] is None for key in KEYS[name]]
        return tuple(f"{self.place}.{key}" for key in keys if key in self.missing)

    @property
    def asks_period(self) -> tuple[str, ...]:
        """The keys that would place the job in time."""
        return tuple(f"{self.place}.{key}" for key in ("start", "end", "hours_per_week") if key in self.missing)


@dataclass(frozen=True, slots=True)
class Picked:
    """Jobs that surely meet some conditions, and those that may (these included), by their place in the record."""

    sure: tuple[int, ...]
    maybe: tuple[int, ...]

    def __or__(self, other: Picked) -> Picked:
        return Picked(_union(self.sure, other.sure), _union(self.maybe, other.maybe))

    @property
    def open(self) -> tuple[int, ...]:
        """The jobs that only may."""
        return tuple(i for i in self.maybe if i not in self.sure)


class WorkRecord:
    """The work of one person. ``complete`` is False while the list itself is missing: then anything may have been done."""

    def __init__(
        self,
        work: tuple[Work, ...] | None,
        place: str,
        measure: Measure,
        skilled_teer: tuple[int, ...],
        restricted: tuple[str, ...],
    ) -> None:
        self.place = place
        self.complete = work is not None
        self.measure = measure
        self.jobs = tuple([_job(w, f"{place}[{i}]", measure, skilled_teer, restricted) for i, w in enumerate(work or ())])
        self._picked: dict[tuple[str, ...], Picked] = {}
        self._ledgers: dict[tuple[tuple[int, ...], bool], Ledger] = {}
        self._stretches: dict[tuple[tuple[int, ...], bool], tuple[Ledger, ...]] = {}
        self._full_time: dict[tuple[tuple[int, ...], bool], Ledger] = {}
        self._by_qualification: WorkRecord | None = None

    def pick(self, *names: str) -> Picked:
        """The jobs that meet all the named conditions."""
        found = self._picked.get(names)
        if found is None:
            found = self._picked[names] = self.pick_where(lambda job: every([job.tests[n] for n in names]))
        return found

    def pick_where(self, test: Callable[[Job], Truth]) -> Picked:
        """The jobs for which ``test`` is yes; a job whose dates or hours are missing only may count."""
        sure, maybe = [], []
        for at, job in enumerate(self.jobs):
            answer = test(job)
            if answer is False:
                continue
            maybe.append(at)
            if answer and job.period is not None:
                sure.append(at)
        return Picked(tuple(sure), tuple(maybe))

    def ledger(self, jobs: tuple[int, ...], widest: bool = False) -> Ledger:
        """The counted work of some jobs; ``widest`` takes what is not known about a job's dates and hours at its most."""
        key = (jobs, widest)
        found = self._ledgers.get(key)
        if found is None:
            periods = [self.jobs[i].widest if widest else self.jobs[i].period for i in jobs]
            found = self._ledgers[key] = Ledger([p for p in periods if p is not None], self.measure)
        return found

    def stretches(self, jobs: tuple[int, ...], widest: bool = False) -> tuple[Ledger, ...]:
        """The same in stretches without an empty calendar month."""
        key = (jobs, widest)
        found = self._stretches.get(key)
        if found is None:
            found = self._stretches[key] = self.ledger(jobs, widest).stretches()
        return found

    def full_time(self, jobs: tuple[int, ...], widest: bool = False) -> Ledger:
        """Only the days on which these jobs together are full-time work, each such day at the full-time rate (R83, contract
        C20)."""
        key = (jobs, widest)
        if key not in self._full_time:
            self._full_time[key] = self._days_of_full_time(jobs, widest)
        return self._full_time[key]

    def by_qualification(self) -> WorkRecord:
        """The same work with each job cut at the day from which the person was qualified to practise (R87.2(3)(b)): an extra
        condition, ``qualified``, is yes from that day, no before it or without one, not known while the answer is missing."""
        if self._by_qualification is None:
            made = WorkRecord(None, self.place, self.measure, (), ())
            made.complete = self.complete
            made.jobs = tuple([part for job in self.jobs for part in _cut(job)])
            self._by_qualification = made
        return self._by_qualification

    def _days_of_full_time(self, jobs: tuple[int, ...], widest: bool) -> Ledger:
        need = self.measure.full_time_hours * 100
        changes: dict[int, int] = {}
        last = date.max.toordinal()
        for i in jobs:
            period = self.jobs[i].widest if widest else self.jobs[i].period
            if period is not None:
                changes[period.start] = changes.get(period.start, 0) + period.weekly
                end = last if period.end is None else period.end
                changes[end + 1] = changes.get(end + 1, 0) - period.weekly
        periods, hours, days = [], 0, sorted(changes)
        for day, following in itertools.pairwise(days):
            hours += changes[day]
            if hours >= need:
                periods.append(Period(day, None if following > last else following - 1, need))
        return Ledger(periods, self.measure)

    def reached(
        self, asof: AsOf, picked: Picked, years: int | None, thresholds: tuple[int, ...], why: str, *, continuous: bool = False
    ) -> tuple[int, int]:
        """How many thresholds (in months) the picked work reaches: at least, and at most."""
        low = self._reached(asof, picked.sure, False, years, thresholds, why, continuous)
        if not self.complete:
            return low, len(thresholds)
        if picked.maybe == picked.sure:
            return low, low
        return low, max(low, self._reached(asof, picked.maybe, True, years, thresholds, why, continuous))

    def _reached(
        self,
        asof: AsOf,
        jobs: tuple[int, ...],
        widest: bool,
        years: int | None,
        thresholds: tuple[int, ...],
        why: str,
        continuous: bool,
    ) -> int:
        if not jobs or not thresholds:
            return 0
        if continuous:
            return max([asof.reached(part, years, thresholds, why) for part in self.stretches(jobs, widest)], default=0)
        return asof.reached(self.ledger(jobs, widest), years, thresholds, why)

    def hours(self, asof: AsOf, jobs: tuple[int, ...], years: int | None) -> int:
        """Counted hours of some jobs in the window, rounded down."""
        return asof.count(self.ledger(jobs), years).hours if jobs else 0

    def asks(self, picked: Picked, *names: str) -> tuple[str, ...]:
        """What would have to be answered to know whether the open jobs count."""
        if not self.complete:
            return (self.place,)
        keys: list[str] = []
        for i in picked.open:
            keys += self.jobs[i].asks(names)
            keys += self.jobs[i].asks_period
        return tuple(dict.fromkeys(keys))


def _job(work: Work, place: str, measure: Measure, skilled_teer: tuple[int, ...], restricted: tuple[str, ...]) -> Job:
    level = teer(work.noc) if work.noc else None
    country = work.country
    in_canada = None if country is None else country == "CAN"
    employer_canadian = None if work.employer_country is None else work.employer_country == "CAN"
    present = False if in_canada is False else every([in_canada, work.physically_in_canada])
    abroad_or = opposite(in_canada)
    tests: dict[str, Truth] = {
        "in_canada": in_canada,
        "abroad": abroad_or,
        "canadian": every([present, employer_canadian]),
        "canadian_or_employer": True
        if in_canada
        else (employer_canadian if in_canada is False else (True if employer_canadian else None)),
        "present": present,
        "remote_foreign": every([in_canada, opposite(employer_canadian)]),
        "skilled": None if level is None else level in skilled_teer and work.noc not in restricted,
        "lead": work.lead_statement,
        "main": work.main_duties,
        "paid": work.paid,
        "not_student": opposite(work.full_time_student),
        "employee": opposite(work.self_employed),
        "authorized": True if in_canada is False else work.authorized,
        "status": True if in_canada is False else work.temporary_resident_status,
        "primary": work.primary_occupation,
    }
    hours = work.weekly_hundredths
    end_known = work.known("end")
    period = (
        None if work.start is None or hours is None or not end_known else Period(_day(work.start), _day_or_none(work.end), hours)
    )
    most = measure.full_time_hours * 100 if hours is None else hours
    widest = period or Period(_LONG_AGO if work.start is None else _day(work.start), _day_or_none(work.end), most)
    if widest.end is not None and widest.end < widest.start:
        widest = Period(widest.end, widest.end, most)
    qualified: Truth = (work.qualified_to_practise_on is not None) if work.known("qualified_to_practise_on") else None
    employer = " ".join(work.employer.split()).casefold() if work.employer else None
    missing = tuple([key for key in _ASKED if not work.known(key)])
    return Job(
        place,
        work.noc,
        level,
        employer,
        period,
        widest,
        tests,
        work.primary_occupation,
        qualified,
        work.qualified_to_practise_on,
        work.meets_employment_requirements,
        missing,
    )


def _cut(job: Job) -> tuple[Job, ...]:
    """The job before and after the day of qualification."""

    def part(period: Period | None, widest: Period, qualified: Truth) -> Job:
        return replace(job, period=period, widest=widest, tests={**job.tests, "qualified": qualified})

    if job.qualified_on is None:
        return (part(job.period, job.widest, job.qualified),)
    day = job.qualified_on.toordinal()
    start, end = job.widest.start, job.widest.end
    if day <= start:
        return (part(job.period, job.widest, True),)
    if end is not None and day > end:
        return (part(job.period, job.widest, False),)
    before, after = replace(job.widest, end=day - 1), replace(job.widest, start=day)
    known = job.period is not None
    return part(before if known else None, before, False), part(after if known else None, after, True)


_ASKED = tuple(
    dict.fromkeys(
        [key for keys in KEYS.values() for key in keys]
        + ["start", "end", "hours_per_week", "employer", "qualified_to_practise_on", "meets_employment_requirements"]
    )
)


def _day(day: date) -> int:
    return day.toordinal()


def _day_or_none(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _union(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({*first, *second}))
