"""``openentry round select POOL INSTRUCTIONS``: who is invited, checked before anything is written."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from openentry.cli.output import Form, Format, Lang, Language, LawDirectory, write, write_json
from openentry.cli.speech import chosen, said
from openentry.errors import FileError, InstructionsError, OpenEntryError, Problem
from openentry.messages import Message
from openentry.profile.problems import shown

CSV, NDJSON = ".csv", ".ndjson"
SUFFIXES = (CSV, NDJSON)


def register(app: typer.Typer) -> None:
    """Add the group ``round`` with its command ``select`` to ``app``."""
    group = typer.Typer(no_args_is_help=True, help=said("cli.help.round"))
    group.callback()(_group)
    group.command("select", help=said("cli.help.round_select"))(select)
    app.add_typer(group, name="round")


def _group() -> None:
    """A group stays one while it has a single command."""


def select(
    pool: Annotated[Path, typer.Argument(metavar="POOL", help=said("cli.help.round_pool"))],
    instructions: Annotated[Path, typer.Argument(metavar="INSTRUCTIONS", help=said("cli.help.round_instructions"))],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="INVITED", help=said("cli.help.round_output"))] = None,
    law: LawDirectory = None,
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Select, check, and only then write."""
    from openentry.law import load_law
    from openentry.rounds import checks, read_instructions
    from openentry.rounds import select as select_from
    from openentry.rounds.rows import entries
    from openentry.rounds.told import invitation_row, lines, summary

    if output is not None and output.suffix.lower() not in SUFFIXES:
        raise FileError.of("error.round.file.suffix", str(output), known=SUFFIXES)
    order = read_instructions(instructions)
    law_of_day = load_law(order.day, law)
    try:
        columns, rows = _rows(pool)
        waiting = entries(rows, order, law_of_day, str(pool), columns)
        result = select_from(waiting, order, law_of_day)
    except InstructionsError as error:
        raise InstructionsError(*(Problem(f"{instructions}: {p.place}", p.message) for p in error.problems)) from None
    failures = checks(waiting, order, result, law_of_day)
    if failures:
        _stop([failure.message for failure in failures])
    invited = [invitation_row(one) for one in result.invited]
    if output is not None:
        _write(output, invited)
    if form is Format.json:
        told = summary(order, result, law_of_day) | {"checks": "passed", "written": str(output) if output else None}
        write_json(told if output else told | {"invitations": invited})
    else:
        written = said("round.told.written", path=output) if output else said("round.told.not_written")
        write([*lines(order, result, law_of_day, chosen()), said("round.told.checked"), written])


def _stop(failures: Sequence[Message]) -> NoReturn:
    first = Problem("", Message("error.round.checks", {"count": len(failures)}))
    raise OpenEntryError(first, *(Problem("", message) for message in failures))


# --- the pool, row by row: each with the number of its line ---

Rows = Iterator[tuple[int, Mapping[str, Any]]]


def _rows(path: Path) -> tuple[list[str] | None, Rows]:
    """The names of the columns (None: each row has its own), and the rows."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError.of("error.round.file.suffix", str(path), known=SUFFIXES)
    if suffix == NDJSON:
        return None, _ndjson(path)
    rows = _csv(path)
    _, head = next(rows)
    return list(head), rows


def _lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 text file, a byte order mark left out."""
    name = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from file
    except (FileNotFoundError, NotADirectoryError):
        raise FileError.of("error.round.file.missing", name) from None
    except UnicodeDecodeError:
        raise FileError.of("error.round.yaml.not_utf8", name) from None
    except (OSError, ValueError):
        raise FileError.of("error.round.file.unreadable", name) from None


def _csv(path: Path) -> Rows:
    """The head as a row of its own names, then every row."""
    reader = csv.reader(_lines(path), strict=True)
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


def _ndjson(path: Path) -> Rows:
    for number, line in enumerate(_lines(path), 1):
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


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write whole or not at all."""
    from openentry.rounds.told import COLUMNS

    out = io.StringIO(newline="")
    if path.suffix.lower() == NDJSON:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.write_text(out.getvalue(), encoding="utf-8", newline="")
        draft.replace(path)
    except (OSError, ValueError):
        draft.unlink(missing_ok=True)
        raise FileError.of("error.round.file.unwritable", str(path)) from None
