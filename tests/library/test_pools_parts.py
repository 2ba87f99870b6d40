"""A pool in parts of storage: the points of every row and the exact best, as of the whole in memory."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openentry.errors import FactsError, FileError
from openentry.law import load_law
from openentry.pools.batch import score_batch
from openentry.pools.parts import best_of_files, parts_of, put_together, score_part
from openentry.pools.tables import tables
from openentry.pools.top import best
from tests.library.pools_rows import OUTPUT, VERSIONS, random_places, table

ROWS, GROUP, SIZE = 6_000, 700, 500


def pool(rows: int, seed: int) -> pa.Table:
    """A pool with few moments of receipt and no order in its sequence numbers, so that there are ties in everything."""
    facts, draw = table(random_places(rows, seed)), np.random.default_rng(seed)
    received = pa.array(draw.integers(0, 5, rows) * 1_000_000 + 1_700_000_000_000_000, pa.timestamp("us", "UTC"))
    found = pa.Table.from_batches([facts])
    return found.append_column("received_at", received).append_column("sequence", pa.array(draw.permutation(rows)))


def store(facts: pa.Table, path: Path) -> Path:
    """The table in a file, in groups of 700 rows."""
    if path.suffix == ".parquet":
        pq.write_table(facts, path, row_group_size=GROUP)
        return path
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, facts.schema) as writer:
        writer.write_table(facts.combine_chunks(), max_chunksize=GROUP)
    return path


def best_in_memory(facts: pa.Table, size: int) -> list[tuple[str, int]]:
    """Id and score of the best, by the whole pool in memory."""
    (batch,) = facts.combine_chunks().to_batches()
    scores = np.asarray(score_batch(load_law(VERSIONS[-1]), batch)["total"])
    received = np.asarray(batch["received_at"].cast(pa.int64()))
    places = best(scores, size, received_at=received, sequence=np.asarray(batch["sequence"])).tolist()
    return [(batch["id"][at].as_py(), int(scores[at])) for at in places]


@pytest.fixture(scope="module")
def facts() -> pa.Table:
    return pool(ROWS, 11)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize("threads", [1, 2])
def test_the_best_on_disk_are_those_of_the_whole_in_memory(facts: pa.Table, suffix: str, threads: int, tmp_path: Path) -> None:
    half = ROWS // 2
    files = [store(facts.slice(0, half), tmp_path / f"a{suffix}"), store(facts.slice(half), tmp_path / f"b{suffix}")]
    found = best_of_files(files, load_law(VERSIONS[-1]), SIZE, threads=threads)
    assert (found.scored, found.refused, found.counts.sum()) == (ROWS, 0, ROWS)
    expected = best_in_memory(facts, SIZE)
    assert list(zip(found.best["id"].to_pylist(), found.best["score"].to_pylist(), strict=True)) == expected
    assert found.cut_off == expected[-1][1]
    assert found.best["rank"].to_pylist() == list(range(1, SIZE + 1))
    where = [
        (Path(path).stem, row) for path, row in zip(found.best["path"].to_pylist(), found.best["row"].to_pylist(), strict=True)
    ]
    places = [row + (half if stem == "b" else 0) for stem, row in where]
    assert facts["id"].take(places).to_pylist() == [identity for identity, _ in expected]


@pytest.mark.parametrize("size", [0, 1, ROWS, ROWS + 1])
def test_any_size_of_a_round(facts: pa.Table, size: int, tmp_path: Path) -> None:
    found = best_of_files([store(facts, tmp_path / "a.parquet")], load_law(VERSIONS[-1]), size)
    assert found.best["id"].to_pylist() == [identity for identity, _ in best_in_memory(facts, size)]


def test_parts_are_cut_at_groups_in_order_and_a_folder_stands_for_its_files(facts: pa.Table, tmp_path: Path) -> None:
    store(facts.slice(0, 1_500), tmp_path / "b.arrow")
    store(facts.slice(0, 2_100), tmp_path / "a.parquet")
    (tmp_path / "notes.txt").write_text("no part", encoding="utf-8")
    parts = parts_of([tmp_path], rows=1_400)
    assert [(Path(one.path).name, one.first, one.last, one.begin) for one in parts] == [
        ("a.parquet", 0, 2, 0),
        ("a.parquet", 2, 3, 1_400),
        ("b.arrow", 0, 2, 0),
        ("b.arrow", 2, 3, 1_400),
    ]


def test_a_part_writes_its_own_points_with_the_columns_of_the_pool(facts: pa.Table, tmp_path: Path) -> None:
    law = load_law(VERSIONS[-1])
    store(facts, tmp_path / "a.parquet")
    last = parts_of([tmp_path / "a.parquet"], rows=2_800)[-1]
    target = tmp_path / "points.parquet"
    found = score_part(last, tables(law, detail=True), 0, str(target))
    (rows,) = facts.slice(5_600).combine_chunks().to_batches()
    written = pq.read_table(target)
    assert written.select(OUTPUT).to_pylist() == score_batch(law, rows.select(rows.schema.names[:-2])).to_pylist()
    assert written["sequence"].to_pylist() == rows["sequence"].to_pylist()
    assert (found.scored, found.best.shape) == (400, (4, 0))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "points.parquet"]


def test_refused_rows_are_named_beside_the_points_and_the_rest_is_scored(facts: pa.Table, tmp_path: Path) -> None:
    ages = facts["age"].to_pylist()
    ages[1_401] = -3
    ages[1_405] = 900
    wrong = facts.set_column(facts.schema.get_field_index("age"), "age", pa.array(ages, pa.int16()))
    store(wrong, tmp_path / "a.parquet")
    part = parts_of([tmp_path / "a.parquet"], rows=1_400)[1]
    target = tmp_path / "points.parquet"
    found = score_part(part, tables(load_law(VERSIONS[-1]), detail=True), SIZE, str(target))
    assert (found.scored, found.refused) == (1_398, 2)
    assert [(one.line, one.id, one.column, one.found) for one in found.told] == [
        (1_402, "P0001401", "age", "-3"),
        (1_406, "P0001405", "age", "900"),
    ]
    assert (tmp_path / "points.parquet.rejects.csv").read_text("utf-8").count("\n") == 3
    scored = pq.read_table(target)["id"].to_pylist()
    assert len(scored) == 1_398
    assert not {"P0001401", "P0001405"} & set(scored)
    best_rows = put_together([found], SIZE).best
    assert facts["id"].take(best_rows["row"].to_pylist()).to_pylist() == best_rows["id"].to_pylist()


def test_without_order_of_receipt_the_best_stand_as_they_do_in_the_files(tmp_path: Path) -> None:
    rows = pa.table({"age": [30, 31, 30, 29]})
    files = [store(rows, tmp_path / "b.parquet"), store(rows, tmp_path / "a.parquet")]
    found = best_of_files(files, load_law(VERSIONS[-1]), 3)
    where = [(Path(one["path"]).stem, one["row"], one["id"]) for one in found.best.to_pylist()]
    assert where == [("b", 3, None), ("a", 3, None), ("b", 0, None)]


def test_moments_of_receipt_may_be_text(tmp_path: Path) -> None:
    moments = ["2025-01-01T00:00:00.000002Z", "2025-01-01T00:00:00.000001Z", "2025-01-01T01:00:00+02:00"]
    rows = pa.table({"id": ["a", "b", "c"], "age": [30, 30, 30], "received_at": moments})
    assert best_of_files([store(rows, tmp_path / "a.parquet")], load_law(VERSIONS[-1]), 3).best["id"].to_pylist() == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("received_at", ["soon", "later"]),
        ("received_at", [None, "2025-01-01T00:00:00Z"]),
        ("received_at", [datetime(2025, 1, 1), datetime(2025, 1, 2)]),  # noqa: DTZ001 — without a zone, as meant
        ("sequence", [1, None]),
        ("sequence", [1.5, 2.0]),
    ],
)
def test_an_order_that_cannot_be_told_is_refused(name: str, cells: list[Any], tmp_path: Path) -> None:
    path = store(pa.table({"age": [30, 30], name: cells}), tmp_path / "a.parquet")
    with pytest.raises(FactsError, match=f"The column {name} has a cell"):
        best_of_files([path], load_law(VERSIONS[-1]), 2)


def test_nobody(facts: pa.Table, tmp_path: Path) -> None:
    found = best_of_files([store(facts.slice(0, 0), tmp_path / "a.parquet")], load_law(VERSIONS[-1]), 5)
    assert (found.scored, found.best.num_rows) == (0, 0)
    assert found.best.schema.names == ["rank", "id", "score", "received_at", "sequence", "path", "row"]


def test_files_that_are_no_parts_are_refused(facts: pa.Table, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="nothing to score"):
        parts_of([tmp_path])
    path = store(facts.slice(0, 10), tmp_path / "a.parquet")
    with pytest.raises(FileError, match="twice among the parts"):
        parts_of([path, path])
    with pytest.raises(FileError, match="There is no such file"):
        parts_of([tmp_path / "b.parquet"])
    with pytest.raises(FileError, match=r"pool\.csv"):
        parts_of([tmp_path / "pool.csv"])
    for name in ("c.parquet", "c.arrow"):
        (tmp_path / name).write_text("not that", encoding="utf-8")
        with pytest.raises(FileError, match="This is not a"):
            parts_of([tmp_path / name])
    with pytest.raises(FactsError, match="hair"):
        parts_of([store(pa.table({"age": [30], "hair": ["red"]}), tmp_path / "d.parquet")])


def test_a_file_that_breaks_off_is_refused_when_it_is_read(facts: pa.Table, tmp_path: Path) -> None:
    path = store(facts, tmp_path / "a.parquet")
    (part,) = parts_of([path])
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[len(whole) // 2 + 4 :])
    target = tmp_path / "points.parquet"
    with pytest.raises(FileError, match=r"a\.parquet: This is not a Parquet file"):
        score_part(part, tables(load_law(VERSIONS[-1]), detail=True), 5, str(target))
    assert [file.name for file in tmp_path.iterdir()] == ["a.parquet"]


def test_moments_are_told_in_microseconds(tmp_path: Path) -> None:
    moment = datetime(2025, 7, 22, 14, 30, tzinfo=UTC) + timedelta(microseconds=7)
    path = store(pa.table({"age": [30], "received_at": [moment]}), tmp_path / "a.arrow")
    found = best_of_files([path], load_law(VERSIONS[-1]), 1).best["received_at"].to_pylist()
    assert found == [1_753_194_600_000_007]


def test_the_page_about_whole_pools_says_what_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = Path(__file__).parents[2] / "docs" / "explanation" / "whole-pools.md"
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert (failed, tried) == (0, 13)
