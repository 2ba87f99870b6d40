"""The days on which a decision will change, what changes and why: by time alone, if nothing the person declared changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from openentry.decision import Decision
from openentry.decision.evaluation import Evaluation
from openentry.messages import Message


@dataclass(frozen=True, slots=True)
class Step:
    """One day on which the decision differs from the day before: what differs, why, and the decision from that day on."""

    on: date
    because: tuple[Message, ...]
    what: tuple[Message, ...]
    decision: Decision


def timeline(decision: Decision, until: date) -> Iterator[Step]:
    """Every change after the day of ``decision`` up to ``until``, in order (contract C48)."""
    current = decision
    while (change := current.change_by(until)) is not None:
        following = current.with_evaluation(change.evaluation)
        yield Step(change.on, change.because, differences(current.evaluation, change.evaluation), following)
        current = following


def differences(before: Evaluation, after: Evaluation) -> tuple[Message, ...]:
    """What differs between two days, each as a sentence: programs, eligibility, the score and its factors, requirements, categories,
    caps, warnings, the law."""
    said: list[Message] = []
    said += _eligibility(before, after)
    said += _points(before, after)
    said += _requirements(before, after)
    said += _categories(before, after)
    for part, version in after.law.versions.items():
        if version != before.law.versions.get(part):
            said.append(Message("what.law", {"part": Message(f"part.{part}"), "version": version}))
    old = {(w.id, str(w.params)) for w in before.warnings}
    said += [Message("what.warning", {"warning": w}) for w in after.warnings if (w.id, str(w.params)) not in old]
    new = {(w.id, str(w.params)) for w in after.warnings}
    said += [Message("what.warning_ends", {"warning": w}) for w in before.warnings if (w.id, str(w.params)) not in new]
    return tuple(said)


_STATE = {True: "met", False: "not_met", None: "unknown"}


def _eligibility(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    if before.eligible != after.eligible:
        said.append(Message(f"what.eligible.{_STATE[after.eligible]}"))
    for name, verdict in after.programs.items():
        if verdict.met != before.programs[name].met:
            said.append(Message(f"what.program.{_STATE[verdict.met]}", {"program": Message(f"program.{name}")}))
    if before.program_of_invitation != after.program_of_invitation and after.program_of_invitation:
        said.append(Message("what.invitation", {"program": Message(f"program.{after.program_of_invitation}")}))
    return said


def _points(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    if before.score.total != after.score.total:
        (low, high), (old_low, old_high) = after.score.total, before.score.total
        if low == high and old_low == old_high:
            said.append(Message("what.score", {"old": old_low, "new": low}))
        else:
            said.append(Message("what.score_range", {"low": low, "high": high}))
    for name, bounds in after.score.factors.items():
        old = before.score.factors[name]
        if bounds != old:
            said.append(Message("what.factor", {"factor": Message(f"factor.{name}"), "old": old[1], "new": bounds[1]}))
    for name, bounds in after.grid.factors.items():
        old = before.grid.factors[name]
        if bounds != old:
            said.append(Message("what.grid", {"factor": Message(f"grid.{name}"), "old": old[1], "new": bounds[1]}))
    return said


def _requirements(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    old = {f.id: f.met for v in (before.general, *before.programs.values()) for f in v.findings}
    for verdict in (after.general, *after.programs.values()):
        for finding in verdict.findings:
            if finding.id in old and finding.met != old[finding.id]:
                said.append(
                    Message(f"what.requirement.{_STATE[finding.met]}", {"requirement": finding.id, "says": finding.message})
                )
    return said


def _categories(before: Evaluation, after: Evaluation) -> list[Message]:
    said = []
    old = {v.id: v.met for v in before.categories}
    for verdict in after.categories:
        if verdict.id not in old:
            said.append(Message("what.category.begins", {"category": Message(f"category_name.{verdict.id}")}))
        elif verdict.met != old.pop(verdict.id):
            said.append(Message(f"what.category.{_STATE[verdict.met]}", {"category": Message(f"category_name.{verdict.id}")}))
    gone = set(old) - {v.id for v in after.categories}
    said += [Message("what.category.ends", {"category": Message(f"category_name.{name}")}) for name in sorted(gone)]
    return said
