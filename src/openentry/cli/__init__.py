"""The command ``openentry``. Each module here is a command or a group of them, with ``register(app)``; other packages add theirs
by an entry point in the group ``openentry.commands`` that names such a function."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from openentry.cli import speech
from openentry.cli.speech import said
from openentry.errors import MissingExtraError, OpenEntryError
from openentry.version import VERSION

#: Each command, and the module it is in; of a group that other packages add to, each command of ours.
COMMANDS = {
    "decide": "decide",
    "score": "score",
    "timeline": "timeline",
    "advise": "advise",
    "clb": "clb",
    "round select": "rounds",
    "verify": "verify",
    "population": "population",
    "law": "law",
    "schema": "schema",
}
#: The commands of the service, which the package openentry_web adds when it is installed.
SERVICE = ("serve", "demo", "worker", "tick", "audit", "backup", "restore", "round replay")
GROUP = "openentry.commands"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. The status: 0 done, 1 refused (why, on standard error), 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speech.use(speech.language_of(given, os.environ))
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them takes longer than a decision
    from openentry.cli import output
    from openentry.cli.faults import explain

    output.prepare()
    try:
        status = _run(given)
    except OpenEntryError as error:
        output.tell(error.text(speech.chosen()))
        return 1
    except OSError as error:
        output.silence(sys.stdout)
        output.tell(said("error.cli.output", reason=error.strerror or type(error).__name__))
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  the last resort: never a traceback
        status, sentences = explain(error)
        output.tell(*sentences)
    return status


def app(*names: str) -> typer.Typer:
    """The command with the modules ``names``; with all of them, and those of other packages, where none is named."""
    made = typer.Typer(
        name="openentry", help=said("cli.help.openentry"), add_completion=False, rich_markup_mode=None, no_args_is_help=True
    )
    made.callback()(_options)
    for name in names or dict.fromkeys(COMMANDS.values()):
        if _exists(name):
            import_module(f"{__name__}.{name}").register(made)
    if not names:
        _add_service(made)
    return made


def _run(arguments: Sequence[str]) -> int:
    words = [given for given in arguments if not given.startswith("-")][:2]
    module = COMMANDS.get(" ".join(words[:1])) or COMMANDS.get(" ".join(words))
    made = app(module) if module and _exists(module) else app()
    status = typer.main.get_command(made).main(list(arguments), prog_name="openentry", standalone_mode=False)
    return status if isinstance(status, int) else 0


def _exists(module: str) -> bool:
    return find_spec(f"{__name__}.{module}") is not None


def _print_version(wanted: bool) -> None:
    if wanted:
        from openentry.cli.output import write

        write(f"OpenEntry {VERSION}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help=said("cli.help.version"))
    ] = False,
) -> None:
    """What may stand before the command."""


def _add_service(made: typer.Typer) -> None:
    """The commands of other packages; for those of the service that are not there, how to install it."""
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        try:
            point.load()(made)
        except ModuleNotFoundError:  # the package is there, what it stands on is not: it says so when called
            continue
    for name in SERVICE:
        *of, last = name.split()
        into = group(made, of[0]) if of else made
        there = {one.name for one in into.registered_commands} | {one.name for one in into.registered_groups}
        if last not in there:
            into.command(
                last,
                help=said("cli.help.not_installed"),
                context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
            )(_not_installed)


def group(made: typer.Typer, name: str) -> typer.Typer:
    """The group ``name`` of the command, so that another package can add to it."""
    return next(one.typer_instance for one in made.registered_groups if one.name == name and one.typer_instance is not None)


def _not_installed(context: typer.Context) -> None:
    raise MissingExtraError.of("error.cli.needs_web", command=context.command_path.removeprefix("openentry ").strip())
