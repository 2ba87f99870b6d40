"""The closed set of things a rule of points can say in data: look-up, grid, cases, sum, largest, smallest, cap.

Every node gives points as whole numbers for each of the two columns, from facts whose domains are finite (``domains.py``). A node
can be read four ways: the points for known facts, the bounds when some are not known, the rows that decided (to explain), and the
facts it depends on (to compile it into look-up tables). What is not total, or claims twice, is refused when the file is read.

    table:  {by: age, rows: [{to: 17, points: 0}, {from: 18, to: 18, points: [90, 99]}, ...]}
    table:  {each: [first_listening, ...], rows: [...]}          the rows are read for each fact, and summed
    grid:   {rows: {by: education, bands: {...}}, columns: {by: first_lowest, bands: {...}}, points: {band: {band: 13}}}
    cases:  {when: [{id: ..., all: [{fact: french_lowest, at_least: 7}, ...], points: 25}], otherwise: 0}
    sum | largest | smallest: [node, ...]
    cap:    {at: [22, 24], of: node}

``points`` is one whole number, or a pair [with an accompanying spouse, without].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple, Protocol

from openentry.errors import LawFileError, LawGapError, LawOverlapError
from openentry.law.domains import FACT_NAMES, domain

Pair = tuple[int, int]
Env = Mapping[str, Any]
Possible = Mapping[str, tuple[Any, ...]]


class Reading(NamedTuple):
    """One row that was read: the facts looked at, the row, and its points."""

    facts: tuple[str, ...]
    row: str
    points: int


class Node(Protocol):
    """A rule of points."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it looks at."""

    def points(self, env: Env, column: int) -> int:
        """The points for facts that are all known."""

    def bounds(self, possible: Possible, column: int) -> Pair:
        """The least and most points over every combination of the possible values."""

    def readings(self, env: Env, column: int) -> Iterator[Reading]:
        """The rows that decided."""


