"""Whether a class asks for settlement funds, and whether an offer takes that away (R76(1)(b), R87.2(5))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openentry.decision.evaluation import Evaluation
from openentry.facts.three import Truth
from openentry.law.shapes.described import DescribedProgram, FundsRule
from openentry.law.sources import Source

_REGULATIONS = {"fsw": "FSW-08", "fst": "FST-07"}


@dataclass(frozen=True, slots=True)
class FundsAsked:
    """The requirement of funds of one class: ``exempt`` by an offer or not, None while that is not known; its source."""

    class_id: str
    exempt: Truth
    source: Source


def funds_asked(evaluation: Evaluation, class_id: str) -> FundsAsked | None:
    """The requirement of the class on the day; None where it has none."""
    facts, law = evaluation.facts, evaluation.law
    rules: Any = law.get(f"programs.{class_id}")
    if class_id in _REGULATIONS:
        offer = facts.fsw_offer if class_id == "fsw" else facts.fst_offer
        source = rules.requirements[_REGULATIONS[class_id]].source
        return FundsAsked(class_id, offer.under(rules.funds_exempting_offers), source)
    if isinstance(rules, DescribedProgram):
        for name, rule in rules.rules.items():
            if isinstance(rule, FundsRule):
                exempt = facts.fsw_offer.under(rule.exempting_offers) if rule.exempting_offers else False
                return FundsAsked(class_id, exempt, rules.requirements[name].source)
    return None
