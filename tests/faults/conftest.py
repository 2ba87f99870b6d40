"""A database of its own for each fault, copied from one that is prepared once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from openentry_web.config.database import embedded

HOLDER = Path(__file__).with_name("holder.py")


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
        url = f"postgresql://postgres@/{self.name}?host={self.server.socket}"
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "openentry_web.config.testing"}
        command = [sys.executable, str(HOLDER), *map(str, arguments)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=100)
        return process.returncode, out.strip(), err


@pytest.fixture(scope="session")
def prepared():
    """A server with one database in which a pool waits and a round is approved, and the number of statements to its release."""
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


def copied(prepared, number=[0]):  # noqa: B006  it counts
    number[0] += 1
    name = f"{prepared.name}_{number[0]}"
    with psycopg.connect(host=str(prepared.server.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{prepared.name}"')
    return Service(prepared.server, name)


@pytest.fixture
def service(prepared):
    made = copied(prepared)
    yield made
    drop(made.server, made.name)


@pytest.fixture(scope="session")
def statements(prepared):
    """How many statements a round takes, from freezing to release."""
    made = copied(prepared)
    status, out, err = made.run("hold", 0)
    assert status == 0, err
    drop(made.server, made.name)
    return int(out.split()[-1])
