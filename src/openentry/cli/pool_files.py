"""The files of a round: a scored pool in CSV, NDJSON or Parquet, row by row, and the list of those invited, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openentry.cli.progress import Progress
from openentry.errors import FileError
from openentry.profile.problems import shown

CSV, NDJSON, PARQUET = ".csv", ".ndjson", ".parquet"
SUFFIXES = (CSV, NDJSON, PARQUET)
#: Rows after which it is shown how far the reading is.
_SHOWN_EVERY = 4_096

#: Rows with the numbers of their lines; those of a Parquet file are counted from 1.
Rows = Iterator[tuple[int, Mapping[str, Any]]]


def check_suffix(path: Path) -> None:
    """Refuse a file whose kind its name does not tell: :class:`FileError`."""
    if path.suffix.lower() not in SUFFIXES:
        raise FileError.of("error.round.file.suffix", str(path), known=SUFFIXES)


def check_output(path: Path, *read: Path) -> None:
    """Refuse to write to a file of another kind, or over one that is read: :class:`FileError`."""
    check_suffix(path)
    if path.exists() and any(one.exists() and path.samefile(one) for one in read):
        raise FileError.of("error.round.file.same", str(path))


def read_rows(path: Path, progress: Progress | None = None) -> tuple[list[str] | None, Rows]:
    """The names of the columns (None: each row has its own), and the rows. What cannot be read is a :class:`FileError`; a column
    of Parquet that can hold no cell of it, a :class:`FactsError`."""
    suffix = path.suffix.lower()
    if suffix == PARQUET:
        from openentry.pools.parquet_rows import PoolRows

        pool = PoolRows(path)
        return pool.names, _counted(pool.rows(), pool.size, progress)
    if suffix == NDJSON:
        return None, _ndjson(path, progress)
    rows = _csv(path, progress)
    _, head = next(rows)
    return list(head), rows


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write the list of those invited, by the suffix of ``path``. One that cannot be written is a :class:`FileError`."""
    suffix = path.suffix.lower()
    content = _parquet(rows) if suffix == PARQUET else _text(rows, suffix).encode()
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except (OSError, ValueError):
        draft.unlink(missing_ok=True)
        raise FileError.of("error.round.file.unwritable", str(path)) from None


def _counted(rows: Rows, size: int, progress: Progress | None) -> Rows:
    for number, row in rows:
        if progress is not None and number % _SHOWN_EVERY == 0:
            progress(number, size)
        yield number, row


def _lines(path: Path, progress: Progress | None) -> Iterator[str]:
    """The lines of a UTF-8 text file, a byte order mark left out."""
    name = str(path)
    try:
        with path.open("rb") as source, io.TextIOWrapper(source, encoding="utf-8-sig", newline="") as file:
            size = path.stat().st_size
            for number, line in enumerate(file, 1):
                if progress is not None and number % _SHOWN_EVERY == 0:
                    progress(source.tell(), size)
                yield line
    except (FileNotFoundError, NotADirectoryError):
        raise FileError.of("error.round.file.missing", name) from None
    except UnicodeDecodeError:
        raise FileError.of("error.round.yaml.not_utf8", name) from None
    except (OSError, ValueError):
        raise FileError.of("error.round.file.unreadable", name) from None


def _csv(path: Path, progress: Progress | None) -> Rows:
    """The head as a row of its own names, then every row."""
    reader = csv.reader(_lines(path, progress), strict=True)
    head: list[str] = []
    try:
        for cells in reader:
            if not cells:
                continue
            place = f"{path}:{reader.line_num}"
            if not head:
                head = [cell.strip() for cell in cells]
                for column in head:
                    if head.count(column) > 1:
                        raise FileError.of("error.round.pool.column_twice", place, column=shown(column))
            elif len(cells) != len(head):
                raise FileError.of("error.round.pool.cells", place, found=len(cells), right=len(head))
            yield reader.line_num, dict(zip(head, cells, strict=True))
    except csv.Error:
        raise FileError.of("error.round.pool.not_csv", f"{path}:{reader.line_num}") from None
    if not head:
        raise FileError.of("error.round.pool.empty", str(path))


def _ndjson(path: Path, progress: Progress | None) -> Rows:
    for number, line in enumerate(_lines(path, progress), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise FileError.of("error.round.pool.not_json", f"{path}:{number}")
        yield number, row


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _text(rows: list[dict[str, Any]], suffix: str) -> str:
    from openentry.rounds.told import COLUMNS

    out = io.StringIO(newline="")
    if suffix == NDJSON:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    from openentry.pools.parquet_rows import invited

    return invited(rows)