@dataclass(frozen=True, slots=True)
class Band:
    """A set of values of a fact with a name: one row of a table, one row or column of a grid."""

    name: str
    values: frozenset[Any]
    points: Pair = (0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """One look-up, or the same look-up for each of several facts, summed."""

    facts: tuple[str, ...]
    rows: tuple[Band, ...]
    index: dict[Any, Band]

    def points(self, env: Env, column: int) -> int:
        index = self.index
        return sum([index[env[fact]].points[column] for fact in self.facts])

    def bounds(self, possible: Possible, column: int) -> Pair:
        low = high = 0
        for fact in self.facts:
            points = [self.index[value].points[column] for value in possible[fact]]
            low += min(points)
            high += max(points)
        return low, high

    def readings(self, env: Env, column: int) -> Iterator[Reading]:
        for fact in self.facts:
            row = self.index[env[fact]]
            yield Reading((fact,), row.name, row.points[column])


@dataclass(frozen=True, slots=True)
class Grid:
    """A look-up by two facts."""

    facts: tuple[str, str]
    rows: dict[Any, str]
    columns: dict[Any, str]
    cells: dict[tuple[str, str], Pair]

    def points(self, env: Env, column: int) -> int:
        down, across = self.facts
        return self.cells[self.rows[env[down]], self.columns[env[across]]][column]

    def bounds(self, possible: Possible, column: int) -> Pair:
        rows = {self.rows[v] for v in possible[self.facts[0]]}
        columns = {self.columns[v] for v in possible[self.facts[1]]}
        points = [self.cells[r, c][column] for r in rows for c in columns]
        return min(points), max(points)

    def readings(self, env: Env, column: int) -> Iterator[Reading]:
        row, across = self.rows[env[self.facts[0]]], self.columns[env[self.facts[1]]]
        yield Reading(self.facts, f"{row} × {across}", self.cells[row, across][column])


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison with a fact."""

    fact: str
    values: frozenset[Any]

    def holds(self, env: Env) -> bool:
        """Whether the fact has one of the values."""
        return env[self.fact] in self.values


@dataclass(frozen=True, slots=True)
class Case:
    """Points when all conditions hold."""

    name: str
    conditions: tuple[Condition, ...]
    points: Pair

    def holds(self, env: Env) -> bool:
        """Whether every condition holds."""
        return all(c.holds(env) for c in self.conditions)


@dataclass(frozen=True, slots=True)
class Cases:
    """Labelled cases of which at most one can hold, and the points when none does."""

    facts: tuple[str, ...]
    cases: tuple[Case, ...]
    otherwise: Pair

    def points(self, env: Env, column: int) -> int:
        for case in self.cases:
            if case.holds(env):
                return case.points[column]
        return self.otherwise[column]

    def bounds(self, possible: Possible, column: int) -> Pair:
        found = [self.points(env, column) for env in combinations(self.facts, possible)]
        return min(found), max(found)

    def readings(self, env: Env, column: int) -> Iterator[Reading]:
        for case in self.cases:
            if case.holds(env):
                yield Reading(self.facts, case.name, case.points[column])
                return
        yield Reading(self.facts, "otherwise", self.otherwise[column])


@dataclass(frozen=True, slots=True)
class Fold:
    """The sum, the largest or the smallest of several nodes."""

    how: str
    of: tuple[Node, ...]
    facts: tuple[str, ...]

    def points(self, env: Env, column: int) -> int:
        return int(_FOLDS[self.how]([node.points(env, column) for node in self.of]))

    def bounds(self, possible: Possible, column: int) -> Pair:
        both = [node.bounds(possible, column) for node in self.of]
        fold = _FOLDS[self.how]
        return fold([low for low, _ in both]), fold([high for _, high in both])

    def readings(self, env: Env, column: int) -> Iterator[Reading]:
        for node in self.of:
            yield from node.readings(env, column)


@dataclass(frozen=True, slots=True)
class Cap:
    """A node of which no more than a maximum counts."""

    at: Pair
    of: Node
    facts: tuple[str, ...]

    def points(self, env: Env, column: int) -> int:
        return min(self.of.points(env, column), self.at[column])

    def bounds(self, possible: Possible, column: int) -> Pair:
        low, high = self.of.bounds(possible, column)
        return min(low, self.at[column]), min(high, self.at[column])

    def readings(self, env: Env, column: int) -> Iterator[Reading]:
        yield from self.of.readings(env, column)


_FOLDS: dict[str, Any] = {"sum": sum, "largest": max, "smallest": min}


def combinations(facts: tuple[str, ...], possible: Possible) -> Iterator[Env]:
    """Every combination of the possible values of ``facts``."""
    for values in product(*(possible[fact] for fact in facts)):
        yield dict(zip(facts, values, strict=True))


def steps(node: Node, fact: str) -> tuple[int, ...]:
    """The values of a fact in whole numbers at which the points may change: from one step to the next every value reads the
    same rows."""
    values = domain(fact).values
    kinds = [_row_of(node, fact, value) for value in values]
    return tuple(value for value, kind, before in zip(values[1:], kinds[1:], kinds, strict=False) if kind != before)


def _row_of(node: Node, fact: str, value: Any) -> Any:
    """What identifies the rows a value reads, whatever the other facts are."""
    match node:
        case Table():
            return id(node.index[value]) if fact in node.facts else None
        case Grid():
            down, across = node.facts
            return (node.rows[value] if down == fact else None, node.columns[value] if across == fact else None)
        case Cases():
            return tuple(value in c.values for case in node.cases for c in case.conditions if c.fact == fact)
        case Fold():
            return tuple(_row_of(part, fact, value) for part in node.of)
        case Cap():
            return _row_of(node.of, fact, value)
    raise TypeError(node)


def whole_domain(facts: tuple[str, ...]) -> Possible:
    """Every value of each fact."""
    return {fact: domain(fact).values for fact in facts}


def read_node(value: Any, place: str) -> Node:
    """The node a mapping describes. Raises the :class:`LawError` family, naming the place."""
    if not isinstance(value, Mapping) or len(value) != 1:
        raise LawFileError.of("error.law.not_a_node", place, nodes=sorted(_READERS))
    ((kind, body),) = value.items()
    reader = _READERS.get(str(kind))
    if reader is None:
        raise LawFileError.of("error.law.not_a_node", place, nodes=sorted(_READERS))
    node: Node = reader(body, f"{place}.{kind}")
    return node


def pair(value: Any, place: str) -> Pair:
    """Points or a cap: one whole number for both columns, or a pair. Never negative."""
    both = (value, value) if type(value) is int else tuple(value) if isinstance(value, list) else ()
    if len(both) != 2 or any(type(v) is not int or v < 0 for v in both):
        raise LawFileError.of("error.law.bad_points", place, value=str(value))
    return both[0], both[1]


def _read_table(body: Any, place: str) -> Table:
    _closed(body, place, {"by", "each", "rows"}, {"rows"})
    if ("by" in body) == ("each" in body):
        raise LawFileError.of("error.law.by_or_each", place)
    facts = tuple(_fact(f, place) for f in ([body["by"]] if "by" in body else body["each"]))
    domains = {domain(fact).values for fact in facts}
    if len(domains) != 1:
        raise LawFileError.of("error.law.unequal_domains", place, facts=list(facts))
    rows = tuple(_row(row, facts[0], f"{place}.rows[{at}]") for at, row in enumerate(body["rows"]))
    return Table(facts, rows, _index({row: row.values for row in rows}, facts[0], place))


def _read_grid(body: Any, place: str) -> Grid:
    _closed(body, place, {"rows", "columns", "points"}, {"rows", "columns", "points"})
    axes: list[tuple[str, dict[Any, str]]] = []
    for axis in ("rows", "columns"):
        part = body[axis]
        _closed(part, f"{place}.{axis}", {"by", "bands"}, {"by", "bands"})
        fact = _fact(part["by"], place)
        bands = {name: _values(band, fact, f"{place}.{axis}.{name}") for name, band in part["bands"].items()}
        axes.append((fact, _index(bands, fact, f"{place}.{axis}")))
    wanted = {(r, c) for r in body["rows"]["bands"] for c in body["columns"]["bands"]}
    cells = {(r, c): pair(p, f"{place}.points.{r}.{c}") for r, across in body["points"].items() for c, p in across.items()}
    if set(cells) != wanted:
        raise LawGapError.of("error.law.cells", place, cells=[" × ".join(c) for c in sorted(wanted ^ set(cells))])
    return Grid((axes[0][0], axes[1][0]), axes[0][1], axes[1][1], cells)


def _read_cases(body: Any, place: str) -> Cases:
    _closed(body, place, {"when", "otherwise"}, {"when", "otherwise"})
    cases = []
    for at, row in enumerate(body["when"]):
        here = f"{place}.when[{at}]"
        _closed(row, here, {"id", "all", "points"}, {"id", "all", "points"})
        conditions = []
        for condition in row["all"]:
            fact = _fact(condition.get("fact"), here)
            rest = {k: v for k, v in condition.items() if k != "fact"}
            names = {"at_least": "from", "at_most": "to", "is": "is"}
            _closed(rest, here, set(names), set())
            conditions.append(Condition(fact, _values({names[k]: v for k, v in rest.items()}, fact, here)))
        cases.append(Case(str(row["id"]), tuple(conditions), pair(row["points"], here)))
    facts = tuple(dict.fromkeys(c.fact for case in cases for c in case.conditions))
    for env in combinations(facts, whole_domain(facts)):
        both = [case.name for case in cases if case.holds(env)]
        if len(both) > 1:
            raise LawOverlapError.of("error.law.two_cases", place, cases=both, facts=str(dict(env)))
    return Cases(facts, tuple(cases), pair(body["otherwise"], place))


def _read_fold(how: str) -> Any:
    def read(body: Any, place: str) -> Fold:
        if not isinstance(body, list) or not body:
            raise LawFileError.of("error.law.not_a_list", place, key=how)
        of = tuple(read_node(part, f"{place}[{at}]") for at, part in enumerate(body))
        return Fold(how, of, tuple(dict.fromkeys(fact for node in of for fact in node.facts)))

    return read


def _read_cap(body: Any, place: str) -> Cap:
    _closed(body, place, {"at", "of"}, {"at", "of"})
    of = read_node(body["of"], f"{place}.of")
    return Cap(pair(body["at"], place), of, of.facts)


_READERS: dict[str, Any] = {
    "table": _read_table,
    "grid": _read_grid,
    "cases": _read_cases,
    "cap": _read_cap,
    **{how: _read_fold(how) for how in _FOLDS},
}


def _fact(name: Any, place: str) -> str:
    if name not in FACT_NAMES:
        raise LawFileError.of("error.law.unknown_fact", place, fact=str(name), facts=list(FACT_NAMES))
    return str(name)


def _row(row: Any, fact: str, place: str) -> Band:
    _closed(row, place, {"from", "to", "is", "rest", "points", "name"}, {"points"})
    values = _values({k: row[k] for k in ("from", "to", "is", "rest") if k in row}, fact, place)
    return Band(str(row.get("name") or row_name(row)), values, pair(row["points"], place))


def row_name(row: Mapping[str, Any]) -> str:
    """What a row of a table is called where it has no name of its own: ``20-29``, ``45+``, ``bachelor``, ``rest``."""
    if "is" in row:
        return "+".join(map(str, row["is"])) if isinstance(row["is"], list) else str(row["is"]).lower()
    if "rest" in row:
        return "rest"
    low, high = row.get("from"), row.get("to")
    if low is None:
        return f"0-{high}" if high else "0"
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}-{high}"


def _values(band: Any, fact: str, place: str) -> frozenset[Any]:
    """The values a band names: a range of whole numbers, a value, a list, or the rest (marked by an empty set)."""
    _closed(band, place, {"from", "to", "is", "rest"}, set())
    known = domain(fact)
    if "rest" in band:
        return frozenset()
    if "is" in band:
        named = band["is"] if isinstance(band["is"], list) else [band["is"]]
        for value in named:
            if value not in known.position or isinstance(value, bool) != isinstance(known.values[0], bool):
                raise LawFileError.of("error.law.not_in_domain", place, value=str(value), fact=fact)
        return frozenset(named)
    low, high = band.get("from", 0), band.get("to")
    if not known.numeric or type(low) is not int or not (high is None or type(high) is int):
        raise LawFileError.of("error.law.not_a_range", place, fact=fact)
    top = known.values[-1] if high is None else high
    if not 0 <= low <= top <= known.values[-1]:
        raise LawFileError.of("error.law.not_a_range", place, fact=fact)
    return frozenset(range(low, top + 1))


def _index(bands: Mapping[Any, frozenset[Any]], fact: str, place: str) -> dict[Any, Any]:
    """value -> band, once for every value of the domain."""
    found: dict[Any, Any] = {}
    rest = [band for band, values in bands.items() if not values]
    for band, values in bands.items():
        for value in values:
            if value in found:
                raise LawOverlapError.of("error.law.two_rows", place, value=str(value), fact=fact)
            found[value] = band
    missing = [value for value in domain(fact).values if value not in found]
    if len(rest) > 1 or (missing and not rest):
        raise LawGapError.of("error.law.no_row", place, fact=fact, values=[str(v) for v in missing[:10]])
    return found | dict.fromkeys(missing, rest[0]) if rest else found


def _closed(value: Any, place: str, known: set[str], needed: set[str]) -> None:
    if not isinstance(value, Mapping):
        raise LawFileError.of("error.law.not_a_mapping", place, what=place)
    for key in value.keys() - known:
        raise LawFileError.of("error.law.unknown_key", place, key=str(key))
    for key in needed - value.keys():
        raise LawFileError.of("error.law.missing_key", place, key=key)
