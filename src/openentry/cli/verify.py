"""``openentry verify RECEIPT ROUND.json``: whether a receipt and the published record of its round agree, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openentry.cli.output import Form, Format, Lang, Language, tell, write, write_json
from openentry.cli.speech import said
from openentry.errors import FileError
from openentry.messages import Message


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", help=said("cli.help.verify"))(verify)


def verify(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help=said("cli.help.verify_receipt"))],
    round_: Annotated[Path, typer.Argument(metavar="ROUND.json", help=said("cli.help.verify_round"))],
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Status 0 when everything holds, 1 when something does not."""
    from openentry.rounds import receipts

    given, held = _bytes(receipt, receipts.LIMIT), _bytes(round_, receipts.LIMIT)
    found = receipts.verify(given, held)
    if form is Format.json:
        outcome = found.outcome.as_json() | {"text": said(found.outcome.message())} if found.outcome else None
        checks = [{"id": one.id, "holds": one.holds, "text": said(one.message)} for one in found.checks]
        write_json({"holds": found.holds, "checks": checks, "outcome": outcome})
    else:
        write([f"{said('receipt.mark.holds' if one.holds else 'receipt.mark.fails')} {said(one.message)}" for one in found.checks])
        if found.holds and found.outcome:
            write(["", said(found.outcome.message()), said("receipt.proves"), said("receipt.proves_not")])
    if not found.holds:
        tell(Message("receipt.altered"))
        raise typer.Exit(1)


def _bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise FileError.of("error.receipt.unreadable", str(path), reason=error.strerror or type(error).__name__) from None
