"""What is said of one program or category: requirement by requirement, met, not met or not known (contract C41-C43)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from openentry.facts.three import Truth, every
from openentry.law.shapes.common import Requirement
from openentry.law.sources import Source, Text
from openentry.messages import Message

_STATE = {True: "met", False: "not_met", None: "unknown"}


class Finding(NamedTuple):
    """One requirement: what was found, what is needed, the sentence, what comes next, and the answers that would settle it.

    A tuple, because sixty are made for every decision.
    """

    rule: Requirement
    id: str
    met: Truth
    found: Any
    needed: Any
    sentence: str
    params: dict[str, Any]
    then: Message | None
    asks: tuple[str, ...]

    @property
    def title(self) -> Text:
        """The requirement in a few words."""
        return self.rule.title

    @property
    def source(self) -> Source:
        """The section it comes from."""
        return self.rule.source

    @property
    def informative(self) -> bool:
        """Whether it is only told and never decides (contract C42)."""
        return self.rule.informative

    @property
    def message(self) -> Message:
        """The sentence."""
        return Message(self.sentence, {"found": self.found, "needed": self.needed, **self.params})


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
    """The finding for a requirement of the law. Its sentence is ``NAME.met``, ``NAME.not_met`` or ``NAME.unknown``.

    ``says`` names a more exact variant (``NAME.not_met.variant``); ``sentence`` another name to begin with, for requirements that
    share their words.
    """
    sentence = f"{sentence or name}.{_STATE[met]}"
    if says:
        sentence = f"{sentence}.{says}"
    return Finding(rules[name], name, met, found, needed, sentence, params, then, asks if met is None else ())


def informative(rules: Mapping[str, Requirement], name: str, met: Truth = True, **params: Any) -> Finding:
    """A requirement that asks nothing of a profile, or cannot be tested in the pool: it is told and never decides."""
    return finding(rules, name, met, **params)


def verdict(name: str, findings: list[Finding]) -> Verdict:
    """The verdict: no if any deciding finding is no, else not known if any is not known, else yes."""
    return Verdict(name, every([f.met for f in findings if not f.rule.informative]), tuple(findings))
