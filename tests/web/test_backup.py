"""A backup is whole, is never written over, and goes into an empty database only."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest

from openentry_web.config.database import embedded
from tests.web.test_running import Service


def command(var, *arguments):
    code = "import sys; from openentry.cli import main; sys.exit(main())"
    environment = os.environ | {"OPENENTRY_VAR": str(var), "OPENENTRY_DEMO": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


_WHOLE = ("accounts_user", "pool_decision", "pool_tally", "profiles_version", "profiles_answers", "audit_record")
TABLES = {table: f"SELECT * FROM {table}" for table in _WHOLE}
#: Not the day of the next reminder, which the worker notes while the backup is taken.
TABLES["pool_entry"] = "SELECT id, state, score, received_at, sequence, number, version_id, decision_id FROM pool_entry"


def everything(var):
    """What stands in the tables that matter, as one hash each."""
    server = embedded(var)
    server.start()
    with psycopg.connect(host=str(server.socket), user="postgres", dbname="openentry") as connection:
        found = {
            table: connection.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ({rows}) t").fetchone()
            for table, rows in TABLES.items()
        }
    server.stop()
    return found


@pytest.fixture
def two_homes(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    yield first, second
    for home in (first, second):
        embedded(home).remove()


@pytest.mark.timeout(300)
def test_what_was_backed_up_is_there_again(two_homes, tmp_path):
    first, second = two_homes
    service = Service(first)
    service.start()
    file = tmp_path / "backup.oe"
    running = command(first, "backup", file)
    assert (running.returncode, running.stderr) == (0, "")
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    again = command(first, "backup", file)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert service.stop() == 0, "the backup did not stop the service it was taken from"
    restored = command(second, "restore", file)
    assert restored.returncode == 0, restored.stderr
    assert "the chain holds" in restored.stdout
    assert everything(second) == everything(first)
    twice = command(second, "restore", file)
    assert twice.returncode == 1
    assert "not empty" in twice.stderr


@pytest.mark.timeout(120)
def test_what_is_not_a_backup_is_refused(two_homes, tmp_path):
    _, home = two_homes
    junk = tmp_path / "junk"
    junk.write_bytes(b"\x00\xff" * 500)
    cut = tmp_path / "cut"
    cut.write_bytes(b"PGDMP\x01\x0f\x00" + b"\x00" * 40)
    for file, words in ((junk, "is not a backup"), (tmp_path / "nothing", "cannot be read"), (cut, "could not do it")):
        done = command(home, "restore", file, "--lang", "en")
        assert done.returncode == 1
        assert words in done.stderr
        assert "Traceback" not in done.stderr
