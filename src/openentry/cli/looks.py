"""What a look-up of the ranking system says in words: the facts it was made with, and the row it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openentry.cli import words
from openentry.cli.speech import said

if TYPE_CHECKING:
    from openentry.crs import Look
    from openentry.law.nodes import Node


@dataclass(frozen=True, slots=True)
class Looks:
    """``row`` has the facts as they are, not cut at the last step of a table; ``nodes`` the table of each factor."""

    row: Mapping[str, Any]
    nodes: Mapping[str, Node]

    def look(self, factor: str, look: Look) -> str:
        """The facts, and the row where it says more than they do."""
        facts = [name for name, _ in look.facts]
        row = words.row(facts, look.row, words.bands(self.nodes[factor]))
        shown = [word for name, found in look.facts for word in (words.value(name, found), str(found))]
        return self.facts(look) if row in shown else said("letter.look_row", facts=self.facts(look), row=row)

    def facts(self, look: Look) -> str:
        """The facts of a look, each with its value."""
        shown = [(name, found if self.row.get(name) is None else self.row[name]) for name, found in look.facts]
        return words.listed([said("letter.look", fact=words.fact(name), value=words.value(name, found)) for name, found in shown])
