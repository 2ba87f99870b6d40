"""A service of each released version, restored and brought forward: everybody stands where they stood, for the same reasons.

The backups lie in ``data/upgrade``; ``scripts/upgrade_dump.py`` makes one with the code of its version.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest

from openentry_web.config.database import embedded

BACKUPS = sorted((Path(__file__).parent / "data" / "upgrade").glob("*.oe"))


@pytest.fixture
def empty():
    """The environment of a service with an empty database of its own, on the server of the tests."""
    server = embedded(Path(os.environ["OPENENTRY_VAR"]))
    server.start()
    name = f"upgrade_{uuid.uuid4().hex[:12]}"
    server.create(name)
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://postgres@/{name}?host={server.socket}",
        "DJANGO_SETTINGS_MODULE": "openentry_web.config.settings",
        "OPENENTRY_DEMO": "1",
    }
    yield environment
    with psycopg.connect(host=str(server.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(environment, *command):
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=root, capture_output=True, text=True, timeout=110, check=False
    )


def test_there_is_something_to_come_from():
    assert BACKUPS and all(path.with_suffix(".json").exists() for path in BACKUPS)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes a database beside that of the tests")
@pytest.mark.parametrize("path", BACKUPS, ids=lambda path: path.stem)
def test_a_service_of_that_version_goes_on(empty, path):
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    restored = run(empty, "-c", "import sys; from openentry.cli import main; sys.exit(main())", "restore", str(path))
    assert restored.returncode == 0, restored.stderr
    assert "the chain holds" in restored.stdout
    done = run(empty, "-c", "import django; django.setup(); from tests.web import upgraded; upgraded.main()")
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["entries"] == told["entries"]
    assert found["decisions"] == told["decisions"], "decided again, each profile comes to what it came to"
    assert found["invited"] == told["invited"]
    assert found["audit"] == told["audit"], "the chain ends where it ended"
    assert found["replay"], found["differences"]
    assert found["audit_after"]["broken_at"] is None
    assert found["audit_after"]["records"] > told["audit"]["records"]
    assert set(found["pages"].values()) == {200}, found["pages"]
