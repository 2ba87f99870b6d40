"""Work counted after filters, and which filter is the reason when it is not enough (contract C43)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from openentry.asof import AsOf
from openentry.facts.jobs import Job, Picked, WorkRecord
from openentry.facts.three import Truth, every, opposite
from openentry.messages import Message
from openentry.work import day_reached

_HORIZON = 3 * 366  # days ahead in which a year now being worked is announced


@dataclass(frozen=True, slots=True)
class FilteredWork:
    """``met``: the count reaches what is needed. ``filters``: for each filter, no when it strikes hours that would have
    sufficed."""

    met: Truth
    hours: int
    days: int
    counted: Picked
    filters: Mapping[str, Truth]
    asks: tuple[str, ...]
    filter_asks: Mapping[str, tuple[str, ...]]
    reached_on: int | None


def filtered_work(
    record: WorkRecord,
    asof: AsOf,
    candidates: Picked,
    filters: Mapping[str, tuple[str, ...]],
    *,
    years: int,
    months: int,
    why: str,
    continuous: bool = False,
) -> FilteredWork:
    """Count the candidate jobs that pass every filter. A filter is given by the names of its conditions on a job."""
    names = tuple([n for conditions in filters.values() for n in conditions])

    def passing(job: Job, at: int) -> Truth:
        return every([_in(candidates, at), *[job.tests[n] for n in names]])

    counted = _pick(record, passing)

    def reach(picked: Picked) -> Truth:
        low, high = record.reached(asof, picked, years, (months,), why, continuous=continuous)
        return True if low else (None if high else False)

    met = reach(counted)
    verdicts: dict[str, Truth] = {}
    asks: dict[str, tuple[str, ...]] = {}
    for name, conditions in filters.items():
        if met is True:
            verdicts[name] = True
            continue
        struck = _pick(record, _struck_by(candidates, conditions))
        verdicts[name] = _blame(record, counted, struck, met, reach)
        open_keys = [key for i in struck.open for key in record.jobs[i].asks(conditions)]
        asks[name] = tuple(dict.fromkeys(open_keys)) if record.complete else (record.place,)
    count = _count(record, asof, counted.sure, years, continuous)
    reached_on = None
    if met is False and counted.sure:
        reached_on = _reached_on(record, asof, counted.sure, years, months, continuous)
    return FilteredWork(met, count[0], count[1], counted, verdicts, record.asks(counted, *names), asks, reached_on)


def reached_message(work: FilteredWork) -> Message | None:
    """ "You reach it on …, if you go on" when that is so."""
    return None if work.reached_on is None else Message("work.reached_on", {"day": date.fromordinal(work.reached_on)})


def _blame(record: WorkRecord, counted: Picked, struck: Picked, met: Truth, reach: Callable[[Picked], Truth]) -> Truth:
    """No when the count fails with the filter and would pass without it."""
    if not record.complete:
        return None
    if not struck.maybe:
        return True
    answer = reach(counted | struck)
    if met is False and answer is True:
        return False
    return True if answer is False else None


def _pick(record: WorkRecord, test: Callable[[Job, int], Truth]) -> Picked:
    sure, maybe = [], []
    for at, job in enumerate(record.jobs):
        answer = test(job, at)
        if answer is False:
            continue
        maybe.append(at)
        if answer and job.period is not None:
            sure.append(at)
    return Picked(tuple(sure), tuple(maybe))


def _struck_by(candidates: Picked, conditions: tuple[str, ...]) -> Callable[[Job, int], Truth]:
    return lambda job, at: every([_in(candidates, at), opposite(every([job.tests[n] for n in conditions]))])


def _in(picked: Picked, at: int) -> Truth:
    return True if at in picked.sure else (None if at in picked.maybe else False)


def _count(record: WorkRecord, asof: AsOf, jobs: tuple[int, ...], years: int, continuous: bool) -> tuple[int, int]:
    """Hours and days: of the best stretch where the work must be continuous."""
    if not jobs:
        return 0, 0
    parts = record.stretches(jobs) if continuous else (record.ledger(jobs),)
    best = max([asof.count(part, years) for part in parts], key=lambda c: (c.units, c.days))
    return best.hours, best.days


def _reached_on(record: WorkRecord, asof: AsOf, jobs: tuple[int, ...], years: int, months: int, continuous: bool) -> int | None:
    parts = record.stretches(jobs) if continuous else (record.ledger(jobs),)
    days = [day_reached(part, asof.ordinal, years, months, record.measure, _HORIZON) for part in parts]
    return min([day for day in days if day is not None], default=None)
