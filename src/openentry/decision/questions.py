"""What to ask next: the unanswered keys of a profile, those that would settle most first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from openentry.decision.evaluation import Evaluation
from openentry.profile import Profile


@dataclass(frozen=True, slots=True)
class Question:
    """A key of the profile (``work[0].paid``) and how many open requirements and factors its answer bears on."""

    field: str
    settles: int


def questions(evaluation: Evaluation) -> tuple[Question, ...]:
    """Every key that bears on something not known, by how much it bears on; in the order of the profile where equal.

    A requirement of a program that is already not met is not waited for.
    """
    counts: Counter[str] = Counter()
    for verdict in (evaluation.general, *evaluation.programs.values(), *evaluation.categories):
        if verdict.met is None:
            for finding in verdict.findings:
                if finding.met is None and not finding.informative:
                    counts.update(set(finding.asks))
    facts = evaluation.facts
    for section in evaluation.instrument.sections:
        for group in section.groups:
            for factor in group.factors:
                low, high = evaluation.score.factors[factor.id]
                if low != high:
                    counts.update(_factor_asks(evaluation, factor.node.facts))
    if facts.house.counted is None:
        counts.update(facts.house.asks)
    order = list(Profile.model_fields)
    return tuple(
        Question(name, count)
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], order.index(_top(item[0])), item[0]))
    )


def _factor_asks(evaluation: Evaluation, names: tuple[str, ...]) -> set[str]:
    facts = evaluation.facts
    keys: set[str] = set()
    for name in names:
        if name in facts.asks:
            keys.update(facts.asks[name])
        elif name.startswith(("first_", "second_", "french_", "english_")):
            for found in facts.languages.values():
                keys.update(found.asks)
            if len(facts.first_languages) > 1:
                keys.add("first_official_language")
    return keys


def _top(field: str) -> str:
    return re.split(r"[.\[]", field, maxsplit=1)[0]
