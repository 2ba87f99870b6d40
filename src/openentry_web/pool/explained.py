"""A decision in words: the score as a tree, the programs requirement by requirement, the categories. Templates only lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openentry import Decision
from openentry.cli import words
from openentry.cli.looks import Looks
from openentry.cli.speech import chosen, said, speaking
from openentry.crs import Branch, Instrument
from openentry.decision.document import facts_row
from openentry.law.domains import COLUMNS
from openentry.law.sources import Source, Text
from openentry.verdict import Finding, Verdict

PASS_MARK = "FSW-07"  # the requirement under which the selection grid stands
_STATE = {True: "yes", False: "no", None: "unknown"}
_MOST_ASKS = 5


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with its link, and how we know the rule (``primary`` the text read … ``judgement`` our own reading)."""

    words: str
    url: str
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A branch of the score: its points (at least, at most), the most it can give, what was found, the cap where it bites."""

    id: str
    title: str
    low: int
    high: int
    maximum: int
    fact: str
    cap: str
    cited: Cited
    lines: tuple[Line, ...]

    @property
    def bounds(self) -> tuple[int, int]:
        """The points, at least and at most."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Tested:
    """A requirement: ``state`` is yes, no, unknown or told (it is only told, and decides nothing)."""

    id: str
    title: str
    state: str
    says: str
    then: str
    asks: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Program:
    """A program: ``state``, its requirements, the few words for a list, and the selection grid where it has one."""

    id: str
    name: str
    state: str
    brief: str
    invited: bool
    tested: tuple[Tested, ...]
    grid: tuple[Line, ...]
    open: bool  # worth reading first: the class of an invitation, or, where there is none, what may still be met

    @property
    def met(self) -> int:
        """How many of its requirements are met."""
        return sum(one.state == "yes" for one in self.tested)

    @property
    def of(self) -> int:
        """How many requirements decide."""
        return sum(one.state != "told" for one in self.tested)


@dataclass(frozen=True, slots=True)
class Category:
    """A category of rounds: ``state``, why, and the criteria that no profile answers."""

    id: str
    name: str
    state: str
    says: str
    others: str
    cited: Cited


def score(decided: Decision, lang: str) -> Line:
    """The tree of the score; what cannot give a point under its column is left out."""
    return tree(decided.tree, decided.evaluation.instrument, facts_row(decided.evaluation.facts), lang)


def tree(of: Branch, instrument: Instrument, row: Mapping[str, Any], lang: str) -> Line:
    """Any tree of a score, of the facts in ``row``; what cannot give a point under its column is left out."""
    with speaking(lang):
        nodes = {f.id: f.node for section in instrument.sections for group in section.groups for f in group.factors}
        whole = _line(of, _Leaves(row, nodes))
        alone = of.column == COLUMNS[1]
        return _with(whole, tuple(line for line in whole.lines if not (alone and line.maximum == 0)))


def column(decided: Decision, lang: str) -> str:
    """Whether the score was counted with an accompanying spouse or partner."""
    with speaking(lang):
        return said(f"letter.column.{decided.tree.column or 'unknown'}")


def programs(decided: Decision, lang: str) -> list[Program]:
    """Every program in the order of the law, in which an invitation would name the first that is met."""
    with speaking(lang):
        names = decided.evaluation.law.content("programs.order").names
        return [_program(decided, name, verdict, names[name].in_(lang)) for name, verdict in decided.evaluation.programs.items()]


def bars(decided: Decision, lang: str) -> list[Tested]:
    """What keeps somebody out, or may, whatever the programs say."""
    with speaking(lang):
        return [_tested(finding) for finding in decided.evaluation.general.findings if finding.met is not True]


def categories(decided: Decision, lang: str) -> list[Category]:
    """Every category in force, those met first."""
    with speaking(lang):
        found = [_category(decided, verdict, lang) for verdict in decided.evaluation.categories]
    return sorted(found, key=lambda one: ("yes", "unknown", "no").index(one.state))


def asked(decided: Decision, lang: str, most: int) -> list[str]:
    """The answers that would settle most, in words."""
    with speaking(lang):
        return [words.field(question.field) for question in decided.questions[:most]]


