"""Facts tables in files: every kind gives the same points, what is wrong is named by line and column, nothing is half written."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openentry.errors import FactsError, FileError, OpenEntryError
from openentry.law import load_law
from openentry.pools import csv_source, ids, ndjson_source, sources
from openentry.pools.batch import score_batch
from openentry.pools.files import Report, score_file
from openentry.pools.ids import Ids, hashes
from tests.library.pools_rows import OUTPUT, random_places, table

LAW = load_law(date(2025, 7, 15))

Score = Callable[..., tuple[Report, list[dict[str, str]]]]


@pytest.fixture
def score(tmp_path: Path) -> Score:
    """Write a file, score it, and read the output and what was refused."""

    def run(content: str | bytes, name: str = "facts.csv", target: str = "out.csv") -> tuple[Report, list[dict[str, str]]]:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        report = score_file(tmp_path / name, tmp_path / target, LAW)
        return report, _rows(tmp_path / target)

    return run


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _refused(report: Report) -> list[tuple[int, str, str]]:
    assert report.rejects is not None
    return [(int(row["line"]), row["column"], row["reason"].split(".")[0]) for row in _rows(report.rejects)]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _error(path: Path, target: Path | None = None) -> str:
    before = _names(path.parent)
    with pytest.raises(OpenEntryError) as refused:
        score_file(path, target or path.parent / "out.csv", LAW)
    assert _names(path.parent) == before
    return refused.value.text().replace(f"{path.parent}/", "")


def _write(batch: pa.RecordBatch, path: Path) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_batches([batch]), path, row_group_size=1_000)
    elif path.suffix == ".ndjson":
        path.write_text("".join(json.dumps(row, default=str) + "\n" for row in batch.to_pylist()), encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(batch.schema.names)
            lines.writerows([["" if cell is None else cell for cell in row.values()] for row in batch.to_pylist()])
    return path


def _read(path: Path) -> pa.RecordBatch:
    """The ids and points of an output."""
    if path.suffix == ".parquet":
        return pq.read_table(path).select(OUTPUT).combine_chunks().to_batches()[0]
    rows = _rows(path) if path.suffix == ".csv" else [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    points = [pa.array([int(row[name]) for row in rows], pa.int16()) for name in OUTPUT[1:]]
    return pa.RecordBatch.from_arrays([pa.array([row["id"] for row in rows]), *points], names=OUTPUT)


# --- every kind of file ---


@pytest.mark.parametrize("target", sources.SUFFIXES)
@pytest.mark.parametrize("source", sources.SUFFIXES)
def test_every_kind_of_file_gives_the_points_of_the_batch(
    source: str, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In many small pieces."""
    monkeypatch.setattr(sources, "ROWS_READ", 700)
    monkeypatch.setattr(ndjson_source, "ROWS_READ", 700)
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", 40_000)
    batch = table(random_places(3_000, 8))
    out = tmp_path / f"out{target}"
    done: list[tuple[int, int | None]] = []
    report = score_file(_write(batch, tmp_path / f"in{source}"), out, LAW, progress=lambda *far: done.append(far))
    assert (report.scored, report.refused, report.twice, report.rejects) == (3_000, 0, 0, None)
    assert _read(out).equals(score_batch(LAW, batch))
    assert [far for far, _ in done] == sorted(far for far, _ in done)
    assert done[-1][0] == done[-1][1]
    assert _names(tmp_path) == sorted([f"in{source}", f"out{target}"])


def test_standard_input_and_output_are_ndjson() -> None:
    out = io.BytesIO()
    given = b'{"id": "a", "age": 30}\n\n{"age": 31, "education": null}\n{"age": -1}'
    report = score_file("-", "-", LAW, standard_input=io.BytesIO(given), standard_output=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(row["id"], row["total"]) for row in rows] == [("a", 105), (None, 99)]
    assert list(rows[0]) == OUTPUT
    assert [(one.line, one.column, one.found) for one in report.first] == [(4, "age", "-1")]
    assert report.rejects is None


