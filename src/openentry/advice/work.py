"""Levers of work: going on as declared, to the exact day on which each further year pays; and taking work up again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from openentry.advice.lever import Json, Lever, Situation, Trial, read, record, with_record
from openentry.decision import Change, Decision, decide
from openentry.facts.names import occupation_title
from openentry.law.occupations import teer
from openentry.messages import Message
from openentry.profile import Profile, Work
from openentry.work import years_after

_YEARS_AHEAD = 3
#: The reasons for a change that work is behind.
_BY_WORK = frozenset(
    f"change.{name}"
    for name in (
        "canadian_work foreign_work spouse_canadian_work skilled_work full_time_year year_with_employer cec_year fsw_year "
        "trade_years category_work deciding_occupation trade"
    ).split()
)
#: A job in Canada all of which counts, at the hours of full-time work.
_COUNTS: Json = {
    "country": "CAN",
    "employer_country": "CAN",
    "physically_in_canada": True,
    "paid": True,
    "self_employed": False,
    "full_time_student": False,
    "authorized": True,
    "temporary_resident_status": True,
    "lead_statement": True,
    "main_duties": True,
}

Chosen = Callable[[Work], bool]


def work(s: Situation) -> Iterator[Trial]:
    """Every lever of work. What is measured on a later day is measured against the same day without it."""
    until = date.fromordinal(years_after(s.day.toordinal(), _YEARS_AHEAD))
    days = [change for change in _changes(s.decision, until) if _reasons(change)]
    groups: list[tuple[str, bool, Chosen]] = [("canada", False, _in_canada), ("abroad", False, _abroad)]
    if s.spouse is not None:
        groups.append(("spouse", True, lambda job: True))
    for name, of_spouse, chosen in groups:
        jobs = _declared(s, of_spouse)
        if any(chosen(job) and _goes_on(job, s.day) for job in jobs):
            yield from _going_on(s, name, of_spouse, chosen, days)
    yield from _taken_up(s, until)


def _changes(decision: Decision, until: date) -> Iterator[Change]:
    current = decision
    while (change := current.change_by(until)) is not None:
        yield change
        current = current.with_evaluation(change.evaluation)


def _reasons(change: Change) -> tuple[Message, ...]:
    return tuple(why for why in change.because if why.id in _BY_WORK)


def _declared(s: Situation, of_spouse: bool) -> tuple[Work, ...]:
    found = s.spouse.work if of_spouse and s.spouse else s.profile.work
    return found or ()


def _in_canada(job: Work) -> bool:
    return job.country == "CAN"


def _abroad(job: Work) -> bool:
    return job.country not in (None, "CAN")


def _goes_on(job: Work, day: date) -> bool:
    """Whether a job runs on a day and after it."""
    return job.start is not None and job.start <= day and job.known("end") and (job.end is None or job.end > day)


# --- going on ---


def _going_on(s: Situation, name: str, of_spouse: bool, chosen: Chosen, days: Sequence[Change]) -> Iterator[Trial]:
    """Each day on which going on as declared pays: with the work of that day, and with the same work ended the day before."""
    for change in days:
        stopped = _stopped(s, of_spouse, chosen, change.on)
        if stopped is None:
            continue
        lever = Lever(
            id=f"work.go_on.{name}.{change.on}",
            kind="spouse" if of_spouse else "work",
            message=Message(f"advice.work.go_on.{name}", {"day": change.on}),
            effort=Message("advice.effort.go_on"),
            apply=lambda declared: declared,
            touches=frozenset({f"work.{name}"}),
            remarks=_reasons(change),
            paired=False,
            family=f"work.go_on.{name}",
        )
        before = decide(stopped, change.on, law=s.book)
        yield Trial(lever, before, s.decision.with_evaluation(change.evaluation), change.on)


def _stopped(s: Situation, of_spouse: bool, chosen: Chosen, day: date) -> Profile | None:
    """The profile with the chosen jobs that run on ``day`` ended the day before; None where none does."""
    jobs = _declared(s, of_spouse)
    entries = record(s.declared, of_spouse).get("work", [])
    last = (day - timedelta(days=1)).isoformat()
    kept: list[Json] = []
    for job, entry in zip(jobs, entries, strict=True):
        runs = job.start is not None and job.start <= day and job.known("end") and (job.end is None or job.end >= day)
        if not (chosen(job) and runs):
            kept.append(entry)
        elif job.start is not None and job.start < day:
            kept.append({**entry, "end": last})
    return None if kept == entries else read(with_record(s.declared, of_spouse, {"work": kept}))


# --- taking work up again ---


def _taken_up(s: Situation, until: date) -> Iterator[Trial]:
    """The last job again, for who has none now; full-time skilled work in Canada, for who may work there and does not."""
    jobs = _declared(s, False)
    again = None if any(_goes_on(job, s.day) for job in jobs) else _last(jobs, s.day)
    if again is not None:
        at = jobs.index(again)
        entry = {**s.declared["work"][at], "start": s.day.isoformat(), "end": None}
        where = "canada" if _in_canada(again) else "abroad"
        yield from _first_day(s, f"again.{where}", again, entry, until)
    canadian = again is not None and _in_canada(again)
    if s.facts.authorized and not canadian and not any(_in_canada(job) and _goes_on(job, s.day) for job in jobs):
        skilled = s.law.content("definitions").skilled_teer
        fits = [job for job in jobs if job.noc and teer(job.noc) in skilled]
        like = next((job for job in fits if job.primary_occupation), None) or _last(fits, s.day)
        if like is not None:
            hours = s.law.content("definitions").full_time_hours
            entry = {**_COUNTS, "noc": like.noc, "start": s.day.isoformat(), "end": None, "hours_per_week": hours}
            if like.primary_occupation is not None:
                entry["primary_occupation"] = like.primary_occupation
            yield from _first_day(s, "start.canada", like, entry, _while_authorized(s, until))


def _last(jobs: Iterable[Work], day: date) -> Work | None:
    """The job of a known occupation and country that ended last."""
    ended = [job for job in jobs if job.noc and job.country and job.start and job.end and job.end <= day]
    return max(ended, key=lambda job: (job.end or day, job.start or day), default=None)


def _while_authorized(s: Situation, until: date) -> date:
    held = s.profile.authorization_to_work
    return until if held is None or held.expires_on is None else min(until, held.expires_on)


def _first_day(s: Situation, name: str, like: Work, entry: Json, until: date) -> Iterator[Trial]:
    """The first day on which a job begun today and gone on with pays."""

    def apply(declared: Json) -> Json:
        return {**declared, "work": [*declared["work"], entry]}

    profile = read(apply(s.declared))
    if profile is None:
        return
    assert like.noc is not None
    for change in _changes(decide(profile, s.day, law=s.book), until):
        if not _reasons(change):
            continue
        lever = Lever(
            id=f"work.{name}.{like.noc}",
            kind="work",
            message=Message(f"advice.work.{name}", {"noc": like.noc, "occupation": occupation_title(like.noc), "day": change.on}),
            effort=Message(f"advice.effort.{name}"),
            apply=apply,
            touches=frozenset({"work.canada" if name.endswith("canada") else "work.abroad"}),
            remarks=_reasons(change),
            paired=False,
            family=f"work.{name}",
        )
        trial = Trial(lever, s.decision.on(change.on), decide(profile, change.on, law=s.book), change.on)
        if trial.worth:
            yield trial
            return
