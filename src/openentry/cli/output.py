"""What every command shares: its options, and how it writes."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from openentry.cli.speech import VARIABLE, said
from openentry.messages import Message

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Lang(StrEnum):
    """The languages answers come in."""

    en = "en"
    fr = "fr"


class Format(StrEnum):
    """How an answer is written."""

    text = "text"
    json = "json"


def day(value: str) -> date:
    """A day given on the command line."""
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise typer.BadParameter(said("error.usage.day", value=value))


def directory(value: str) -> Path:
    """A folder given on the command line."""
    if not value.strip():
        raise typer.BadParameter(said("error.usage.no_folder"))
    return Path(value)


def one_of(choices: type[StrEnum]) -> Callable[[str], StrEnum]:
    """What reads one of ``choices``, and says in the language in use which there are."""

    def read(value: str) -> StrEnum:
        try:
            return choices(value)
        except ValueError:
            raise typer.BadParameter(said("error.usage.choice", value=value, choices=list(choices))) from None

    return read


AsOf = Annotated[date | None, typer.Option("--as-of", parser=day, metavar="DAY", help=said("cli.help.as_of"))]
LawDirectory = Annotated[
    Path | None, typer.Option("--law", parser=directory, metavar="DIR", envvar="OPENENTRY_LAW", help=said("cli.help.law_option"))
]
Language = Annotated[
    Lang, typer.Option("--lang", parser=one_of(Lang), metavar="en|fr", envvar=VARIABLE, help=said("cli.help.lang"))
]
Form = Annotated[Format, typer.Option("--format", parser=one_of(Format), metavar="text|json", help=said("cli.help.format"))]


def prepare() -> None:
    """Make the streams fit for any text: UTF-8 where another program reads, and on a terminal never a failure for a letter it
    lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(lines: str | Iterable[str]) -> None:
    """Write to standard output, each line ended. Whoever reads it may have read enough before the end: then that is all."""
    try:
        sys.stdout.write(lines + "\n" if isinstance(lines, str) else "".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        raise typer.Exit from None


def write_json(value: Any) -> None:
    """Write a value as JSON, its keys in the order they were made."""
    write(json.dumps(value, ensure_ascii=False, indent=2))


def tell(*said_of_it: str | Message) -> None:
    """Write sentences to standard error, in the language in use."""
    for one in said_of_it:
        sys.stderr.write(_safe(said(one) if isinstance(one, Message) else one) + "\n")


def _safe(text: str) -> str:
    """``text`` as a terminal may be shown it: what was typed, or stands in a file, must not steer it."""
    return "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)


def silence(stream: TextIO) -> None:
    """Let go of a stream that nobody reads any more, so that closing it does not complain."""
    with suppress(OSError, ValueError):  # a stream without a file has nothing to let go of
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
