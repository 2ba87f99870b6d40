"""The kernel of the extra [fast] gives what NumPy gives, for any law, and is compiled once for all of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openentry.crs import Instrument
from openentry.errors import InputError, MissingExtraError
from openentry.law import Law, load_law
from openentry.law.domains import domain
from openentry.pools import engines, joining
from openentry.pools.batch import pack, score_batch, score_columns, score_packed
from openentry.pools.cells import read_cells
from openentry.pools.columns import Columns
from openentry.pools.engines import AUTO, NUMBA, NUMPY, VARIABLE, chosen
from openentry.pools.layout import OCCUPATION
from openentry.pools.tables import Tables, compile_tables, tables
from tests.library.pools_rows import VERSIONS, random_places, table
from tests.library.test_pools_laws import OVERLAY, TODAY, columns_at_random, laws

kernel = pytest.importorskip("openentry.pools.kernel")


@pytest.fixture(autouse=True)
def _no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine is chosen from outside, and nothing was scored before."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(engines._Process, "rows", 0)


def _same(made: Tables, columns: Columns) -> None:
    """Both engines, from facts and from packed rows, whole and on two threads."""
    expected = score_columns(made, columns, engine=NUMPY)
    packed = pack(made, columns, engine=NUMPY)
    found = pack(made, columns, engine=NUMBA)
    assert (found.indices == packed.indices).all()
    assert found.index == packed.index
    for threads in (1, 2):
        assert (score_columns(made, columns, engine=NUMBA, threads=threads).points == expected.points).all()
        assert (score_packed(made, packed, engine=NUMBA, threads=threads).points == expected.points).all()


@pytest.mark.parametrize("detail", [False, True])
@pytest.mark.parametrize("day", VERSIONS, ids=str)
def test_rows_at_random_score_as_with_numpy(day: Any, detail: bool) -> None:
    """70,001 rows: more than a block of either engine, the last one not full, and enough for two threads."""
    _same(tables(load_law(day), detail=detail), read_cells(table(random_places(70_001, day.toordinal()))).columns)


@pytest.fixture
def overlaid(tmp_path: Path) -> Law:
    (tmp_path / "tiers.yaml").write_text(OVERLAY, encoding="utf-8")
    return load_law(TODAY, tmp_path)


def test_an_overlay_with_a_new_factor_by_occupation(overlaid: Law) -> None:
    made, columns = tables(overlaid, detail=True), columns_at_random(40_000, 6)
    _same(made, columns)
    _same(made, Columns(columns.codes))
    assert set(score_columns(made, columns, engine=NUMBA)["tiers"].tolist()) == {0, 15, 40}


@settings(max_examples=60, deadline=None)
@given(law=laws(), joined=st.sampled_from([1, 20, 300, 8_192]), lowest=st.booleans(), seed=st.integers(0, 9))
def test_any_law_that_can_be_written(law: Instrument, joined: int, lowest: bool, seed: int) -> None:
    columns = columns_at_random(50, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "JOINED_ENTRIES", joined)
        made = [compile_tables(law, detail=detail, lowest_english=lowest) for detail in (False, True)]
    for one in made:
        _same(one, columns)


def test_a_new_law_needs_no_compiling(overlaid: Law) -> None:
    columns = columns_at_random(100, 1)
    functions = (kernel.score_rows, kernel.score_packed_rows, kernel.pack_rows)
    for made in (tables(load_law(VERSIONS[0])), tables(load_law(VERSIONS[-1]), detail=True), tables(overlaid)):
        _same(made, columns)
        _same(made, Columns(columns.codes))
    assert [len(function.signatures) for function in functions] == [1, 1, 1]


def test_nobody_and_one_person_and_a_part_of_a_pool() -> None:
    made, columns = tables(load_law(TODAY)), columns_at_random(10_000, 2)
    whole = score_columns(made, columns, engine=NUMBA).points
    for start, stop in ((0, 0), (0, 1), (4_095, 4_097), (17, 9_999)):
        found = score_columns(made, columns.part(start, stop), engine=NUMBA)
        assert found.points.shape == (5, stop - start)
        assert (found.points == whole[:, start:stop]).all()


def test_codes_that_no_reading_gives_never_read_outside_a_table(overlaid: Law) -> None:
    """Columns made by hand may hold anything that fits a byte: the points mean nothing then, and are still points."""
    made = tables(overlaid, detail=True)
    columns = columns_at_random(5_000, 3)
    columns.codes[:] = np.random.default_rng(3).integers(0, 256, columns.codes.shape)
    assert columns.occupation is not None
    columns.occupation[:] = 65_535
    codes = len(domain(OCCUPATION).values)
    assert codes < 65_535
    found = score_columns(made, columns, engine=NUMBA)
    assert found.points.min() >= 0
    assert found.total.max() <= made.highest


# --- which engine ---


def test_the_parameter_goes_before_the_environment_and_that_before_what_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(AUTO, 10) == NUMPY
    monkeypatch.setenv(VARIABLE, NUMBA)
    assert (chosen(AUTO, 10), chosen(NUMPY, 10)) == (NUMBA, NUMPY)
    monkeypatch.setenv(VARIABLE, "")
    assert (chosen(AUTO, 10), chosen(NUMBA, 10)) == (NUMPY, NUMBA)


def test_left_to_itself_the_kernel_comes_once_numpy_has_worked_as_long_as_compiling_takes() -> None:
    rows = engines.WORTH_COMPILING // 2
    assert [chosen(AUTO, rows) for _ in range(3)] == [NUMPY, NUMBA, NUMBA]


@pytest.fixture
def _without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_installed", lambda: False)


@pytest.mark.usefixtures("_without_numba")
def test_without_numba_numpy_scores_whatever_the_size_and_asking_for_numba_says_what_to_install() -> None:
    assert chosen(AUTO, 10 * engines.WORTH_COMPILING) == NUMPY
    with pytest.raises(MissingExtraError, match=r"openentry\[fast\]"):
        chosen(NUMBA, 1)


def test_an_engine_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: Any = "gpu"
    with pytest.raises(InputError, match="no engine “gpu”"):
        chosen(wrong, 1)
    monkeypatch.setenv(VARIABLE, "fast")
    with pytest.raises(InputError, match=f"{VARIABLE}: There is no engine “fast”. Choose one of auto, numpy and numba"):
        score_batch(load_law(TODAY), table(random_places(1, 1)))


def test_scoring_a_table_imports_no_numba() -> None:
    """It takes longer to import than a small pool to score."""
    code = (
        "import sys, pyarrow as pa; from datetime import date; from openentry.law import load_law;"
        "from openentry.pools.batch import score_batch;"
        "score_batch(load_law(date(2026, 1, 1)), pa.RecordBatch.from_pylist([{'age': 30}]));"
        "print([name for name in sys.modules if name.split('.')[0] in ('numba', 'llvmlite', 'dask', 'distributed')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
