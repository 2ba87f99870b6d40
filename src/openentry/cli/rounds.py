"""``openentry round select POOL INSTRUCTIONS``: who is invited, checked before anything is written."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from openentry.errors import FileError, InstructionsError, OpenEntryError, Problem
from openentry.messages import Message, text
from openentry.profile.problems import shown

CSV, NDJSON = ".csv", ".ndjson"
SUFFIXES = (CSV, NDJSON)


class Lang(StrEnum):
    """The languages answers come in."""

    en = "en"
    fr = "fr"


class Format(StrEnum):
    """How the summary is written."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the group ``round`` with its command ``select`` to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Rounds of invitations.")
    group.command("select")(select_command)
    app.add_typer(group, name="round")


def select_command(
    pool: Annotated[Path, typer.Argument(help="Scored facts with received_at, programs and categories: .csv or .ndjson.")],
    instructions: Annotated[Path, typer.Argument(help="What the round is: a YAML or JSON file.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the list of those invited here.")] = None,
    law: Annotated[Path | None, typer.Option(help="A directory laid over the built-in law.", envvar="OPENENTRY_LAW")] = None,
    lang: Annotated[Lang, typer.Option(help="The language of what is said.")] = Lang.en,
    format_: Annotated[Format, typer.Option("--format", help="How the summary is written.")] = Format.text,
) -> None:
    """Say who is invited: cut-off, tie-break, classes. The list goes to the file named by -o.

    Every result is checked before it is written; one that does not hold stops the round.
    """
    try:
        told = _run(pool, instructions, output, law, lang.value, format_)
    except OpenEntryError as error:
        typer.echo(error.text(lang.value), err=True)
        raise typer.Exit(1) from None
    typer.echo(told)


def _run(pool: Path, file: Path, output: Path | None, overlay: Path | None, lang: str, format_: Format) -> str:
    from openentry.law import load_law
    from openentry.rounds import checks, read_instructions, select
    from openentry.rounds.rows import entries
    from openentry.rounds.told import invitation_row, lines, summary

    if output is not None and output.suffix.lower() not in SUFFIXES:
        raise FileError.of("error.round.file.suffix", str(output), known=SUFFIXES)
    instructions = read_instructions(file)
    law = load_law(instructions.day, overlay)
    try:
        columns, rows = _rows(pool)
        waiting = entries(rows, instructions, law, str(pool), columns)
        result = select(waiting, instructions, law)
    except InstructionsError as error:
        raise InstructionsError(*(Problem(f"{file}: {p.place}", p.message) for p in error.problems)) from None
    failures = checks(waiting, instructions, result, law)
    if failures:
        _stop(failures)
    invited = [invitation_row(one) for one in result.invited]
    if output is not None:
        _write(output, invited)
    if format_ is Format.json:
        told = summary(instructions, result, law) | {"checks": "passed", "written": str(output) if output else None}
        return json.dumps(told if output else told | {"invitations": invited}, ensure_ascii=False, indent=2)
    said = [*lines(instructions, result, law, lang), text("round.told.checked", lang)]
    said.append(text("round.told.written", lang, path=output) if output else text("round.told.not_written", lang))
    return "\n".join(said)


def _stop(failures: Iterable[Any]) -> NoReturn:
    found = [failure.message for failure in failures]
    first = Problem("", Message("error.round.checks", {"count": len(found)}))
    raise OpenEntryError(first, *(Problem("", message) for message in found))


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