def test_the_columns_of_the_pool_are_copied(tmp_path: Path) -> None:
    moment = datetime(2025, 5, 2, 9, 0, 0, 1, tzinfo=UTC)
    columns = {
        "age": [30, -1, 31],
        "received_at": pa.array([moment] * 3, pa.timestamp("us", "UTC")),
        "sequence": [1, 2, 3],
        "programs": [["cec", "fsw"], ["pnp"], None],
        "categories": pa.array(["french", None, "é"]).dictionary_encode(),
        "nomination": [False, False, True],
        "score": [500, 501, 502],
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    score_file(tmp_path / "in.parquet", tmp_path / "out.csv", LAW)
    first, last = _rows(tmp_path / "out.csv")
    assert list(first) == [*OUTPUT, "received_at", "sequence", "programs", "categories", "nominated"]
    assert [first[name] for name in list(first)[-5:]] == ["2025-05-02T09:00:00.000001Z", "1", "cec;fsw", "french", "false"]
    assert [last[name] for name in list(last)[-5:]] == ["2025-05-02T09:00:00.000001Z", "3", "", "é", "true"]
    score_file(tmp_path / "in.parquet", tmp_path / "out.parquet", LAW)
    kept = pq.read_table(tmp_path / "out.parquet")
    assert kept["received_at"].to_pylist() == [moment] * 2
    assert kept["programs"].to_pylist() == [["cec", "fsw"], None]
    assert kept["nominated"].to_pylist() == [False, True]
    (tmp_path / "in.csv").write_bytes(b"age,categories,programs\n30,caf\xe9,cec\n")
    score_file(tmp_path / "in.csv", tmp_path / "out.ndjson", LAW)
    row = json.loads((tmp_path / "out.ndjson").read_text(encoding="utf-8"))
    assert (row["categories"], row["programs"]) == ("caf\N{REPLACEMENT CHARACTER}", "cec")


# --- CSV ---


def test_a_mark_line_ends_of_windows_quotes_and_a_missing_last_line_end_are_read(score: Score) -> None:
    report, rows = score('\ufeffid,age,"education"\r\n"x ""y"", z",30,"master"\r\nb, 31 ,none')
    assert report.scored == 2
    assert [(row["id"], row["age"], row["education"]) for row in rows] == [('x "y", z', "105", "135"), ("b", "99", "0")]


def test_lines_are_those_of_the_file(score: Score) -> None:
    """Blank lines, line ends inside quotes and rows that were skipped are counted."""
    text = 'id,age\na,30\n\n"b\nb",31\nc,x\n"d\n\nd",y\ne\nf,1,2\n\n\ng,-1\ni,z\nj,32\n,\n'
    report, rows = score(text)
    assert [row["id"] for row in rows] == ["a", "b\nb", "j"]
    assert [(line, column) for line, column, _ in _refused(report)] == [
        *((6, "age"), (7, "age"), (10, ""), (11, ""), (14, "age"), (15, "age"))
    ]
    assert report.refused == 6


def test_lines_are_right_across_pieces(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", 200)
    lines = ["id,age"]
    expected = []
    for number in range(2, 800):
        wrong = number % 7 == 0
        lines.append(f"p{number},{'x' if wrong else 30}" if number % 11 else f"p{number}")
        if wrong or number % 11 == 0:
            expected.append(number)
    report, _ = score("\n".join(lines))
    assert [line for line, _, _ in _refused(report)] == expected
    assert report.scored + report.refused == 798


def test_rows_with_a_cell_too_many_or_too_few_are_refused_and_the_rest_scored(score: Score) -> None:
    report, rows = score("id,age,en_reading\na,30,5,\nb,30\nc,30,5\n")
    assert [row["id"] for row in rows] == ["c"]
    assert _refused(report) == [
        (
            2,
            "",
            "The row has 4 cells, but there are 3 columns".replace(" cells", "\N{NO-BREAK SPACE}cells").replace(
                " columns", "\N{NO-BREAK SPACE}columns"
            ),
        ),
        (
            3,
            "",
            "The row has 2 cells, but there are 3 columns".replace(" cells", "\N{NO-BREAK SPACE}cells").replace(
                " columns", "\N{NO-BREAK SPACE}columns"
            ),
        ),
    ]


def test_an_id_that_is_not_utf8_is_refused(score: Score) -> None:
    report, rows = score(b"id,age\ncaf\xe9,30\n\xff,x\nok,31\n")
    assert [row["id"] for row in rows] == ["ok"]
    assert [(line, column) for line, column, _ in _refused(report)] == [(2, "id"), (3, "age"), (3, "id")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "facts.csv: The first line must name the columns, in UTF-8, parted by commas."),
        (b"\n\n", "facts.csv:1: There is no column"),
        (b"id,age,educaton\na,30,none\n", "facts.csv:1: There is no column “educaton” in a facts table. Did you mean education?"),
        (b"id,age,age\na,30,30\n", "facts.csv:1: The column “age” stands more than once. Keep one."),
        (b"id;age\na;30\n", "facts.csv:1: There is no column “id;age” in a facts table."),
        (b"id,education\na,none\n", "facts.csv:1: There is no column age, without which nobody can be scored."),
        (b"id,\xe2ge\na,30\n", "facts.csv"),
        ("id,age\na,30\n".encode("utf-16"), "facts.csv: The "),
        (b'id,age\na,30\n"b,31\nc,32\n', "facts.csv:3: From this line on the file cannot be read as CSV."),
        (b"PAR1\x00\x15\x04", "facts.csv"),
        (b"id,age\na,x\nb,\n", "facts.csv: 2\N{NO-BREAK SPACE}rows refused, so that none could be scored."),
    ],
)
def test_a_csv_file_that_cannot_be_understood_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_bytes(content)
    with pytest.raises((FactsError, FileError)) as refused:
        score_file(tmp_path / "facts.csv", tmp_path / "out.csv", LAW)
    text = refused.value.text().replace(f"{tmp_path}/", "")
    assert text.startswith(said)
    assert refused.value.text("fr") != refused.value.text("en")
    assert not (tmp_path / "out.csv").exists()
    assert not [name for name in _names(tmp_path) if "draft" in name]


