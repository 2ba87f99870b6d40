"""What is said when the command was not used rightly, and when the fault is ours."""

from __future__ import annotations

import difflib
import platform
import re
import traceback
from pathlib import Path
from typing import Any

import typer

from openentry.cli.speech import said
from openentry.version import VERSION

# BadParameter < UsageError < ClickException: Typer shows only the first by name, in every version.
_CLICK = typer.BadParameter.__mro__[2]
_HERE = Path(__file__).parents[2]


def explain(error: Exception) -> tuple[int, list[str]]:
    """The status to end with, and what to say: 2 where the command line was wrong, 1 where the fault is ours."""
    if isinstance(error, _CLICK):
        try:
            return 2, _usage(error)
        except Exception as second:  # noqa: BLE001  even this must not end in a traceback
            error = second
    return 1, _fault(error)


def _usage(error: Any) -> list[str]:
    if type(error).__name__ == "NoArgsIsHelpError":
        return [str(error.format_message())]
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "openentry"
    return [_sentence(error, context), said("error.usage.help", command=path)]


def _sentence(error: Any, context: Any) -> str:
    parameter = getattr(error, "param", None)
    problem = str(error.message).removeprefix("Value error, ").rstrip(".")
    named = re.search(r"'([^']*)'|\(([^()]*)\)$", problem)
    given = next((found for found in named.groups() if found), "") if named else ""
    match type(error).__name__:
        case "NoSuchOption":
            near = sorted(error.possibilities or ())
            option = error.option_name
            return (
                said("error.usage.option_near", option=option, near=near[0]) if near else said("error.usage.option", option=option)
            )
        case "BadOptionUsage":
            missing = "requires" in problem
            return said("error.usage.no_value" if missing else "error.usage.value", option=error.option_name)
        case "MissingParameter" if parameter is not None:
            return said("error.usage.missing", name=_name(parameter))
        case "BadParameter":
            return f"{_name(parameter)}: {error.message}" if parameter is not None else str(error.message)
    if problem.startswith("Got unexpected extra argument"):
        return said("error.usage.extra", given=given)
    if context is not None and hasattr(context.command, "list_commands"):
        return _no_command(given, context.command.list_commands(context))
    return said("error.usage.other", problem=problem)


def _no_command(given: str, known: list[str]) -> str:
    near = difflib.get_close_matches(given, known, n=1)
    return (
        said("error.usage.command_near", given=given, near=near[0])
        if near
        else said("error.usage.command", given=given, known=known)
    )


def _name(parameter: Any) -> str:
    options = [option for option in parameter.opts if option.startswith("-")]
    return options[0] if options else str(parameter.metavar or parameter.name.upper())


def _fault(error: Exception) -> list[str]:
    """That the fault is ours, and what to send so that it can be mended: no text that may hold what a person declared."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(_HERE)]
    where = [f"{Path(f.filename).relative_to(_HERE).as_posix()}:{f.lineno}" for f in frames[-3:]]
    trail = " < ".join(reversed(where)) or "?"
    seen = f"OpenEntry {VERSION}, Python {platform.python_version()}, {platform.system()}: {type(error).__name__} {trail}"
    return [said("error.cli.fault"), f"  {seen}"]