def cite(source: Source, lang: str) -> Cited:
    """A source as it is cited."""
    citation = source.cite(lang)
    return Cited(citation.replace(" ", "\u00a0") if len(citation) <= 20 else citation, source.url, source.evidence, source.note)


def _cited(source: Source) -> Cited:

    return cite(source, chosen())


def _with(line: Line, lines: tuple[Line, ...]) -> Line:
    return Line(line.id, line.title, line.low, line.high, line.maximum, line.fact, line.cap, line.cited, lines)


def _line(branch: Branch, leaves: _Leaves) -> Line:

    low, high = branch.points
    cap = ""
    if branch.capped:
        params = {"uncapped": branch.uncapped, "points": high, "citation": words.cited(branch.source)}
        cap = said("letter.capped" if low == high else "letter.capped_range", **params)
    return Line(
        branch.id,
        branch.title.in_(chosen()) if branch.title else said("score.total"),
        low,
        high,
        branch.maximum,
        "" if branch.children else leaves.leaf(branch),
        cap,
        _cited(branch.source),
        tuple(_line(child, leaves) for child in branch.children),
    )


class _Leaves(Looks):
    """What a leaf says: the fact as it is, not cut at the last step of a table, and the row it falls in."""

    def leaf(self, branch: Branch) -> str:
        looks = branch.looks
        if not looks:
            return said("web.score.settled" if branch.points[0] == branch.points[1] else "web.score.open")
        if len(looks) > 1 and not any(found for look in looks for _, found in look.facts):
            return said("value.no_level")
        if len(looks) > 1:
            return words.listed([said("letter.look_points", look=self.facts(look), points=look.points) for look in looks])
        return self.look(branch.id, looks[0])


def _program(decided: Decision, name: str, verdict: Verdict, title: str) -> Program:
    tested = tuple(_tested(finding) for finding in verdict.findings)
    grid = _grid(decided) if any(finding.id == PASS_MARK for finding in verdict.findings) else ()
    invited = name == decided.program_of_invitation
    opened = invited or (decided.program_of_invitation is None and verdict.met is not False)
    return Program(name, title, _STATE[verdict.met], _brief(verdict, invited), invited, tested, grid, opened)


def _brief(verdict: Verdict, invited: bool) -> str:
    """In a line: the class of an invitation, the pass mark, or the first requirement in the way."""
    if invited:
        return said("web.program.invited")
    in_the_way = [f for f in verdict.findings if f.met is verdict.met and not f.informative]
    if verdict.met:
        marks = [f for f in verdict.findings if f.id == PASS_MARK]
        return said(marks[0].message) if marks else ""
    return said(in_the_way[0].message) if in_the_way else ""


def _tested(finding: Finding) -> Tested:
    asks = [words.field(ask) for ask in finding.asks[:_MOST_ASKS]]
    more = len(finding.asks) - len(asks)
    told = said("letter.asks_more", fields=asks, count=more) if more > 0 else said("letter.asks", fields=asks) if asks else ""

    return Tested(
        finding.id,
        finding.title.in_(chosen()),
        "told" if finding.informative else _STATE[finding.met],
        said(finding.message),
        said(finding.then) if finding.then else "",
        told,
        _cited(finding.source),
    )


def _grid(decided: Decision) -> tuple[Line, ...]:
    found = decided.evaluation.grid
    rules = decided.evaluation.law.content("programs.fsw_grid")
    most = {
        name: rules.first_language.maximum + rules.second_language.maximum if name == "language" else getattr(rules, name).maximum
        for name in found.factors
    }
    nothing = Cited("", "", "", "")
    rows = [Line(name, said(f"grid.{name}"), *bounds, most[name], "", "", nothing, ()) for name, bounds in found.factors.items()]
    return (*rows, Line("total", said("grid.total"), *found.total, rules.total, "", "", nothing, ()))


def _category(decided: Decision, verdict: Verdict, lang: str) -> Category:
    name: Text = decided.evaluation.law.content(f"categories.{verdict.id}").name
    first, *others = verdict.findings
    unasked = [finding.title.in_(lang) for finding in others] if first.met is not False else []
    told = said("letter.category.others", titles=unasked) if unasked else ""
    return Category(verdict.id, name.in_(lang), _STATE[verdict.met], said(first.message), told, _cited(first.source))