def test_a_row_longer_than_a_piece_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", 1_000)
    (tmp_path / "facts.csv").write_text(f"id,age\na,30\n{'x' * 5_000},30\n", encoding="utf-8")
    assert "facts.csv:" in _error(tmp_path / "facts.csv")


def test_a_head_alone_is_a_pool_of_none(score: Score, tmp_path: Path) -> None:
    report, rows = score("id,age\n")
    assert (report.scored, report.refused, rows) == (0, 0, [])
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == ",".join(OUTPUT) + "\n"
    report, rows = score("age\n45\n")
    assert [row["total"] for row in rows] == ["0"]


# --- NDJSON ---


def test_ndjson_is_judged_line_by_line(score: Score) -> None:
    lines = [
        '\ufeff{"id": "a", "age": 30, "nomination": true}',
        "",
        '{"id": "b", "age": 30.0, "en_reading": "9"}',
        '{"id": "c", "age": NaN}',
        '{"id": "d", "age": 30, "eductaion": "none"}',
        '{"id": "e", "age": 30, "age": 31}',
        '{"id": "f", "age": [30]}',
        '{"id": "g", "age": true}',
        '[{"age": 30}]',
        '{"age": 30',
        "null",
        '{"id": "\\ud800", "age": 30}',
        '{"id": "h"}',
        '{"id": 7, "age": 1e1}',
        '{"id": "i", "age": ' + "9" * 5_000 + "}",
        "[" * 100_000,
    ]
    report, rows = score("\r\n".join(lines), "facts.ndjson")
    assert [(row["id"], row["total"]) for row in rows] == [("a", "705"), ("b", "136"), ("7", "0")]
    found = _refused(report)
    assert [(line, column) for line, column, _ in found] == [
        *((4, "age"), (5, "eductaion"), (6, "age"), (7, "age"), (8, "age"), (9, ""), (10, ""), (11, ""), (12, "id"), (13, "age")),
        *((15, ""), (16, "")),
    ]
    assert "Did you mean education" in found[1][2] + _rows(Path(str(report.rejects)))[1]["reason"]
    assert found[2][2] == "The column “age” stands more than once"


def test_a_line_too_long_is_refused_and_read_past(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson_source, "LINE_BYTES", 60)
    report, rows = score(
        "\n".join(['{"age": 30}', "x" * 59, "y" * 60, "z" * 61, "w" * 500, '{"age": 31}', "v" * 200]), "facts.ndjson"
    )
    assert len(rows) == 2
    assert [(line, reason[:14]) for line, _, reason in _refused(report)] == [
        *((2, "This line is n"), (3, "The line is lo"), (4, "The line is lo"), (5, "The line is lo"), (7, "The line is lo"))
    ]


def test_an_empty_stream_is_a_pool_of_none(score: Score) -> None:
    assert score("", "facts.ndjson")[0] == Report()
    assert score("\n \n", "facts.ndjson")[0] == Report()


