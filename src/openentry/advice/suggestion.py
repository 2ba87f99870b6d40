"""What is handed back: suggestions with what each gives, pairs, questions, and what must be said with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, overload

from openentry.advice.lever import Bounds, Trial
from openentry.decision import Decision, Question
from openentry.decision.document import message, plain
from openentry.facts.three import Truth
from openentry.law.sources import Source, Text
from openentry.messages import Message
from openentry.profile import Profile

_MOST_SOURCES = 4


@dataclass(frozen=True, slots=True)
class FactorChange:
    """A factor of the score before the caps of its group, without a change and with it."""

    id: str
    title: Text
    before: Bounds
    after: Bounds
    source: Source


@dataclass(frozen=True)
class Suggestion:
    """One change and what it gives: the decision for ``change`` beside the decision for ``compared_with`` on the same day.

    ``gain``, ``score_before`` and ``score_after`` are points at least and at most, equal where all is known. ``when`` is the day
    from which it pays where that is fixed; otherwise it pays as soon as it is so, and is measured as of the day asked for.
    ``together`` holds the ids of a pair, ``more`` how many points the two give beyond the sum of each alone.
    """

    id: str
    kind: str
    message: Message
    effort: Message
    remarks: tuple[Message, ...]
    gain: Bounds
    score_before: Bounds
    score_after: Bounds
    eligible_before: Truth
    eligible_after: Truth
    opens_programs: tuple[str, ...]
    opens_categories: tuple[str, ...]
    closes: tuple[str, ...]
    when: date | None
    measured_on: date
    change: Profile
    compared_with: Profile
    factors: tuple[FactorChange, ...]
    sources: tuple[Source, ...]
    names: dict[str, Text]
    together: tuple[str, ...] = ()
    more: int = 0

    @property
    def points(self) -> int | None:
        """The points gained, where they are known."""
        low, high = self.gain
        return low if low == high else None

    @property
    def citation(self) -> str:
        """The section of the law behind most of it; nothing where no factor and no requirement moves."""
        return self.sources[0].citation if self.sources else ""

    def model_dump(self, lang: str = "en") -> dict[str, Any]:
        """The suggestion as JSON values, sentences in ``lang``. ``change`` has the keys of the profile that differ, as they would
        be (a key that would be missing is left out)."""
        old, new = self.compared_with.declared(), self.change.declared()
        row: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "message": message(self.message, lang),
            "effort": message(self.effort, lang),
            "remarks": [message(said, lang) for said in self.remarks],
            "gain": {"points": self.points, "range": list(self.gain)},
            "score_before": list(self.score_before),
            "score_after": list(self.score_after),
            "eligible_before": self.eligible_before,
            "eligible_after": self.eligible_after,
            "opens_programs": list(self.opens_programs),
            "opens_categories": list(self.opens_categories),
            "closes": list(self.closes),
            "when": self.when.isoformat() if self.when else None,
            "measured_on": self.measured_on.isoformat(),
            "change": {key: value for key, value in new.items() if old.get(key) != value or key not in old},
            "factors": [
                {
                    "id": f.id,
                    "title": plain(f.title),
                    "before": list(f.before),
                    "after": list(f.after),
                    "citation": f.source.cite(lang),
                }
                for f in self.factors
            ],
            "citations": [source.cite(lang) for source in self.sources],
        }
        if self.together:
            row |= {"together": list(self.together), "more": self.more}
        return row


def suggestion(trial: Trial, *, together: tuple[str, ...] = (), more: int = 0) -> Suggestion:
    """A trial, put as a suggestion. What it costs is said among the remarks."""
    lever, before, after = trial.lever, trial.before.evaluation, trial.after.evaluation
    names = _names(trial)
    said = list(lever.remarks)
    if trial.gain == (trial.gain[0],) * 2 and trial.gain[0] < 0:
        said.append(Message("advice.remark.lowers", {"points": -trial.gain[0]}))
    elif min(trial.gain) < 0:
        said.append(Message("advice.remark.may_lower"))
    if trial.closes:
        said.append(Message("advice.remark.closes", {"names": [names[name] for name in trial.closes]}))
    if lever.kind == "nomination" and after.eligible is not True:
        said.append(Message("advice.remark.federal_program"))
    factors = _factors(trial)
    return Suggestion(
        id=lever.id,
        kind=lever.kind,
        message=lever.message,
        effort=lever.effort,
        remarks=tuple(said),
        gain=trial.gain,
        score_before=trial.before.score_range,
        score_after=trial.after.score_range,
        eligible_before=before.eligible,
        eligible_after=after.eligible,
        opens_programs=trial.opens_programs,
        opens_categories=trial.opens_categories,
        closes=trial.closes,
        when=trial.when,
        measured_on=trial.after.as_of,
        change=after.facts.profile,
        compared_with=before.facts.profile,
        factors=factors,
        sources=_sources(trial, factors),
        names=names,
        together=together,
        more=more,
    )


def _factors(trial: Trial) -> tuple[FactorChange, ...]:
    """The factors that differ, those that gain most first."""
    before, after = trial.before.evaluation.score.factors, trial.after.evaluation.score.factors
    found = [
        FactorChange(f.id, f.title, before[f.id], after[f.id], f.source)
        for section in trial.after.evaluation.instrument.sections
        for group in section.groups
        for f in group.factors
        if before[f.id] != after[f.id]
    ]
    return tuple(sorted(found, key=lambda f: f.before[0] + f.before[1] - f.after[0] - f.after[1]))


def _sources(trial: Trial, factors: tuple[FactorChange, ...]) -> tuple[Source, ...]:
    """The sections that give: of the factors that rise, then of the requirements that are met in a program or category opened."""
    found = [f.source for f in factors if f.after[1] > f.before[1] or f.after[0] > f.before[0]]
    before, after = trial.before.evaluation, trial.after.evaluation
    met = {f.id for v in (*before.programs.values(), *before.categories) for f in v.findings if f.met}
    for verdict in (*after.programs.values(), *after.categories):
        if verdict.id in trial.opens:
            found += [f.source for f in verdict.findings if f.met and f.id not in met and not f.informative]
    by_citation = {source.citation: source for source in reversed(found)}
    return tuple(dict.fromkeys(by_citation[source.citation] for source in found))[:_MOST_SOURCES]


def _names(trial: Trial) -> dict[str, Text]:
    """What the law calls the programs and categories spoken of."""
    law = trial.after.evaluation.law
    programs: dict[str, Text] = law.content("programs.order").names
    return {
        name: programs[name] if name in programs else law.content(f"categories.{name}").name
        for name in (*trial.opens_programs, *trial.opens_categories, *trial.closes)
    }


@dataclass(frozen=True)
class Advice(Sequence[Suggestion]):
    """The suggestions, best first; it is a sequence of them.

    ``pairs`` are two that give more together than the sum of each alone, or open what neither opens. ``questions`` come first
    where the profile is incomplete. ``notes`` must be said with all of it.
    """

    decision: Decision
    suggestions: tuple[Suggestion, ...]
    pairs: tuple[Suggestion, ...]
    questions: tuple[Question, ...]
    notes: tuple[Message, ...]

    @overload
    def __getitem__(self, at: int) -> Suggestion: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Suggestion, ...]: ...
    def __getitem__(self, at: int | slice) -> Suggestion | tuple[Suggestion, ...]:
        return self.suggestions[at]

    def __len__(self) -> int:
        return len(self.suggestions)

    def __iter__(self) -> Iterator[Suggestion]:
        return iter(self.suggestions)

    @cached_property
    def by_id(self) -> dict[str, Suggestion]:
        """The suggestions by id."""
        return {one.id: one for one in self.suggestions}

    def model_dump(self, mode: str = "json", lang: str = "en") -> dict[str, Any]:
        """The advice as JSON values, its sentences in ``lang``. ``mode`` is accepted for likeness to pydantic: it is JSON."""
        evaluation = self.decision.evaluation
        return {
            "as_of": self.decision.as_of.isoformat(),
            "law": {"digest": evaluation.law.digest, "overlays": list(evaluation.law.book.overlays)},
            "library_version": self.decision.library_version,
            "eligible": self.decision.eligible,
            "total": self.decision.total,
            "range": list(self.decision.score_range),
            "questions": [{"field": q.field, "settles": q.settles} for q in self.questions],
            "suggestions": [one.model_dump(lang) for one in self.suggestions],
            "pairs": [one.model_dump(lang) for one in self.pairs],
            "notes": [message(said, lang) for said in self.notes],
        }
