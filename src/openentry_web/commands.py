"""The commands of the service, added to ``openentry`` by the entry-point group ``openentry.commands``."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import django
import typer

from openentry import cli
from openentry.cli.output import Form, Format, Lang, Language, tell, write, write_json
from openentry.cli.speech import said
from openentry.messages import Message
from openentry_web import messages
from openentry_web.config import supervisor

PORT = 8000
_PEOPLE = 20_000


def register(app: typer.Typer) -> None:
    """Add them."""
    messages.use()
    app.command("demo", help=said("web.command.demo"))(demo)
    app.command("serve", help=said("web.command.serve"))(serve)
    app.command("worker", help=said("web.command.worker"))(worker)
    app.command("tick", help=said("web.command.tick"))(tick)
    app.command("backup", help=said("web.command.backup"))(backup)
    app.command("restore", help=said("web.command.restore"))(restore)
    audit = typer.Typer(help=said("web.command.audit"), no_args_is_help=True)
    audit.command("verify", help=said("web.command.audit.verify"))(verify)
    audit.callback()(lambda: None)
    with suppress(StopIteration):  # the group is the library's
        cli.group(app, "round").command("replay", help=said("cli.help.round_replay"))(replay)
    app.add_typer(audit, name="audit")


def demo(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=said("web.command.port"))] = PORT,
    size: Annotated[int, typer.Option("--size", min=0, max=5_000_000, help=said("web.command.size"))] = _PEOPLE,
    lang: Language = Lang.en,
) -> None:
    """Everything, as a demonstration."""
    os.environ["OPENENTRY_DEMO"] = "1"
    _run(port, size)


def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=said("web.command.port"))] = PORT, lang: Language = Lang.en
) -> None:
    """Site and worker, on the settings of the environment."""
    _run(port, None)


def worker(lang: Language = Lang.en) -> None:
    """A worker alone."""
    _django()
    from django.core.management import call_command

    call_command("procrastinate", "worker")


def tick(lang: Language = Lang.en, form: Form = Format.text) -> None:
    """One sweep."""
    _django()
    from openentry_web import clock
    from openentry_web.follow.services import forget_unconfirmed
    from openentry_web.pool.sweep import alarm, sweep

    with supervisor.database(_var(), guest=True):
        alarm(clock.now())
        done = sweep(clock.now())
        forget_unconfirmed(clock.now())
    if form is Format.json:
        write_json({"decided": done.decided, "lapsed": done.lapsed})
    else:
        write(said("web.command.tick.done", decided=done.decided, lapsed=done.lapsed))


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=said("web.command.backup.file"))], lang: Language = Lang.en
) -> None:
    """Everything, into one file."""
    from openentry_web.config import backup as backups

    with supervisor.database(_var(), guest=True):
        size = backups.backup(_var(), file)
    write(said("web.backup.done", path=str(file), size=size))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=said("web.command.backup.file"))], lang: Language = Lang.en
) -> None:
    """Everything, out of that file, into an empty database."""
    _django()
    from django.core.management import call_command

    from openentry_web.audit import selectors
    from openentry_web.config import backup as backups

    with supervisor.database(_var(), guest=True):
        backups.restore(_var(), file)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        found = selectors.verify()
    write(said("web.backup.restored", path=str(file), records=found.records))
    if found.broken_at is not None:
        tell(Message("web.command.audit.broken", {"record": found.broken_at}))
        raise typer.Exit(1)


def verify(lang: Language = Lang.en, form: Form = Format.text) -> None:
    """Check the chain of the audit log."""
    _django()
    from openentry_web.audit import selectors

    with supervisor.database(_var(), guest=True):
        found = selectors.verify()
    if form is Format.json:
        write_json({"records": found.records, "head": found.head, "broken_at": found.broken_at})
    elif found.broken_at is None:
        write(said("web.command.audit.holds", records=found.records, head=found.head))
    if found.broken_at is not None:
        tell(Message("web.command.audit.broken", {"record": found.broken_at}))
        raise typer.Exit(1)


def replay(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=said("web.command.round.number"))],
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Hold a released round again: status 1 where it does not give the same."""
    _django()
    from openentry_web import clock
    from openentry_web.pool.services import Refused
    from openentry_web.rounds import services

    with supervisor.database(_var(), guest=True):
        try:
            found = services.replay(number, clock.now())
        except Refused as refused:
            tell(Message(refused.message_id, refused.params))
            raise typer.Exit(1) from None
        told = {"number": number, "invited": found.round.invited, "holds": found.holds}
    if form is Format.json:
        write_json(told | {"differences": [one["id"] for one in found.differences]})
    elif found.holds:
        write(said("web.command.round.replay.holds", **told))
    if not found.holds:
        tell(*[one[lang.value] for one in found.differences], Message("web.command.round.replay.differs", told))
        raise typer.Exit(1)


def _run(port: int, people: int | None) -> None:
    if not supervisor.free(port):
        tell(Message("web.serve.port", {"port": port, "other": port + 1}))
        raise typer.Exit(1)
    status = 0
    with suppress(supervisor.Stop), supervisor.stoppable():
        tell(Message("web.serve.database"))
        with supervisor.database(_var(), guest=True):
            _prepare(people)
            parts = {"site": supervisor.site(port), "worker": supervisor.worker()}
            status = supervisor.run(parts, lambda: _ready(port, people is not None), tell)
    raise typer.Exit(status)


def _prepare(people: int | None) -> None:
    """Tables as they should be and, for a demonstration, the pool and the people in it."""
    _django()
    from django.core.management import call_command
    from django.db import connections
    from procrastinate.exceptions import AlreadyEnqueued

    tell(Message("web.serve.migrating"))
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    from openentry_web import clock
    from openentry_web.pool.sweep import sweep
    from openentry_web.public.tasks import draw_charts

    if people is not None:
        from openentry_web.demo import loading
        from openentry_web.demo import people as figures

        if not loading.loaded():
            tell(Message("web.serve.loading", {"n": people}))
            in_pool = loading.load(people, clock.now(), lambda done: None)
            tell(Message("web.serve.loaded", {"n": in_pool}))
        figures.make(clock.now())
    sweep(clock.now())
    with suppress(AlreadyEnqueued):  # by a start that was cut short
        draw_charts.defer()
    connections.close_all()


def _ready(port: int, demonstration: bool) -> None:
    """Wait until the site answers, then say where it is and who to sign in as."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            break
        time.sleep(0.2)
    write("")
    write(said("web.serve.ready", address=f"http://localhost:{port}/"))
    if demonstration:
        from openentry_web.demo import people as figures

        write(["", said("web.serve.accounts", password=figures.PASSWORD), ""])
        width = max(len(email) for email, _ in figures.accounts())
        write([f"  {email:<{width}}  {said(sentence)}" for email, sentence in figures.accounts()])
        write(["", said("web.demo.codes.at", address=f"http://localhost:{port}/en/demonstration/codes/")])
    write(["", said("web.serve.stop", folder=str(_var()))])


def _var() -> Path:
    return Path(os.environ.get("OPENENTRY_VAR", "var"))


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openentry_web.config.settings")
    django.setup()