def test_a_copied_key_must_be_in_the_first_rows(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson_source, "ROWS_READ", 2)
    lines = [
        '{"age": 30, "sequence": 1}',
        '{"age": 31, "programs": ["cec", "pnp"]}',
        '{"age": 30, "categories": "stem"}',
        '{"age": 30}',
    ]
    report, rows = score("\n".join(lines), "facts.ndjson")
    assert [(row["sequence"], row["programs"]) for row in rows] == [("1", ""), ("", "cec;pnp"), ("", "")]
    assert [(line, column) for line, column, _ in _refused(report)] == [(3, "categories")]


def test_ndjson_in_utf16_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.ndjson", '{"age": 30}'.encode("utf-16")), ("b.ndjson", '{"age": 30}'.encode("utf-16-le"))):
        (tmp_path / name).write_bytes(content)
        assert "UTF-16" in _error(tmp_path / name)


# --- Parquet ---


def test_parquet_rows_are_numbered_and_judged(tmp_path: Path) -> None:
    columns = {
        "id": ["a", "b", None, "d"],
        "age": [30.0, float("nan"), 30.5, None],
        "en_reading": pa.array([1, 2, 3, -4], pa.int32()),
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    report = score_file(tmp_path / "in.parquet", tmp_path / "out.csv", LAW)
    assert [(line, column) for line, column, _ in _refused(report)] == [(2, "age"), (3, "age"), (4, "age"), (4, "en_reading")]
    assert [row["id"] for row in _rows(Path(str(report.rejects)))] == ["b", "", "d", "d"]
    assert report.refused == 3


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"age": [[30]]}, "in.parquet: The column age holds list<"),
        ({"age": [30], "nomination": [1]}, "in.parquet: The column nomination holds int64, which none of its values can be."),
        ({"age": [30], "zz": [1]}, "in.parquet: There is no column “zz” in a facts table."),
        ({"education": ["none"]}, "in.parquet: There is no column age"),
    ],
)
def test_parquet_with_other_columns_or_types_is_refused(columns: dict[str, Any], said: str, tmp_path: Path) -> None:
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    assert _error(tmp_path / "in.parquet").startswith(said)


def test_parquet_that_is_not_or_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = _write(table(random_places(3_000, 1)), tmp_path / "in.parquet")
    whole = path.read_bytes()
    for content in (b"", b"id,age\n", whole[:-1], whole[:2_000] + bytes(5_000) + whole[7_000:]):
        path.write_bytes(content)
        assert _error(path).startswith("in.parquet: This is not a Parquet file that can be read.")


def test_parquet_of_nobody_and_of_one(tmp_path: Path) -> None:
    for rows in (0, 1):
        report = score_file(_write(table(random_places(rows, 1)), tmp_path / "in.parquet"), tmp_path / "out.parquet", LAW)
        assert report.scored == pq.read_table(tmp_path / "out.parquet").num_rows == rows


# --- the files themselves ---


def test_a_source_or_target_that_cannot_be_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    good = tmp_path / "facts.csv"
    good.write_text("age\n30\n", encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "folder.parquet").mkdir()
    assert _error(tmp_path / "none.csv").startswith("none.csv: There is no such file.")
    assert _error(tmp_path / "none.parquet").startswith("none.parquet: There is no such file.")
    assert _error(tmp_path / "folder.csv").startswith("folder.csv: This is a folder, not a file.")
    assert _error(tmp_path / "folder.parquet").startswith("folder.parquet: ")
    assert _error(tmp_path / "facts.xlsx").startswith(
        "facts.xlsx: The name does not say what kind of file this is. Let it end in .csv"
    )
    assert _error(good, tmp_path / "out").startswith("out: The name does not say what kind of file this is.")
    assert _error(good, tmp_path / "no" / "out.csv").startswith("no/out.csv")
    assert _error(good, tmp_path / "folder.csv").startswith("folder.csv: This is a folder, not a file.")
    assert _error(good, good).startswith("facts.csv: The output would take the place of the facts.")
    assert _error(Path(f"{tmp_path}/a\0b.csv"), tmp_path / "out.csv").endswith(
        "There is no such file. Check the name and the folder."
    )


