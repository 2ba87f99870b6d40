"""A backup of everything the service holds, as one file, and putting it back into an empty database.

The programs are those of the wheel, so that nothing need be installed; they work with a PostgreSQL of one's own too, as long as it
is not newer than they are.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from openentry.errors import InputError
from openentry_web.config.database import Embedded, embedded

#: What ``pg_dump`` writes first in a file of its own format.
_MARK = b"PGDMP"
#: What a backup leaves out: who is signed in, what is only remembered, and addresses that nobody confirmed.
_LEFT_OUT = ("django_session", "shared_cache", "usersessions_usersession", "follow_ask")


def backup(var: Path, to: Path) -> int:
    """Write everything to ``to``, which must not be there yet; returns its size in bytes. The pool may be used meanwhile: what is
    written is the state of one moment. :class:`InputError` where that cannot be done."""
    if to.exists():
        raise InputError.of("web.backup.exists", path=str(to))
    left_out = [f"--exclude-table-data=public.{name}" for name in _LEFT_OUT]
    with tempfile.TemporaryDirectory(dir=to.parent if to.parent.is_dir() else None) as folder:
        draft = Path(folder) / "draft"
        with draft.open("wb") as output:
            _call(var, "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", *left_out], output.fileno())
        draft.chmod(0o600)
        if not to.parent.is_dir():
            raise InputError.of("web.backup.no_folder", path=str(to.parent))
        draft.replace(to)
    return to.stat().st_size


def restore(var: Path, source: Path) -> None:
    """Put a backup back. :class:`InputError` where ``source`` is not one, or the database holds something already."""
    try:
        with source.open("rb") as file:
            begins = file.read(len(_MARK))
    except OSError:
        raise InputError.of("web.backup.missing", path=str(source)) from None
    if begins != _MARK:
        raise InputError.of("web.backup.not_one", path=str(source))
    with psycopg.connect(_address(var)) as connection:
        there = connection.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").fetchone()
    if there and there[0]:
        raise InputError.of("web.backup.not_empty", n=there[0])
    arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    with source.open("rb") as file:
        _call(var, "pg_restore", arguments, None, file.fileno())


def _call(var: Path, program: str, arguments: list[str], output: int | None, given: int | None = None) -> None:
    server = _server(var)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [str(server.binaries / program), *arguments, f"--dbname={_address(var)}"],
            stdin=given if given is not None else subprocess.DEVNULL,
            stdout=output if output is not None else subprocess.DEVNULL,
            stderr=said,
            env=environment,
            check=False,
        )
        if done.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace").strip().splitlines()
            raise InputError.of("web.backup.failed", program=program, said=words[-1] if words else str(done.returncode))


def _address(var: Path) -> str:
    """The database, as its programs name one."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return urlsplit(url)._replace(scheme="postgresql").geturl()
    return f"host={_server(var).socket} user=postgres dbname=openentry"


def _server(var: Path) -> Embedded:
    return embedded(var)
