"""What would raise the score or open a program or a category, each tried by deciding again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from openentry.advice.education import education
from openentry.advice.family import family
from openentry.advice.languages import languages
from openentry.advice.lever import Situation, Trial, figure, pair
from openentry.advice.means import means
from openentry.advice.suggestion import Advice, Suggestion, suggestion
from openentry.advice.work import work
from openentry.errors import DayError
from openentry.law.book import LawBook, load_book
from openentry.messages import Message
from openentry.profile import Profile
from openentry.programs.residence import QUEBEC
from openentry.verdict import Verdict

T = TypeVar("T")
_BEST = 12  # levers tried in pairs, and pairs given
_RESIDENCE = ("CEC-13", "FSW-09", "FST-09")


def advise(profile: Profile, as_of: date, law: LawBook | Path | str | None = None) -> Advice:
    """Each change a person could make that raises the score or opens a program or a category, by what it gives.

    Every gain is the difference of two decisions, never an estimate. ``law`` is a book already loaded, or a directory laid over the
    built-in law. Raises what :func:`~openentry.decision.decide` raises.

    >>> from datetime import date
    >>> from openentry import Profile, advise
    >>> advice = advise(Profile.model_validate({"nomination": None, "intends_to_live_in": "ON"}), date(2026, 6, 1))
    >>> [(one.id, one.gain) for one in advice]
    [('nomination', (600, 505))]
    """
    if not isinstance(as_of, date):
        raise DayError.of("error.day.not_a_day", value=str(as_of))
    s = Situation(profile, as_of, law if isinstance(law, LawBook) else load_book(law))
    trials = list(_once(_trials(s)))
    found = sorted((trial for trial in trials if trial.worth), key=lambda trial: trial.order)
    return Advice(
        decision=s.decision,
        suggestions=tuple(suggestion(trial) for trial in found),
        pairs=_pairs(s, trials),
        questions=s.decision.questions,
        notes=_notes(s, trials),
    )


def _trials(s: Situation) -> Iterator[Trial]:
    yield from languages(s)
    yield from languages(s, of_spouse=True)
    yield from education(s)
    yield from education(s, of_spouse=True)
    yield from work(s)
    yield from means(s)
    yield from family(s)


def _once(trials: Iterable[Trial]) -> Iterator[Trial]:
    """Each change once: two levers that come to the same profile on the same day are one."""
    seen: dict[tuple[object, ...], list[tuple[Profile, Profile]]] = {}
    for trial in trials:
        alike = seen.setdefault((trial.when, trial.before.score_range, trial.after.score_range), [])
        profiles = (trial.before.evaluation.facts.profile, trial.after.evaluation.facts.profile)
        if profiles not in alike:
            alike.append(profiles)
            yield trial


# --- pairs ---


def _pairs(s: Situation, trials: list[Trial]) -> tuple[Suggestion, ...]:
    """Two of the best levers that give more together than the sum of each alone, or open what neither opens; of the levels of the
    same two, the one that gives least and the one that gives most."""
    singles = [trial.after.evaluation.facts.profile for trial in trials]
    found: dict[tuple[str, str], list[Suggestion]] = {}
    for one, other in itertools.combinations(_best(trials), 2):
        if not one.lever.touches.isdisjoint(other.lever.touches):
            continue
        both = pair(one, other, s)
        if both is None:
            continue
        more = max(0, *[both.gain[bound] - one.gain[bound] - other.gain[bound] for bound in (0, 1)])
        opened = both.opens - one.opens - other.opens
        if ((more and max(both.gain) > 0) or opened) and both.after.evaluation.facts.profile not in singles:
            alike = found.setdefault((one.lever.family, other.lever.family), [])
            alike.append(suggestion(both, together=(one.lever.id, other.lever.id), more=more))
    ends = [end for alike in found.values() for end in _least_and_most(sorted(alike, key=_order))]
    ends.sort(key=lambda one: (-len(one.opens_programs), *_order(one)))
    return tuple(sorted(ends[:_BEST], key=_order))


def _best(trials: list[Trial]) -> list[Trial]:
    """The levers to try in pairs: of each family the one that gives least and the one that gives most; those that give most first,
    then those that only move something."""
    able = [trial for trial in trials if trial.lever.paired and trial.when is None and (trial.worth or trial.helps)]
    families: dict[str, list[Trial]] = {}
    for trial in sorted(able, key=lambda one: (not one.worth, *one.order)):
        families.setdefault(trial.lever.family, []).append(trial)
    ends = [trial for family_ in families.values() for trial in _least_and_most(family_)]
    return sorted(ends, key=lambda one: (not one.worth, *one.order[:4], -one.helps, one.lever.id))[:_BEST]


def _least_and_most(ordered: list[T]) -> list[T]:
    return ordered if len(ordered) < 2 else [ordered[0], ordered[-1]]


def _order(one: Suggestion) -> tuple[object, ...]:
    return -one.gain[0], -one.gain[1], -len(one.opens_programs), -len(one.opens_categories), one.id


# --- what must be said with it ---


def _notes(s: Situation, trials: Iterable[Trial]) -> tuple[Message, ...]:
    notes = []
    evaluation = s.evaluation
    if evaluation.general.met is False:
        notes.append(Message("advice.note.barred"))
    low, high = s.decision.score_range
    if low != high or s.decision.eligible is None:
        notes.append(Message("advice.note.incomplete"))
    if s.profile.intends_to_live_in == QUEBEC and any(map(_only_residence, evaluation.programs.values())):
        notes.append(Message("advice.note.quebec"))
    notes += [
        Message("advice.note.other_order", {"score": figure(trial.after.score_range)})
        for trial in trials
        if trial.lever.kind == "other_order" and not trial.worth
    ]
    notes.append(Message("advice.note.family"))
    notes.append(Message("advice.note.alone", {"day": s.day}))
    unverified = [part.title for part in s.law.unverified(s.day)]
    if unverified:
        notes.append(Message("advice.note.not_verified", {"parts": unverified}))
    return (*notes, *[warning for warning in s.decision.warnings if warning.id == "warning.overlay"])


def _only_residence(verdict: Verdict) -> bool:
    """Whether the province intended is all that a program fails on."""
    failed = [finding.id for finding in verdict.findings if finding.met is False and not finding.informative]
    return len(failed) == 1 and failed[0] in _RESIDENCE
