"""Whole pools score as the readable rules do: every group of facts that belong together in full, and rows at random."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from openentry.law import load_law
from openentry.pools.batch import pack, score_batch, score_columns, score_packed
from openentry.pools.cells import read_cells
from openentry.pools.tables import tables
from tests.library import pools_by_hand
from tests.library.pools_rows import (
    ABILITIES,
    CANADIAN_EDUCATION,
    EDUCATION,
    JOB_OFFER,
    OUTPUT,
    VALUES,
    VERSIONS,
    YES_NO,
    random_places,
    readable,
    table,
)

LEVELS = range(13)
YEARS = (*range(8), 30, 59, 60)
#: Facts that some rule looks at together, with values that reach every row of every table; all else stays at its first value.
GROUPS: dict[str, dict[str, Any]] = {
    "age": {"age": range(121), "accompanying_spouse": YES_NO},
    "education and Canadian work": {"education": EDUCATION, "canadian_work_years": range(61), "accompanying_spouse": YES_NO},
    "spouse": {
        "spouse_education": EDUCATION,
        "spouse_canadian_work_years": YEARS,
        "spouse_writing": LEVELS,
        "accompanying_spouse": YES_NO,
    },
    "transferability": {
        "education": EDUCATION,
        "canadian_work_years": (0, 1, 2, 3, 60),
        "foreign_work_years": (0, 1, 2, 3, 4, 60),
        "certificate_of_qualification": YES_NO,
        "en_listening": LEVELS,
    },
    "additional": {
        "nomination": YES_NO,
        "job_offer": JOB_OFFER,
        "canadian_education": CANADIAN_EDUCATION,
        "sibling_in_canada": YES_NO,
        "en_speaking": LEVELS,
        "fr_speaking": LEVELS,
        "first_language": ("en", "fr"),
    },
}
#: What the other abilities are while one of them goes through every level, so that the lowest and the mixed cases are met.
OTHERS = {
    "transferability": {f"en_{a}": 12 for a in ABILITIES},
    "additional": {f"{language}_{a}": 7 for language in ("en", "fr") for a in ABILITIES},
}


@pytest.mark.parametrize("day", [VERSIONS[0], *VERSIONS[2:5], VERSIONS[6]], ids=str)
@pytest.mark.parametrize("group", GROUPS)
def test_every_combination_of_facts_that_belong_together(group: str, day: date) -> None:
    axes = GROUPS[group]
    base = {"age": 40} | OTHERS.get(group, {})
    rows = [base | dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    law = load_law(day)
    scored = score_batch(law, pa.RecordBatch.from_pylist(rows)).to_pydict()
    for at, row in enumerate(rows):
        assert {name: scored[name][at] for name in OUTPUT[1:]} == readable(law, row), row


@pytest.mark.parametrize("day", VERSIONS, ids=str)
def test_every_combination_of_four_levels(day: date) -> None:
    """13 levels in four abilities, as the first language, as the second, and of the spouse, at once, with a spouse and without."""
    grid = np.stack(np.meshgrid(*[np.arange(13)] * 4, indexing="ij")).reshape(4, -1)
    places = {name: np.zeros(2 * grid.shape[1], np.int64) for name in VALUES}
    places["accompanying_spouse"] = np.repeat([0, 1], grid.shape[1])
    for at, ability in enumerate(ABILITIES):
        for who in ("en", "fr", "spouse"):
            places[f"{who}_{ability}"] = np.tile(grid[at], 2)
    scored = score_batch(load_law(day), table(places))
    by_hand = pools_by_hand.score({name: np.array(VALUES[name])[at] for name, at in places.items()}, day)
    _same(scored, by_hand)


@pytest.mark.parametrize("seed", range(len(VERSIONS)))
def test_rows_at_random_as_the_readable_rules(seed: int) -> None:
    """200,000 rows over the seven versions."""
    law = load_law(VERSIONS[seed])
    places = random_places(28_572, seed)
    batch = table(places)
    scored = score_batch(law, batch)
    columns = [scored.column(name).to_pylist() for name in OUTPUT[1:]]
    for row, *points in zip(batch.to_pylist(), *columns, strict=True):
        assert dict(zip(OUTPUT[1:], points, strict=True)) == readable(law, row), row


@pytest.mark.parametrize("day", VERSIONS, ids=str)
def test_rows_at_random_as_written_by_hand(day: date) -> None:
    places = random_places(200_000, day.toordinal())
    scored = score_batch(load_law(day), table(places))
    _same(scored, pools_by_hand.score({name: np.array(VALUES[name])[at] for name, at in places.items()}, day))


@pytest.mark.proof
def test_ten_million_rows(proof_figures: Any) -> None:
    """Every column of ten million rows, on each version in turn, against the rules written a second time."""
    rows = 0
    for part in range(40):
        day = VERSIONS[part % len(VERSIONS)]
        places = random_places(250_000, 1_000 + part)
        scored = score_batch(load_law(day), table(places))
        _same(scored, pools_by_hand.score({name: np.array(VALUES[name])[at] for name, at in places.items()}, day))
        rows += scored.num_rows
    figures = proof_figures("whole-pools")
    figures["rows scored by tables and by hand, all columns equal"] = rows
    figures["versions of the law"] = len(VERSIONS)


@pytest.mark.proof
def test_every_combination_of_transferability(proof_figures: Any) -> None:
    """All of education × lowest level × years in Canada × years abroad × certificate × spouse, against the readable rules."""
    axes = {
        "education": EDUCATION,
        "canadian_work_years": range(61),
        "foreign_work_years": range(61),
        "certificate_of_qualification": YES_NO,
        "accompanying_spouse": YES_NO,
    }
    law = load_law(VERSIONS[-1])
    checked = 0
    for level in LEVELS:
        fixed: dict[str, Any] = {"age": 40} | {f"en_{ability}": level for ability in ABILITIES}
        rows = [fixed | dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
        scored = score_batch(law, pa.RecordBatch.from_pylist(rows))
        for row, total, points in zip(rows, scored["total"].to_pylist(), scored["transferability"].to_pylist(), strict=True):
            found = readable(law, row)
            assert (total, points) == (found["total"], found["transferability"]), row
        checked += len(rows)
    proof_figures("whole-pools")["combinations of the facts of skill transferability, all equal to the readable rules"] = checked


def test_the_output_has_the_columns_of_the_contract_in_order() -> None:
    scored = score_batch(load_law(VERSIONS[-1]), table(random_places(10, 1)))
    assert scored.schema.names == OUTPUT
    assert scored.schema.types == [pa.string(), *[pa.int16()] * (len(OUTPUT) - 1)]
    assert scored["id"].to_pylist() == [f"P{row:07}" for row in range(10)]


def test_a_factor_that_is_not_in_force_has_a_column_of_zeros() -> None:
    batch = pa.RecordBatch.from_pylist([{"age": 30, "job_offer": "other", "sibling_in_canada": True}])
    assert score_batch(load_law(date(2025, 3, 24)), batch)["job_offer"].to_pylist() == [50]
    assert score_batch(load_law(date(2025, 3, 25)), batch)["job_offer"].to_pylist() == [0]
    assert score_batch(load_law(date(2017, 6, 5)), batch)["sibling"].to_pylist() == [0]


def test_nobody_and_one_person() -> None:
    law = load_law(VERSIONS[-1])
    nobody = score_batch(law, table(random_places(0, 1)))
    assert (nobody.num_rows, nobody.schema.names) == (0, OUTPUT)
    assert score_batch(law, pa.RecordBatch.from_pylist([{"age": 25}]))["total"].to_pylist() == [110]


def test_columns_that_are_absent_count_as_their_first_value() -> None:
    law = load_law(VERSIONS[-1])
    short = score_batch(law, pa.RecordBatch.from_pylist([{"age": 33}]))
    whole = score_batch(law, table({name: np.zeros(1, np.int64) for name in VALUES} | {"age": np.array([33 - 15])}))
    assert short.drop_columns(["id"]).equals(whole.drop_columns(["id"]))
    assert short["id"].to_pylist() == [None]


def test_a_pool_scores_alike_whole_and_in_parts() -> None:
    """Also where a part begins or ends inside a block, and on several threads."""
    law, batch = load_law(VERSIONS[-1]), table(random_places(70_001, 3))
    whole = score_batch(law, batch)
    parts = [score_batch(law, batch.slice(start, 9_999)) for start in range(0, 70_001, 9_999)]
    assert pa.Table.from_batches(parts).combine_chunks().to_batches()[0].equals(whole)
    made, columns = tables(law), read_cells(batch).columns
    alone = score_columns(made, columns)
    assert (score_columns(made, columns, threads=2).points == alone.points).all()
    packed = pack(made, columns, threads=2)
    assert (score_packed(made, packed, threads=2).points == alone.points).all()
    for name in made.outputs:
        assert (alone[name] == np.asarray(whole[name])).all()


def test_scoring_changes_nothing_that_it_was_given() -> None:
    law, batch = load_law(VERSIONS[-1]), table(random_places(1_000, 4))
    before = batch.to_pylist()
    first = score_batch(law, batch)
    assert score_batch(law, batch).equals(first)
    assert batch.to_pylist() == before


def test_rows_packed_under_one_law_are_refused_under_another_that_tells_other_facts_apart() -> None:
    columns = read_cells(table(random_places(100, 5))).columns
    early, late = tables(load_law(VERSIONS[0])), tables(load_law(VERSIONS[-1]))
    packed = pack(early, columns)
    with pytest.raises(ValueError, match="packed for a law"):
        score_packed(late, packed)
    again = tables(load_law(VERSIONS[1]))
    assert (score_packed(again, packed).points == score_columns(again, columns).points).all()


def _same(scored: pa.RecordBatch, by_hand: dict[str, Any]) -> None:
    for name in OUTPUT[1:]:
        different = np.flatnonzero(np.asarray(scored[name]) != by_hand[name])
        assert not len(different), (name, scored.slice(int(different[0]), 1).to_pylist(), int(by_hand[name][different[0]]))
