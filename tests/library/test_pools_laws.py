"""Any law that can be written compiles, and scores whole pools as its readable rules score one row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openentry.crs import Facts, Instrument, instrument, score
from openentry.crs.instrument import Factor, Group, Section
from openentry.errors import LawFileError
from openentry.law import load_law
from openentry.law.domains import ABILITIES, domain
from openentry.law.nodes import Node, read_node
from openentry.pools import joining
from openentry.pools.batch import pack, score_batch, score_columns, score_packed
from openentry.pools.columns import Columns
from openentry.pools.layout import OCCUPATION, ROW, ROWS, highest_code
from openentry.pools.tables import compile_tables, tables

TODAY = date(2025, 7, 15)
NUMBERS = (
    "age",
    "canadian_work_years",
    "foreign_work_years",
    "first_lowest",
    "second_lowest",
    "french_lowest",
    "english_for_french",
)
LEVELS = tuple(f"{who}_{ability}" for who in ("first", "second", "spouse") for ability in ABILITIES)
CHOICES = (
    "education",
    "nomination",
    "certificate_of_qualification",
    "job_offer",
    "canadian_education",
    "spouse_education",
    OCCUPATION,
)

points = st.integers(0, 60) | st.lists(st.integers(0, 60), min_size=2, max_size=2)


@st.composite
def bands(draw: st.DrawFn, fact: str) -> list[dict[str, Any]]:
    """The values of a fact cut into bands that cover them all."""
    values = domain(fact).values
    if domain(fact).numeric:
        cuts = sorted(draw(st.sets(st.integers(1, min(len(values) - 1, 45)), max_size=4)))
        starts, ends = [0, *cuts], [cut - 1 for cut in cuts]
        return [{"from": low, "to": high} for low, high in zip(starts, [*ends, values[-1]], strict=True)]
    named = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
    return [*({"is": [value]} for value in named), {"rest": True}] if len(named) < len(values) else [{"is": [v]} for v in named]


@st.composite
def table(draw: st.DrawFn) -> dict[str, Any]:
    each = draw(st.booleans())
    facts = draw(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=5)) if each else [draw(st.sampled_from(NUMBERS + CHOICES))]
    rows = [band | {"points": draw(points)} for band in draw(bands(facts[0]))]
    return {"table": {"each": facts, "rows": rows} if each else {"by": facts[0], "rows": rows}}


@st.composite
def grid(draw: st.DrawFn) -> dict[str, Any]:
    axes: dict[str, dict[str, Any]] = {}
    for axis in ("rows", "columns"):
        fact = draw(st.sampled_from(NUMBERS + CHOICES + LEVELS))
        axes[axis] = {"by": fact, "bands": {f"{axis}{at}": band for at, band in enumerate(draw(bands(fact)))}}
    cells = {row: {column: draw(points) for column in axes["columns"]["bands"]} for row in axes["rows"]["bands"]}
    return {"grid": {**axes, "points": cells}}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Cases told apart by the level of education, each with a second condition."""
    levels = draw(st.lists(st.sampled_from(domain("education").values), min_size=1, max_size=3, unique=True))
    found = []
    for at, level in enumerate(levels):
        second = {"fact": draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(["at_least", "at_most"])): draw(st.integers(0, 12))}
        found.append({"id": f"case{at}", "all": [{"fact": "education", "is": level}, second], "points": draw(points)})
    return {"cases": {"when": found, "otherwise": draw(points)}}


def _deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, min_size=1, max_size=3)
    folds = st.builds(lambda how, of: {how: of}, st.sampled_from(["sum", "largest", "smallest"]), several)
    return folds | st.builds(lambda at, of: {"cap": {"at": at, "of": of}}, points, inner)


nodes = st.recursive(table() | grid() | cases(), _deeper, max_leaves=5)
caps = st.tuples(st.integers(0, 300), st.integers(0, 300))


