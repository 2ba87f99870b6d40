"""From a synthetic pool to those invited, file by file, as a person would: ``population``, ``score``, ``round select``."""

from __future__ import annotations

import csv
import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openentry import load_law
from openentry.pools import population
from openentry.pools.parquet_rows import KINDS
from openentry.rounds import read_instructions, select
from openentry.rounds.rows import COLUMNS, entries
from openentry.rounds.told import invitation_row
from tests.library.command import Command

DAY = date(2025, 7, 22)
GENERAL = "number: 1\nmoment: 2025-07-22T14:30:00Z\nkind: general\nsize: 30\n"
FRENCH = "number: 2\nmoment: 2025-07-22T14:30:00Z\nkind: category\ncategory: french\nsize: 30\n"
SUFFIXES = (".csv", ".ndjson", ".parquet")
MOMENT = datetime(2025, 5, 2, 9, 0, 0, 1, tzinfo=UTC)

run = pytest.fixture(lambda capsys: Command(capsys))


def told(command: Command, *arguments: object) -> str:
    ran = command(*arguments)
    assert ran.status == 0, ran.err
    return ran.out


def list_in(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return [row | {"received_at": f"{row['received_at']:%Y-%m-%dT%H:%M:%S.%fZ}"} for row in rows]
    if path.suffix == ".ndjson":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with path.open(encoding="utf-8", newline="") as file:
        return [row | {name: int(row[name]) for name in ("rank", "score", "sequence")} for row in csv.DictReader(file)]


def order(folder: Path, text: str = GENERAL) -> Path:
    path = folder / "round.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [GENERAL, FRENCH])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_chain_of_files_invites_whom_a_direct_selection_invites(run: Command, tmp_path: Path, suffix: str, text: str) -> None:
    pool, scored, invited = (tmp_path / f"{name}{suffix}" for name in ("pool", "scored", "invited"))
    told(run, "population", "--size", 3_000, "--seed", 1, "--as-of", DAY, "-o", pool)
    told(run, "score", pool, "--as-of", DAY, "-o", scored)
    told(run, "round", "select", scored, order(tmp_path, text), "-o", invited)

    law, instructions = load_law(DAY), read_instructions(tmp_path / "round.yaml")
    rows = population.facts_table(3_000, 1, DAY).to_pylist()
    right = select(entries(enumerate(rows, 1), instructions, law, "pool"), instructions, law)
    assert list_in(invited) == [invitation_row(one) for one in right.invited]
    assert len(right.invited) == 30
    assert {"pnp"} < {one.program for one in right.invited} or text == FRENCH

    told(run, "round", "select", pool, tmp_path / "round.yaml", "-o", tmp_path / f"at_once{suffix}")
    assert list_in(tmp_path / f"at_once{suffix}") == list_in(invited)


@pytest.mark.parametrize("target", SUFFIXES)
@pytest.mark.parametrize("source", SUFFIXES)
def test_each_step_may_write_another_kind_of_file(run: Command, tmp_path: Path, source: str, target: str) -> None:
    told(run, "population", "--size", 300, "--seed", 2, "--as-of", DAY, "-o", tmp_path / f"pool{source}")
    told(run, "score", tmp_path / f"pool{source}", "--as-of", DAY, "-o", tmp_path / f"scored{target}")
    out = told(run, "round", "select", tmp_path / f"scored{target}", order(tmp_path), "--format", "json")
    told(run, "round", "select", tmp_path / f"scored{target}", order(tmp_path), "-o", tmp_path / f"invited{source}")
    assert list_in(tmp_path / f"invited{source}") == json.loads(out)["invitations"]


def test_a_nominee_stays_one_where_the_law_gives_no_points_for_it(run: Command, tmp_path: Path) -> None:
    """The points alone would say that nobody is nominated."""
    for points, nominated, invited in (("0", "true", ["A"]), ("0", "", ["A", "B"]), ("600", "", ["A"]), ("600", "true", ["A"])):
        pool = tmp_path / "pool.csv"
        pool.write_text(
            "id,total,received_at,programs,categories,nomination,nominated\n"
            "A,480,2025-05-02T09:00:00Z,cec,french,0,false\n"
            f"B,480,2025-05-02T09:00:00Z,cec,french,{points},{nominated}\n",
            encoding="utf-8",
        )
        found = json.loads(told(run, "round", "select", pool, order(tmp_path, FRENCH), "--format", "json"))
        assert [one["id"] for one in found["invitations"]] == invited


def test_a_state_is_copied_and_a_score_of_before_is_counted_afresh(run: Command, tmp_path: Path) -> None:
    pool = tmp_path / "pool.ndjson"
    rows = [
        {"id": "A", "age": 30, "score": 1200, "received_at": "2025-05-02T09:00:00Z", "programs": ["cec"], "state": "INVITED"},
        {"id": "B", "age": 30, "score": "none", "received_at": "2025-05-02T09:00:00Z", "programs": ["cec"], "state": None},
    ]
    pool.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for suffix in SUFFIXES:
        told(run, "score", pool, "--as-of", DAY, "-o", tmp_path / f"scored{suffix}")
        found = json.loads(told(run, "round", "select", tmp_path / f"scored{suffix}", order(tmp_path), "--format", "json"))
        assert [(one["id"], one["score"]) for one in found["invitations"]] == [("B", 105)]
        assert found["left_out"] == {"INVITED": 1}


# --- a pool in Parquet ---


def parquet(path: Path, **columns: Any) -> Path:
    """Two people who differ in nothing but their ids; ``columns`` replace or add, None leaves out."""
    given = {
        "id": ["A", "B"],
        "total": pa.array([480, 480], pa.int16()),
        "received_at": pa.array([MOMENT] * 2, pa.timestamp("us", "UTC")),
        "sequence": [2, 1],
        "programs": [["cec", "fsw"], ["fsw"]],
    }
    pq.write_table(pa.table({k: v for k, v in (given | columns).items() if v is not None}), path)
    return path


def ranked(command: Command, pool: Path) -> list[tuple[str, str, int]]:
    found = json.loads(told(command, "round", "select", pool, order(pool.parent), "--format", "json"))
    return [(one["id"], one["class"], one["sequence"]) for one in found["invitations"]]


@pytest.mark.parametrize(
    ("columns", "right"),
    [
        ({}, [("B", "fsw", 1), ("A", "cec", 2)]),
        ({"sequence": None}, [("A", "cec", 1), ("B", "fsw", 2)]),
        ({"total": None, "score": ["480", "481"]}, [("B", "fsw", 1), ("A", "cec", 2)]),
        ({"id": [8, 7]}, [("7", "fsw", 1), ("8", "cec", 2)]),
        ({"programs": pa.array(["cec;fsw", "fsw"]).dictionary_encode()}, [("B", "fsw", 1), ("A", "cec", 2)]),
        ({"programs": [None, ["fsw"]]}, [("B", "fsw", 1)]),
        ({"nomination": [600, 0], "programs": [["pnp"], ["fsw"]]}, [("B", "fsw", 1), ("A", "pnp", 2)]),
        ({"nomination": [None, True]}, [("A", "cec", 2)]),
        ({"state": pa.nulls(2), "age": [math.nan, 1.5]}, [("B", "fsw", 1), ("A", "cec", 2)]),
        ({"received_at": ["2025-05-02T09:00:00Z", "2025-05-02T09:00:00.000001Z"]}, [("A", "cec", 2), ("B", "fsw", 1)]),
        ({"received_at": pa.array([MOMENT] * 2, pa.timestamp("ns", "America/Toronto"))}, [("B", "fsw", 1), ("A", "cec", 2)]),
        (
            {"received_at": pa.array([MOMENT.replace(microsecond=0)] * 2, pa.timestamp("s", "UTC"))},
            [("B", "fsw", 1), ("A", "cec", 2)],
        ),
    ],
)
def test_what_a_parquet_file_may_hold(
    run: Command, tmp_path: Path, columns: dict[str, Any], right: list[tuple[str, str, int]]
) -> None:
    assert ranked(run, parquet(tmp_path / "pool.parquet", **columns)) == right


@pytest.mark.parametrize(
    ("columns", "place", "said"),
    [
        ({"total": [480.0, math.nan]}, "", "The column total is of the type double"),
        ({"id": [1.5, 2.5]}, "", "The column id is of the type double"),
        ({"sequence": [True, False]}, "", "The column sequence is of the type bool"),
        ({"received_at": pa.array([MOMENT.replace(tzinfo=None)] * 2)}, "", "The column received_at is of the type timestamp[us]"),
        ({"received_at": [1, 2]}, "", "Write it as one of these: timestamp[us, tz=UTC]"),
        ({"programs": [[1], [2]]}, "", "The column programs is of the type list"),
        ({"nomination": [600.0, 0.0]}, "", "The column nomination is of the type double"),
        ({"state": [{"is": "IN_POOL"}] * 2}, "", "The column state is of the type struct"),
        ({"id": ["A", None]}, ":2: id", "Nothing stands here"),
        ({"id": ["A", "A"]}, ":2: id", "already stands in line 1"),
        ({"sequence": [1, 1]}, ":2: sequence", "already stands in line 1"),
        ({"total": [480, 1201]}, ":2: total", "between 0 and 1,200"),
        ({"total": [480, None]}, ":2: total", "Nothing stands here"),
        ({"programs": [["cec"], ["cek"]]}, ":2: programs", '"cek" is not known'),
        ({"received_at": pa.array([0, 1_746_176_400_000_000_001], pa.timestamp("ns", "UTC"))}, ":2: received_at", "named zone"),
        ({"received_at": pa.array([1_746_176_400_000, 2**60], pa.timestamp("ms", "UTC"))}, ":2: received_at", "named zone"),
        ({"received_at": None}, "", "no column received_at"),
        ({"nominatd": [True, False]}, "", "Did you mean nominated"),
    ],
)
def test_what_a_parquet_file_may_not_hold(run: Command, tmp_path: Path, columns: dict[str, Any], place: str, said: str) -> None:
    pool = parquet(tmp_path / "pool.parquet", **columns)
    ran = run("round", "select", pool, order(tmp_path), "-o", tmp_path / "invited.csv")
    assert (ran.status, ran.out) == (1, "")
    assert f"pool.parquet{place}: " in ran.err
    assert said in ran.err
    assert not (tmp_path / "invited.csv").exists()


def test_a_column_of_parquet_that_stands_twice(run: Command, tmp_path: Path) -> None:
    names = ["id", "id", "score", "received_at", "programs"]
    pq.write_table(pa.table([["A"], ["B"], [1], [MOMENT], ["cec"]], names=names), tmp_path / "pool.parquet")
    ran = run("round", "select", tmp_path / "pool.parquet", order(tmp_path))
    assert (ran.status, "The column id stands twice" in ran.err.replace('"', "")) == (1, True)


@pytest.mark.parametrize("content", [b"", b"id,score\n", b"PAR1\0\0PAR1"])
def test_no_parquet_file(run: Command, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pool.parquet").write_bytes(content)
    ran = run("round", "select", tmp_path / "pool.parquet", order(tmp_path))
    assert (ran.status, "not a Parquet file" in ran.err) == (1, True)


def test_no_such_parquet_file(run: Command, tmp_path: Path) -> None:
    (tmp_path / "folder.parquet").mkdir()
    for name, said in (("none.parquet", "no file of that name"), ("folder.parquet", "cannot be read")):
        ran = run("round", "select", tmp_path / name, order(tmp_path))
        assert (ran.status, said in ran.err) == (1, True)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("size", [0, 1])
def test_a_pool_of_none_and_of_one(run: Command, tmp_path: Path, size: int, suffix: str) -> None:
    facts: dict[str, list[Any]] = {"id": ["A"], "age": [30], "received_at": ["2025-05-02T09:00:00Z"], "programs": ["cec"]}
    facts["nomination"] = [False]
    kinds = {"age": pa.int16(), "nomination": pa.bool_()}
    table = pa.table({name: pa.array(cells[:size], kinds.get(name, pa.string())) for name, cells in facts.items()})
    pq.write_table(table, tmp_path / "pool.parquet")
    told(run, "score", tmp_path / "pool.parquet", "--as-of", DAY, "-o", tmp_path / f"scored{suffix}")
    told(run, "round", "select", tmp_path / f"scored{suffix}", order(tmp_path), "-o", tmp_path / f"invited{suffix}")
    assert [(one["id"], one["class"], one["score"]) for one in list_in(tmp_path / f"invited{suffix}")] == [("A", "cec", 105)][:size]


def test_ties_in_everything_are_told_apart_by_the_sequence_number_alone(run: Command, tmp_path: Path) -> None:
    size = 20_000
    numbers = [(7 * at) % size + 1 for at in range(size)]
    columns: dict[str, Any] = {
        "id": [f"E{number}" for number in numbers],
        "total": [480] * size,
        "received_at": pa.array([MOMENT] * size, pa.timestamp("us", "UTC")),
        "sequence": numbers,
        "programs": ["cec"] * size,
    }
    found = ranked(run, parquet(tmp_path / "pool.parquet", **columns))
    assert found == [(f"E{number}", "cec", number) for number in range(1, 31)]


def test_the_list_never_takes_the_place_of_what_is_read(run: Command, tmp_path: Path) -> None:
    pool = parquet(tmp_path / "pool.parquet")
    before = pool.read_bytes()
    ran = run("round", "select", pool, order(tmp_path), "-o", pool)
    assert (ran.status, "take the place" in ran.err, pool.read_bytes() == before) == (1, True, True)


def test_what_a_round_reads_has_a_type_in_parquet() -> None:
    assert set(KINDS) == {*COLUMNS, "total"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_how_far_the_reading_is_shows_on_a_terminal_only(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch, run: Command
) -> None:
    from openentry.cli import pool_files

    monkeypatch.setattr(pool_files, "_SHOWN_EVERY", 2)
    moments = [(MOMENT + timedelta(minutes=at)).isoformat() for at in range(9)]
    rows = [{"id": str(at), "age": 30, "received_at": moment, "programs": "cec"} for at, moment in enumerate(moments)]
    (tmp_path / "pool.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pool = tmp_path / f"scored{suffix}"
    told(run, "score", tmp_path / "pool.ndjson", "--as-of", DAY, "-o", pool)
    assert "Reading" not in run("round", "select", pool, order(tmp_path)).err

    far: list[tuple[int, int | None]] = []
    _, read = pool_files.read_rows(pool, lambda *so: far.append(so))
    assert len(list(read)) == 9
    assert far == sorted(far)
    assert {of for _, of in far} == {9 if suffix == ".parquet" else pool.stat().st_size}
