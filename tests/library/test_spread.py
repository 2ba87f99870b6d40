"""A pool spread by Dask over processes of this machine: what every process writes and says is what one alone would."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openentry.errors import FactsError, FileError, MissingExtraError
from openentry.law import load_law
from openentry.pools import spread
from openentry.pools.batch import score_batch
from openentry.pools.spread import score_parts
from tests.library.pools_rows import OUTPUT, VERSIONS
from tests.library.test_pools_parts import GROUP, best_in_memory, pool, store

distributed: Any = pytest.importorskip("distributed")

ROWS, SIZE = 9_000, 400
LAW = load_law(VERSIONS[-1])


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two processes, as they would be on two machines."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs="ERROR"
        ) as cluster,
        distributed.Client(cluster) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def facts() -> pa.Table:
    return pool(ROWS, 12)


@pytest.fixture(scope="module")
def stored(facts: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pool")
    store(facts.slice(0, 5_000), folder / "a.parquet")
    store(facts.slice(5_000), folder / "b.arrow")
    return folder


def test_tasks_run_in_other_processes(client: Any) -> None:
    pids = set(client.run(os.getpid).values())
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_every_part_is_written_where_it_is_scored_and_the_best_of_all_are_exact(
    client: Any, facts: pa.Table, stored: Path, tmp_path: Path
) -> None:
    found = score_parts([stored], LAW, target=tmp_path / "points", size=SIZE, rows=2 * GROUP, client=client)
    assert (found.scored, found.refused, found.counts.sum()) == (ROWS, 0, ROWS)
    ranked = list(zip(found.best["id"].to_pylist(), found.best["score"].to_pylist(), strict=True))
    assert ranked == best_in_memory(facts, SIZE)
    assert found.cut_off == ranked[-1][1]
    assert [path.name for path in found.written] == [f"part-{at:05}.parquet" for at in range(7)]
    assert sorted(found.written) == sorted((tmp_path / "points").iterdir())
    written = pa.concat_tables([pq.read_table(path) for path in found.written]).combine_chunks()
    (rows,) = facts.combine_chunks().to_batches()
    assert written.select(OUTPUT).to_batches()[0].equals(score_batch(LAW, rows))
    assert written["sequence"].to_pylist() == facts["sequence"].to_pylist()


def test_nothing_is_written_where_only_the_best_are_wanted(client: Any, facts: pa.Table, stored: Path) -> None:
    found = score_parts([stored / "a.parquet"], LAW, size=10, rows=GROUP, client=client)
    assert found.best["id"].to_pylist() == [identity for identity, _ in best_in_memory(facts.slice(0, 5_000), 10)]
    assert found.written == ()
    assert sorted(path.name for path in stored.iterdir()) == ["a.parquet", "b.arrow"]


def test_what_a_task_refuses_is_told_here(client: Any, tmp_path: Path) -> None:
    path = store(pa.table({"age": [30, 31], "sequence": [1, None]}), tmp_path / "a.parquet")
    with pytest.raises(FactsError, match="The column sequence has a cell among the best") as caught:
        score_parts([path], LAW, size=2, client=client)
    assert "La colonne sequence" in caught.value.text("fr")


def test_refused_rows_are_counted_over_all_parts(client: Any, tmp_path: Path) -> None:
    files = [store(pa.table({"age": [30, -1]}), tmp_path / f"{name}.parquet") for name in "ab"]
    found = score_parts(files, LAW, target=tmp_path / "points", client=client, lang="fr")
    assert (found.scored, found.refused, [one.line for one in found.told]) == (2, 2, [2, 2])
    assert "nombre entier" in (tmp_path / "points" / "part-00001.parquet.rejects.csv").read_text("utf-8")


def test_a_folder_with_files_in_it_is_refused_and_left_as_it_is(stored: Path, tmp_path: Path) -> None:
    (tmp_path / "part-00000.parquet").write_text("of an earlier run", encoding="utf-8")
    with pytest.raises(FileError, match="There are files in this folder already"):
        score_parts([stored], LAW, target=tmp_path)
    assert (tmp_path / "part-00000.parquet").read_text("utf-8") == "of an earlier run"
    with pytest.raises(FileError, match="cannot be written here"):
        score_parts([stored], LAW, target=tmp_path / "part-00000.parquet")


def test_without_dask_it_says_what_to_install(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"openentry\[dask\]"):
        score_parts([stored], LAW, size=1)


def test_without_a_client_a_cluster_is_made_and_ended(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Small(distributed.Client):  # type: ignore[misc]
        """A cluster of one process, noted."""

        def __init__(self, **given: Any) -> None:
            super().__init__(n_workers=1, silence_logs="ERROR", **given)
            made.append(self)

    monkeypatch.setattr(distributed, "Client", Small)
    assert spread.score_parts([stored / "b.arrow"], LAW, size=3).best.num_rows == 3
    assert [one.status for one in made] == ["closed"]