@st.composite
def laws(draw: st.DrawFn) -> Instrument:
    """A ranking system with any sections, groups, caps and factors."""
    base = instrument(load_law(TODAY))
    model, names = base.sections[0], count()
    shape = draw(st.lists(st.lists(st.integers(0, 2), max_size=2), min_size=1, max_size=3))
    sections = []
    for at, groups in enumerate(shape):
        made = []
        for group, factors in enumerate(groups):
            rules: list[Node] = [read_node(draw(nodes), "") for _ in range(factors)]
            in_group = tuple(Factor(f"factor{next(names)}", model.title, (0, 0), node, model.source) for node in rules)
            made.append(Group(f"group{group}", None, draw(caps), model.source, in_group))
        sections.append(Section(f"section{at}", model.title, draw(caps), model.source, tuple(made)))
    columns = tuple(f.id for section in sections for group in section.groups for f in group.factors)
    return replace(base, total=draw(st.integers(50, 900)), sections=tuple(sections), columns=(*columns, "not_in_force"))


def columns_at_random(rows: int, seed: int) -> Columns:
    """Codes of every kind, up to the last of each domain."""
    draw = np.random.default_rng(seed)
    codes = np.stack([draw.integers(0, highest_code(row) + 1, rows) for row in range(len(ROWS))]).astype(np.uint8)
    young = draw.random(rows) < 0.7
    for name in ("age", "canadian_work_years", "foreign_work_years"):
        codes[ROW[name], young] %= 48 if name == "age" else 7
    return Columns(codes, draw.integers(0, len(domain(OCCUPATION).values), rows).astype(np.uint16))


def facts_of(columns: Columns, row: int, *, lowest_english: bool = True) -> Facts:
    """One row of codes as the readable rules take it."""
    assert columns.occupation is not None
    given = {name: int(columns.codes[ROW[name], row]) for name in ROWS}
    english, french = ([given[f"{language}_{ability}"] for ability in ABILITIES] for language in ("en", "fr"))
    first, second = (french, english) if given["first_language"] else (english, french)
    known: dict[str, Any] = {name: domain(name).values[given[name]] for name in ROWS[2:] if name[:3] not in ("en_", "fr_")}
    known |= {
        f"{who}_{a}": x for who, levels in (("first", first), ("second", second)) for a, x in zip(ABILITIES, levels, strict=True)
    }
    known |= {"first_lowest": min(first), "second_lowest": min(second), "french_lowest": min(french)}
    known["english_for_french"] = min(english) if lowest_english else max(english)
    known[OCCUPATION] = domain(OCCUPATION).values[int(columns.occupation[row])]
    return Facts(bool(given["accompanying_spouse"]), known)


@settings(max_examples=60)
@given(law=laws(), joined=st.sampled_from([1, 20, 300, 8_192]), lowest=st.booleans(), seed=st.integers(0, 9))
def test_any_law_scores_a_pool_as_its_readable_rules_do(law: Instrument, joined: int, lowest: bool, seed: int) -> None:
    """Whatever its rules look at, and however few of them may be joined into one table."""
    columns = columns_at_random(40, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "JOINED_ENTRIES", joined)
        whole = compile_tables(law, lowest_english=lowest)
        detail = compile_tables(law, detail=True, lowest_english=lowest)
    found, factors = score_columns(whole, columns), score_columns(detail, columns)
    assert (score_packed(whole, pack(whole, columns)).points == found.points).all()
    assert (score_packed(detail, pack(detail, columns)).points == factors.points).all()
    for row in range(len(columns)):
        expected = score(law, [facts_of(columns, row, lowest_english=lowest)])
        assert found.total[row] == factors.total[row] == expected.total[0]
        for name, bounds in expected.sections.items():
            assert found[name][row] == factors[name][row] == bounds[0]
        for name, bounds in expected.factors.items():
            assert factors[name][row] == bounds[0]


