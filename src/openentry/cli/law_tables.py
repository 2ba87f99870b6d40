"""Tables of the law as rows of text, the first row naming the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from openentry.cli import words
from openentry.cli.speech import chosen, said
from openentry.law.domains import ABILITIES
from openentry.law.nodes import Cap, Cases, Fold, Grid, Node, Pair, Table
from openentry.messages import write_money

Rows = list[list[str]]


def factor_rows(node: Node) -> Iterator[Rows]:
    """The tables of a rule of points, one for each part of it. Two columns where a spouse or partner makes a difference."""
    match node:
        case Table():
            rows = [(words.row(node.facts[:1], row.name), row.points) for row in node.rows]
            yield _pairs(words.listed([words.fact(fact) for fact in node.facts]), rows)
        case Cases():
            rows = [(words.row((), case.name), case.points) for case in node.cases]
            yield _pairs(said("law.table.case"), [*rows, (words.row((), "otherwise"), node.otherwise)])
        case Grid():
            yield _grid(node)
        case Cap():
            yield from factor_rows(node.of)
        case Fold():
            for part in node.of:
                yield from factor_rows(part)


def _pairs(head: str, rows: Sequence[tuple[str, Pair]]) -> Rows:
    if all(points[0] == points[1] for _, points in rows):
        return [[head, said("law.table.points")], *[[name, words.cell(points[0])] for name, points in rows]]
    columns = [said("law.table.with_spouse"), said("law.table.without_spouse")]
    return [[head, *columns], *[[name, words.cell(points[0]), words.cell(points[1])] for name, points in rows]]


def _grid(node: Grid) -> Rows:
    named = words.bands(node)
    down, across = node.facts
    columns = list(dict.fromkeys(node.columns.values()))
    head = said("law.table.by", down=words.fact(down), across=words.fact(across))
    rows = [[head, *[words.row([across], name, named) for name in columns]]]
    for name in dict.fromkeys(node.rows.values()):
        found = [node.cells[name, column] for column in columns]
        rows.append([words.row([down], name, named), *[words.cell(p[0] if p[0] == p[1] else p) for p in found]])
    return rows


def caps_rows(content: Any) -> Rows:
    """The sections of the score and their groups, with the most each may give."""
    rows = [[said("law.table.section"), said("law.table.with_spouse"), said("law.table.without_spouse")]]
    for section in content.sections:
        for indent, part in (("", section), *[("\u00a0\u00a0", group) for group in section.groups]):
            rows.append([indent + part.title.in_(chosen()), *[words.cell(cap) for cap in part.cap]])
    return [*rows, [said("score.total"), words.cell(content.total), words.cell(content.total)]]


def funds_rows(content: Any) -> Rows:
    """Settlement funds by family size."""
    lang = chosen()
    rows = [[said("law.table.family"), said("law.table.amount")]]
    rows += [[words.cell(size), write_money(amount, lang)] for size, amount in content.amounts.items()]
    if content.each_additional is not None:
        rows.append([said("law.table.each_additional"), write_money(content.each_additional, lang)])
    if content.deadline:
        rows.append([said("law.table.deadline"), words.day(content.deadline)])
    return rows


def language_rows(content: Any) -> Rows:
    """The scores of each ability by level, from the highest."""
    levels = sorted({band.level for scale in content.scales.values() for band in scale.bands}, reverse=True)
    rows = [[content.framework, *[said(f"ability.{ability}") for ability in ABILITIES]]]
    for level in levels:
        found = [next((band for band in content.scales[ability].bands if band.level == level), None) for ability in ABILITIES]
        rows.append([str(level) + ("+" if level == levels[0] else ""), *[_scores(band) for band in found]])
    return rows


def _scores(band: Any) -> str:
    if band is None:
        return words.cell(None)
    low, high = words.number(band.low), words.number(band.high)
    return low if low == high else f"{low}-{high}"
