"""A database of its own for each fault, copied from one that is prepared once."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

from openentry_web.config.database import embedded

_NUMBER = count(1)
HOLDER = Path(__file__).with_name("holder.py")


@cache
def _ready(host):
    """One for each server: it has no connection of its own, so that a child of it begins with none."""
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://postgres@/postgres?host={host}",
        "DJANGO_SETTINGS_MODULE": "openentry_web.config.testing",
    }
    command = [sys.executable, str(HOLDER), "serve"]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(_ended, process)
    return process


def _ended(process):
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


class Service:
    """A prepared database, and processes that hold a round in it."""

    def __init__(self, server, name):
        self.server, self.name = server, name

    def connect(self):
        return psycopg.connect(host=str(self.server.socket), user="postgres", dbname=self.name)

    def rows(self, query):
        with self.connect() as connection:
            return connection.execute(query).fetchall()

    def start(self, *arguments):
        """A process of its own, from the beginning."""
        url = f"postgresql://postgres@/{self.name}?host={self.server.socket}"
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "openentry_web.config.testing"}
        command = [sys.executable, str(HOLDER), *map(str, arguments)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments):
        """The same to its end, in a process forked from one that is ready: its status, and what it said."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            ready = _ready(str(self.server.socket))
            line = [str(self.server.socket), self.name, str(out), str(err), *map(str, arguments)]
            ready.stdin.write(json.dumps(line) + "\n")
            ready.stdin.flush()
            status = int(ready.stdout.readline())
            return status, out.read_text().strip(), err.read_text()


@pytest.fixture(scope="session")
def prepared():
    """A server with one database in which a pool waits and two rounds are planned."""
    server = embedded(Path(os.environ["OPENENTRY_VAR"]))
    server.start()
    name = f"faults_{os.getpid()}"
    server.create(name)
    model = Service(server, name)
    status, _, err = model.run("prepare")
    assert status == 0, err
    yield model
    drop(server, name)


def drop(server, name):
    with psycopg.connect(host=str(server.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copied(prepared):
    name = f"{prepared.name}_{next(_NUMBER)}"
    with psycopg.connect(host=str(prepared.server.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{prepared.name}"')
    return Service(prepared.server, name)


@contextmanager
def a_copy(prepared):
    """A database of its own for one fault."""
    made = copied(prepared)
    try:
        yield made
    finally:
        drop(made.server, made.name)


@pytest.fixture
def service(prepared):
    with a_copy(prepared) as made:
        yield made


@pytest.fixture(scope="session")
def statements(prepared):
    """How many statements a round takes, from freezing to release."""
    made = copied(prepared)
    status, out, err = made.run("hold", 0)
    assert status == 0, err
    drop(made.server, made.name)
    return int(out.split()[-1])


@pytest.fixture
def durable(monkeypatch):
    """A server of its own, with a database prepared, that keeps what it said it would: it can be killed."""
    monkeypatch.delenv("OPENENTRY_DATABASE_FAST", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="openentry-killed-"))
    folder.chmod(0o755)
    server = embedded(folder)
    server.start()
    server.create("killed")
    made = Service(server, "killed")
    try:
        status, _, err = made.run("prepare")
        assert status == 0, err
        yield made
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)
