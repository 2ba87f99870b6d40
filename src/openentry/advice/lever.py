"""A change a person could make, and the trial of it: the decision with the change beside the decision without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from openentry.decision import Decision, Evaluation, decide
from openentry.facts import Facts
from openentry.facts.three import Truth
from openentry.law.book import Law, LawBook
from openentry.messages import Message
from openentry.profile import Profile, Spouse
from openentry.verdict import Verdict

Json = dict[str, Any]
Bounds = tuple[int, int]
#: A test result or an assessment that stops counting within so many days is worth renewing now.
SOON = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Lever:
    """One change. ``apply`` takes a profile as declared and gives it back changed, sharing what stays.

    ``touches`` names what it changes: two levers that touch the same thing are never pulled together. ``family`` is the id without
    its level. ``paired`` is no for what is not a matter of effort alone.
    """

    id: str
    kind: str
    message: Message
    effort: Message
    apply: Callable[[Json], Json]
    touches: frozenset[str]
    remarks: tuple[Message, ...] = ()
    paired: bool = True
    family: str = ""


@dataclass(frozen=True)
class Trial:
    """A lever pulled: the decision of the same day without it and with it. ``when`` is the day it pays, if that is fixed."""

    lever: Lever
    before: Decision
    after: Decision
    when: date | None = None

    @cached_property
    def gain(self) -> Bounds:
        """Points gained: between the two scores at least, and at most. The same where both are known."""
        (old_low, old_high), (low, high) = self.before.score_range, self.after.score_range
        return low - old_low, high - old_high

    @cached_property
    def opens_programs(self) -> tuple[str, ...]:
        """The programs that are met with it and not without."""
        return _only(_met(self.after.evaluation.programs.values()), _met(self.before.evaluation.programs.values()))

    @cached_property
    def opens_categories(self) -> tuple[str, ...]:
        """The categories whose criteria, as far as a profile tells of them, are met with it and not without."""
        return _only(_open(self.after.evaluation.categories), _open(self.before.evaluation.categories))

    @cached_property
    def closes(self) -> tuple[str, ...]:
        """The programs and categories that are met without it and not with it."""
        before, after = self.before.evaluation, self.after.evaluation
        programs = _only(_met(before.programs.values()), _met(after.programs.values()))
        return programs + _only(_open(before.categories), _open(after.categories))

    @property
    def opens(self) -> frozenset[str]:
        """Everything it opens."""
        return frozenset(self.opens_programs + self.opens_categories)

    @property
    def worth(self) -> bool:
        """Whether it raises the score, at least or at most, or opens something."""
        return max(self.gain) > 0 or bool(self.opens)

    @cached_property
    def helps(self) -> int:
        """How much it moves that need not show in the score or in a program: points before the caps, points of the selection grid,
        requirements met. Above zero it may still count together with something else."""
        before, after = self.before.evaluation, self.after.evaluation
        moved = sum(max(0, new[1] - before.score.factors[name][1]) for name, new in after.score.factors.items())
        moved += max(0, after.grid.total[1] - before.grid.total[1])
        old = {f.id for v in before.programs.values() for f in v.findings if f.met}
        return moved + sum(f.met is True and f.id not in old for v in after.programs.values() for f in v.findings)

    def beats(self, other: Trial | None) -> bool:
        """Whether it gives anything that another does not."""
        if other is None:
            return self.worth
        return self.gain[0] > other.gain[0] or self.gain[1] > other.gain[1] or bool(self.opens - other.opens)

    @property
    def order(self) -> tuple[Any, ...]:
        """The place of a suggestion: by gain, then by what it opens."""
        return (
            -self.gain[0],
            -self.gain[1],
            -len(self.opens_programs),
            -len(self.opens_categories),
            self.when or date.min,
            self.lever.id,
        )


class Situation:
    """A profile, its decision, and a place to try changes of it."""

    def __init__(self, profile: Profile, day: date, book: LawBook) -> None:
        self.profile = profile
        self.declared = profile.declared()
        self.day = day
        self.book = book
        self.decision = decide(profile, day, law=book)

    @property
    def evaluation(self) -> Evaluation:
        """What was decided on the day."""
        return self.decision.evaluation

    @property
    def facts(self) -> Facts:
        """The facts of the day."""
        return self.decision.evaluation.facts

    @property
    def law(self) -> Law:
        """The law of the day."""
        return self.decision.evaluation.law

    @property
    def spouse(self) -> Spouse | None:
        """The spouse or partner who counts: coming, and neither citizen nor permanent resident (MI s. 1)."""
        house = self.facts.house
        return house.spouse if house.counted else None

    def changed(self, *levers: Lever) -> Profile | None:
        """The profile with the levers pulled; None where that cannot hold together."""
        declared = self.declared
        for lever in levers:
            declared = lever.apply(declared)
        return read(declared)

    def pull(self, lever: Lever, on: date | None = None) -> Trial | None:
        """The trial of a lever on a day, today if none is given. With a day, that is when it pays."""
        profile = self.changed(lever)
        if profile is None or profile == self.profile:
            return None
        day = on or self.day
        before = self.decision if on is None else self.decision.on(day)
        return Trial(lever, before, decide(profile, day, law=self.book), on)

    def pull_all(self, levers: Iterable[Lever]) -> list[Trial]:
        """The trials of levers that can be pulled."""
        return [trial for lever in levers if (trial := self.pull(lever)) is not None]

    def first_that_pays(self, levers: Iterable[Lever]) -> list[Trial]:
        """Of levers in ascending order of effort, the first that pays; the first of all where none does (it may count together with
        something else)."""
        first: Trial | None = None
        for lever in levers:
            trial = self.pull(lever)
            if trial is not None and trial.worth:
                return [trial]
            first = first or trial
        return [first] if first else []

    def each_that_pays_more(self, levers: Iterable[Lever]) -> list[Trial]:
        """Of levers in ascending order of effort, those that give more than every one before; the first where none pays."""
        trials = self.pull_all(levers)
        kept: list[Trial] = []
        for trial in trials:
            if trial.worth and all(trial.beats(one) for one in kept):
                kept.append(trial)
        return kept or trials[:1]


def figure(bounds: Bounds) -> int | Message:
    """Points: a whole number, or words for a range while they are not known."""
    low, high = bounds
    return low if low == high else Message("what.range", {"low": low, "high": high})


def read(declared: Json) -> Profile | None:
    """The profile, None where its statements contradict each other (a test before birth, when the day asked for is before it)."""
    try:
        return Profile.model_validate(declared)
    except ValidationError:
        return None


def record(declared: Json, of_spouse: bool) -> Json:
    """What the candidate, or the spouse or partner, declared of studies, tests and work."""
    found: Json = declared["family"]["spouse"] if of_spouse else declared
    return found


def with_record(declared: Json, of_spouse: bool, parts: Mapping[str, Any]) -> Json:
    """The same with some parts of the record replaced."""
    if not of_spouse:
        return {**declared, **parts}
    return with_spouse(declared, parts)


def with_spouse(declared: Json, parts: Mapping[str, Any]) -> Json:
    """The same with some answers about the spouse or partner replaced."""
    family = declared["family"]
    return {**declared, "family": {**family, "spouse": {**family["spouse"], **parts}}}


def pair(first: Trial, second: Trial, situation: Situation) -> Trial | None:
    """Two levers pulled together."""
    profile = situation.changed(first.lever, second.lever)
    if profile is None:
        return None
    lever = replace(
        first.lever,
        id=f"{first.lever.id}+{second.lever.id}",
        kind="pair",
        message=Message("advice.pair", {"first": first.lever.message, "second": second.lever.message}),
        effort=_both(first.lever.effort, second.lever.effort),
        touches=first.lever.touches | second.lever.touches,
        remarks=tuple(dict.fromkeys(first.lever.remarks + second.lever.remarks)),
    )
    return Trial(lever, situation.decision, decide(profile, situation.day, law=situation.book))


def _both(first: Message, second: Message) -> Message:
    return first if first == second else Message("advice.effort.pair", {"first": first, "second": second})


def _met(verdicts: Iterable[Verdict]) -> list[str]:
    return [verdict.id for verdict in verdicts if verdict.met]


def _open(verdicts: Iterable[Verdict]) -> list[str]:
    """The categories met, or open only in criteria that a profile does not ask about."""

    def told(met: Truth, asks: tuple[str, ...]) -> bool:
        return met is True or (met is None and not asks)

    return [v.id for v in verdicts if v.findings[0].met is True and all(told(f.met, f.asks) for f in v.findings)]


def _only(these: Iterable[str], those: Iterable[str]) -> tuple[str, ...]:
    left_out = set(those)
    return tuple(name for name in these if name not in left_out)
