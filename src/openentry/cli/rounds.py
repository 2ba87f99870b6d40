"""``openentry round select POOL INSTRUCTIONS``: who is invited, checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from openentry.cli.output import Form, Format, Lang, Language, LawDirectory, write, write_json
from openentry.cli.pool_files import check_output, check_suffix, read_rows, write_rows
from openentry.cli.progress import progress
from openentry.cli.speech import chosen, said
from openentry.errors import InstructionsError, OpenEntryError, Problem
from openentry.messages import Message


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

    check_suffix(pool)
    if output is not None:
        check_output(output, pool, instructions)
    order = read_instructions(instructions)
    law_of_day = load_law(order.day, law)
    try:
        with progress(said("round.progress")) as show:
            columns, rows = read_rows(pool, show)
            waiting = entries(rows, order, law_of_day, str(pool), columns)
        result = select_from(waiting, order, law_of_day)
    except InstructionsError as error:
        raise InstructionsError(*(Problem(f"{instructions}: {p.place}", p.message) for p in error.problems)) from None
    failures = checks(waiting, order, result, law_of_day)
    if failures:
        _stop([failure.message for failure in failures])
    invited = [invitation_row(one) for one in result.invited]
    if output is not None:
        write_rows(output, invited)
    if form is Format.json:
        told = summary(order, result, law_of_day) | {"checks": "passed", "written": str(output) if output else None}
        write_json(told if output else told | {"invitations": invited})
    else:
        written = said("round.told.written", path=output) if output else said("round.told.not_written")
        write([*lines(order, result, law_of_day, chosen()), said("round.told.checked"), written])


def _stop(failures: Sequence[Message]) -> NoReturn:
    first = Problem("", Message("error.round.checks", {"count": len(failures)}))
    raise OpenEntryError(first, *(Problem("", message) for message in failures))
