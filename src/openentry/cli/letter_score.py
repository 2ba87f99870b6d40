"""The score in a letter: the tree, factor by factor, and the selection grid of the Federal Skilled Worker Program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openentry.cli import words
from openentry.cli.looks import Looks
from openentry.cli.page import Page
from openentry.cli.speech import chosen, said
from openentry.decision.document import facts_row
from openentry.law.domains import COLUMNS

if TYPE_CHECKING:
    from openentry.crs import Branch
    from openentry.decision import Decision

Bounds = tuple[int, int]


def score(page: Page, decision: Decision) -> None:
    """The tree: each section, group and factor with its points; under a factor the fact, the row and the section of the law."""
    tree = decision.tree
    page.say(said(f"letter.column.{tree.column or 'unknown'}"))
    row = facts_row(decision.evaluation.facts)
    nodes = {f.id: f.node for section in decision.evaluation.instrument.sections for g in section.groups for f in g.factors}
    leaves = _Leaves(row, nodes)
    for section in tree.children:
        if tree.column == COLUMNS[1] and section.maximum == 0:
            continue
        page.blank()
        _branch(page, section, leaves, 0)
    page.blank()
    page.figure(said("letter.total"), _points(tree.points, tree.maximum), style="heading")
    _cap(page, tree, 0)


def _branch(page: Page, branch: Branch, leaves: _Leaves, depth: int) -> None:
    title = branch.title.in_(chosen()) if branch.title else ""
    page.figure(title, _points(branch.points, branch.maximum), indent=2 * depth, style="" if depth else "heading")
    if not branch.children:
        page.say(leaves.leaf(branch), indent=2 * depth + 2, hang=2, style="quiet")
    _cap(page, branch, depth)
    for child in branch.children:
        _branch(page, child, leaves, depth + 1)


def _cap(page: Page, branch: Branch, depth: int) -> None:
    if not branch.capped:
        return
    low, high = branch.points
    params = {"uncapped": branch.uncapped, "points": high, "citation": words.cited(branch.source)}
    page.say(said("letter.capped" if low == high else "letter.capped_range", **params), indent=2 * depth + 2)


class _Leaves(Looks):
    """What a leaf says: the fact, the row it falls in, the section."""

    def leaf(self, branch: Branch) -> str:
        """The line under a factor."""
        citation = words.cited(branch.source)
        looks = branch.looks
        if not looks:
            return said("letter.settled" if branch.points[0] == branch.points[1] else "letter.open", citation=citation)
        if len(looks) > 1 and not any(found for look in looks for _, found in look.facts):
            return said("letter.cited", what=said("value.no_level"), citation=citation)
        if len(looks) > 1:
            shown = [said("letter.look_points", look=self.facts(look), points=look.points) for look in looks]
            return said("letter.cited", what=words.listed(shown), citation=citation)
        return said("letter.cited", what=self.look(branch.id, looks[0]), citation=citation)


def _points(bounds: Bounds, maximum: int) -> str:
    low, high = bounds
    if low == high:
        return said("letter.points", points=low, maximum=maximum)
    return said("letter.points_range", low=low, high=high, maximum=maximum)


def grid(page: Page, decision: Decision) -> None:
    """The six factors of the grid, each with its most."""
    found = decision.evaluation.grid
    rules = decision.evaluation.law.content("programs.fsw_grid")
    most = {
        "language": rules.first_language.maximum + rules.second_language.maximum,
        **{name: getattr(rules, name).maximum for name in found.factors if name != "language"},
    }
    for name, bounds in found.factors.items():
        page.figure(said(f"grid.{name}"), _points(bounds, most[name]), indent=6)
    page.figure(said("grid.total"), _points(found.total, rules.total), indent=6)