OVERLAY = """
documents:
  - id: crs.tiers
    part: crs
    kind: crs_factor
    title: {en: Tiers, fr: Paliers}
    versions:
      - in_force: 2025-07-01
        source: {instrument: OPENENTRY, at: "", evidence: judgement, note: A trial.}
        content:
          factor: tiers
          order: 90
          section: additional
          maximum: 40
          points:
            grid:
              rows: {by: canadian_occupation, bands: {upper: {is: ["21231", "31102"]}, lower: {is: ["72310"]}, none: {rest: true}}}
              columns: {by: canadian_work_years, bands: {short: {to: 0}, long: {from: 1}}}
              points: {upper: {short: 0, long: 40}, lower: {short: 0, long: 15}, none: {short: 0, long: 0}}
  - id: crs.sibling
    versions:
      - in_force: 2025-07-01
        source: {instrument: OPENENTRY, at: "", evidence: judgement, note: A trial.}
        content:
          factor: sibling
          order: 17
          section: additional
          maximum: 0
          points: {table: {by: sibling_in_canada, rows: [{rest: true, points: 0}]}}
"""


def test_a_new_factor_of_an_overlay_is_a_new_column(tmp_path: Path) -> None:
    (tmp_path / "tiers.yaml").write_text(OVERLAY, encoding="utf-8")
    law = load_law(TODAY, tmp_path)
    rows = [
        {"age": 50, "canadian_occupation": "21231", "canadian_work_years": 2, "sibling_in_canada": True},
        {"age": 50, "canadian_occupation": "72310", "canadian_work_years": 1},
        {"age": 50, "canadian_occupation": "72310", "canadian_work_years": 0},
        {"age": 50, "canadian_occupation": "none", "canadian_work_years": 1},
        {"age": 50, "canadian_work_years": 1},
        {"age": 50, "canadian_occupation": ""},
    ]
    scored = score_batch(law, pa.RecordBatch.from_pylist(rows))
    assert scored.schema.names[-2:] == ["french", "tiers"]
    assert scored["tiers"].to_pylist() == [40, 15, 0, 0, 0, 0]
    assert scored["sibling"].to_pylist() == [0] * 6
    assert scored["additional"].to_pylist() == [40, 15, 0, 0, 0, 0]
    without = score_batch(load_law(TODAY), pa.RecordBatch.from_pylist(rows))
    assert without["additional"].to_pylist() == [15, 0, 0, 0, 0, 0]
    assert "tiers" not in without.schema.names


def test_the_switch_for_mixed_english_is_followed(tmp_path: Path) -> None:
    (tmp_path / "mixed.yaml").write_text(
        """
id: switch.FRENCH-MIXED
versions:
  - replaces: 2015-01-01
    in_force: 2015-01-01
    source: {instrument: OPENENTRY, at: "", evidence: judgement, note: A trial.}
    content:
      choice: upper_tier
      readings: {lower_tier: {en: l, fr: l}, upper_tier: {en: u, fr: u}}
      reason: {en: A trial., fr: Un essai.}
""",
        encoding="utf-8",
    )
    row = (
        {"age": 30, "first_language": "fr"}
        | {f"fr_{a}": 7 for a in ABILITIES}
        | {f"en_{a}": 4 for a in ABILITIES}
        | {"en_reading": 5}
    )
    batch = pa.RecordBatch.from_pylist([row])
    assert score_batch(load_law(TODAY), batch)["french"].to_pylist() == [25]
    assert score_batch(load_law(TODAY, tmp_path), batch)["french"].to_pylist() == [50]


def test_tables_are_made_once_for_a_law() -> None:
    law = load_law(TODAY)
    assert tables(law) is tables(law)
    assert tables(law, detail=True) is tables(law, detail=True)


def _law_with(node: dict[str, Any], **changes: Any) -> Instrument:
    base = instrument(load_law(TODAY))
    model = base.sections[0]
    factor = Factor("trial", model.title, (0, 0), read_node(node, ""), model.source)
    section = replace(model, groups=(Group("", None, (40_000, 40_000), model.source, (factor,)),), cap=(40_000, 40_000))
    return replace(base, sections=(section,), columns=("trial",), **changes)


