"""What is said of one program: requirement by requirement, met, not met or not known (contract C41-C43)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openentry.facts.three import Truth, every
from openentry.law.shapes.common import Requirement
from openentry.law.sources import Source, Text
from openentry.messages import Message

_STATE = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement: what was found, what is needed, the sentence, what comes next, and the answers that would settle it."""

    id: str
    title: Text
    met: Truth
    found: Any
    needed: Any
    source: Source
    message: Message
    then: Message | None
    asks: tuple[str, ...]
    informative: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """A program or a category: its findings, and whether all that decide are met."""

    id: str
    met: Truth
    findings: tuple[Finding, ...]

    def __getitem__(self, requirement: str) -> Finding:
        return next(f for f in self.findings if f.id == requirement)


def finding(
    rules: Mapping[str, Requirement],
    name: str,
    met: Truth,
    *,
    found: Any = None,
    needed: Any = None,
    asks: tuple[str, ...] = (),
    then: Message | None = None,
    says: str = "",
    sentence: str = "",
    **params: Any,
) -> Finding:
    """The finding for a requirement of the law. Its sentence is ``NAME.met``, ``NAME.not_met`` or ``NAME.unknown``; ``says``
    names a more exact variant (``NAME.not_met.variant``)."""
    rule = rules[name]
    sentence = f"{name}.{_STATE[met]}{'.' + says if says else ''}"
    message = Message(sentence, {"found": found, "needed": needed, **params})
    return Finding(name, rule.title, met, found, needed, rule.source, message, then, asks if met is None else (), rule.informative)


def informative(rules: Mapping[str, Requirement], name: str, met: Truth = True, **params: Any) -> Finding:
    """A requirement that asks nothing of a profile, or cannot be tested in the pool: it is told and never decides."""
    return finding(rules, name, met, **params)


def verdict(name: str, findings: list[Finding]) -> Verdict:
    """The verdict: no if any deciding finding is no, else not known if any is not known, else yes."""
    return Verdict(name, every([f.met for f in findings if not f.informative]), tuple(findings))
