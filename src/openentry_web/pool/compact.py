"""A decision as it is stored: what was found and what it came to, in a few hundred bytes; no sentence, no tree."""

from __future__ import annotations

from typing import Any

from openentry import Decision
from openentry.decision.document import facts_row

Compact = dict[str, Any]
_MET = {True: "1", False: "0", None: "?"}


def compact(decision: Decision) -> Compact:
    """The facts, each requirement's result (``1`` met, ``0`` not met, ``?`` not known), the points, the class."""
    found = decision.evaluation
    return {
        "facts": {name: value for name, value in facts_row(found.facts).items() if value is not None},
        "general": _results(found.general),
        "programs": {name: [_MET[verdict.met], _results(verdict)] for name, verdict in found.programs.items()},
        "categories": {verdict.id: _MET[verdict.met] for verdict in found.categories},
        "grid": {name: list(bounds) for name, bounds in found.grid.factors.items()} | {"total": list(found.grid.total)},
        "score": list(found.score.total),
        "sections": {name: list(bounds) for name, bounds in found.score.sections.items()},
        "factors": {name: list(bounds) for name, bounds in found.score.factors.items()},
        "eligible": decision.eligible,
        "program": decision.program_of_invitation,
        "versions": {part: day.isoformat() for part, day in found.law.versions.items()},
        "warnings": [message.id for message in decision.warnings],
    }


def _results(verdict: Any) -> dict[str, str]:
    return {finding.id: _MET[finding.met] for finding in verdict.findings}


def met(stored: Compact) -> list[str]:
    """The programs a stored decision found met."""
    return [name for name, (result, _) in stored["programs"].items() if result == "1"]


def member_of(stored: Compact) -> list[str]:
    """The categories a stored decision found met."""
    return [name for name, result in stored["categories"].items() if result == "1"]


def sections(stored: Compact) -> tuple[int, int, int, int]:
    """The points of the four sections, which add up to the score."""
    core, spouse, transferability, additional = (
        stored["sections"][name][0] for name in ("core", "spouse", "transferability", "additional")
    )
    return core, spouse, transferability, additional