def test_points_that_a_column_cannot_hold_are_refused() -> None:
    many = {"table": {"by": "nomination", "rows": [{"is": False, "points": 0}, {"is": True, "points": 32_768}]}}
    with pytest.raises(LawFileError, match="32,768 points, more than the 32,767"):
        compile_tables(_law_with(many))
    with pytest.raises(LawFileError, match="65,536 points"):
        compile_tables(_law_with({"sum": [many, many]}), detail=True)
    most = {"table": {"by": "nomination", "rows": [{"is": False, "points": 0}, {"is": True, "points": 32_767}]}}
    assert score_columns(compile_tables(_law_with(most, total=32_767)), columns_at_random(50, 1)).total.max() == 32_767


def test_a_rule_that_tells_too_many_cases_apart_is_refused() -> None:
    bands = {f"b{value}": {"from": value, "to": value} for value in range(121)}
    works = {f"o{at}": {"is": [code]} for at, code in enumerate(domain(OCCUPATION).values)}
    cells: dict[str, dict[str, Any]] = {
        row: {column: at + other for other, column in enumerate(works)} for at, row in enumerate(bands)
    }
    wide = {"grid": {"rows": {"by": "age", "bands": bands}, "columns": {"by": OCCUPATION, "bands": works}, "points": cells}}
    assert score_columns(compile_tables(_law_with(wide)), columns_at_random(50, 1)).total.max() > 0
    cells["b0"]["o0"] = [0, 1]
    with pytest.raises(LawFileError, match="125,114 cases apart, more than the 65,536"):
        compile_tables(_law_with(wide))


def test_a_section_or_factor_cannot_take_a_name_the_output_has() -> None:
    base = instrument(load_law(TODAY))
    for name in ("id", "total", "core", "received_at"):
        with pytest.raises(LawFileError, match=name):
            compile_tables(replace(base, columns=(*base.columns, name)), detail=True)


def test_a_section_without_factors_gives_nothing() -> None:
    base = instrument(load_law(TODAY))
    empty = replace(base, sections=(replace(base.sections[0], groups=()), *base.sections[1:]))
    assert not score_columns(compile_tables(empty), columns_at_random(20, 2))["core"].any()


class Parity:
    """A rule of a kind that the compiler has never heard of."""

    facts = ("first_lowest", "education")

    def points(self, env: Any, column: int) -> int:
        return int(env["first_lowest"] % 2 == column) * (3 if env["education"] == "master" else 1)


def test_a_kind_of_rule_the_compiler_does_not_know_is_asked_for_every_value() -> None:
    base = _law_with({"table": {"by": "nomination", "rows": [{"rest": True, "points": 0}]}})
    group = base.sections[0].groups[0]
    parity: Any = Parity()
    factor = replace(group.factors[0], node=parity)
    law = replace(base, sections=(replace(base.sections[0], groups=(replace(group, factors=(factor,)),)),))
    columns = columns_at_random(300, 3)
    found = score_columns(compile_tables(law), columns).total
    assert found.tolist() == [score(law, [facts_of(columns, row)]).total[0] for row in range(300)]
    assert set(found.tolist()) == {0, 1, 3}


def test_where_no_occupation_is_given_there_is_none() -> None:
    tiers = {
        "table": {
            "by": OCCUPATION,
            "rows": [{"is": "none", "points": 2}, {"is": "21231", "points": 5}, {"rest": True, "points": 7}],
        }
    }
    columns = columns_at_random(50, 4)
    found = score_columns(compile_tables(_law_with(tiers)), Columns(columns.codes)).total
    assert found.tolist() == [2] * 50


def test_columns_of_another_shape_are_refused() -> None:
    good = columns_at_random(5, 5)
    assert (len(good), len(good.part(1, 4))) == (5, 3)
    with pytest.raises(ValueError, match="bytes in 27 rows"):
        Columns(good.codes.astype(np.int16))
    with pytest.raises(ValueError, match="bytes in 27 rows"):
        Columns(good.codes[:5])
    with pytest.raises(ValueError, match="one occupation a person"):
        Columns(good.codes, np.zeros(4, np.uint16))