def test_an_earlier_output_stays_whole_when_the_file_fails_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", 500)
    (tmp_path / "out.csv").write_text("as it was", encoding="utf-8")
    (tmp_path / "facts.csv").write_text("id,age\n" + "a,30\n" * 500 + '"b,31\n' + "c,32\n" * 300, encoding="utf-8")
    assert "facts.csv:" in _error(tmp_path / "facts.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "as it was"


def test_the_side_file_goes_when_nothing_is_refused_any_more(score: Score, tmp_path: Path) -> None:
    assert score("id,age\na,30\nb,x\n")[0].rejects == tmp_path / "out.csv.rejects.csv"
    assert (tmp_path / "out.csv.rejects.csv").exists()
    assert score("id,age\na,30\nb,31\n")[0].rejects is None
    assert not (tmp_path / "out.csv.rejects.csv").exists()


def test_the_reasons_come_in_french_too(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("id,age\na,30\nb,x\n", encoding="utf-8")
    report = score_file(tmp_path / "facts.csv", tmp_path / "out.csv", LAW, rejects=tmp_path / "wrong.csv", lang="fr")
    assert report.rejects == tmp_path / "wrong.csv"
    assert "ne peut être la valeur de age" in _rows(tmp_path / "wrong.csv")[0]["reason"]


# --- ids ---


def test_ids_that_stand_twice_are_reported_and_scored(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", 100)
    monkeypatch.setattr(ids, "SHARE", 7)
    names = [f"p{number % 90}" for number in range(100)] + ["", "", "p5"]
    report, _ = score("id,age\n" + "".join(f"{name},30\n" for name in names))
    assert (report.scored, report.refused, report.twice) == (103, 0, 11)
    found = sorted(_refused(report))
    assert [(line, column) for line, column, _ in found] == [*((line, "id") for line in range(92, 102)), (104, "id")]
    assert found[0][2] == "This id already stands in line 2"
    assert found[-1][2] == "This id already stands in line 7"


def test_hashes_are_equal_only_for_equal_texts() -> None:
    words = [
        "",
        "a",
        "b",
        "ab",
        "ba",
        "a\0",
        "é",
        "12345678",
        "123456789",
        "x" * 300,
        "x" * 299,
        *(f"E{n:09}" for n in range(20_000)),
    ]
    found = hashes(pa.array([*words, *words]))
    assert (found[: len(words)] == found[len(words) :]).all()
    assert len(set(found.tolist())) == len(words)
    part = pa.array(["zz", *words]).slice(1)
    assert (hashes(part) == found[: len(words)]).all()
    assert hashes(pa.array(["x" * 256 + "a", "x" * 256 + "b"]))[0] == hashes(pa.array(["x" * 256 + "b"]))[0]


def test_ids_whose_hashes_are_equal_but_not_their_texts_are_told_apart() -> None:
    long = "x" * 256
    with Ids() as noted:
        noted.add(pa.array([long + "a", long + "b", None, long + "a"]), np.array([2, 3, 4, 5]))
        assert list(noted.twice()) == [(long + "a", 5, 2)]


# --- memory ---

MEMORY = """
import re, sys
from datetime import date
from pathlib import Path
from openentry.law import load_law
from openentry.pools import csv_source, ids, outputs, sources
from openentry.pools.files import score_file
ids.SHARE, sources.ROWS_READ, outputs.ROW_GROUP, csv_source.BLOCK_BYTES = 20_000, 8_192, 16_384, 300_000
score_file(sys.argv[1], sys.argv[2], load_law(date(2025, 7, 15)))
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory as Linux counts it")
@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_memory_does_not_grow_with_the_file(kind: str, tmp_path: Path) -> None:
    """Eight times the rows, each with its own id, need hardly more: a piece is held (made small here), not the file."""
    used = []
    for rows in (100_000, 800_000):
        batch = table(random_places(rows, 2))
        path = tmp_path / f"{rows}{kind}"
        if kind == ".csv":
            import pyarrow.csv as pacsv

            pacsv.write_csv(pa.Table.from_batches([batch]), path)
        else:
            pq.write_table(pa.Table.from_batches([batch]), path, row_group_size=100_000)
        # the system's allocator gives back what is freed, so that what counts is what is held
        environment = os.environ | {"ARROW_DEFAULT_MEMORY_POOL": "system"}
        command = [sys.executable, "-c", MEMORY, str(path), str(tmp_path / f"out{kind}")]
        run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        used.append(int(run.stdout) // 1024)
    assert used[1] - used[0] < 25, used
