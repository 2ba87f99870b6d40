"""Makes what an upgrade is tested from: a small service as a released version would leave it, backed up, and what it held in words.

    git worktree add /tmp/released COMMIT
    PYTHONPATH=/tmp/released/src .venv/bin/python scripts/upgrade_dump.py tests/web/data/upgrade
    git worktree remove /tmp/released

The code that runs is that of the worktree: its tables, its services, its backup. It writes ``VERSION.oe`` (the backup) and
``VERSION.json`` (what stood in it, as that version said it) into the folder, with people who do not exist: forty synthetic ones
and those of the demonstration, a nomination, a bar, and a round held by two officers. ``tests/web/test_upgrade.py`` restores each
and holds it against the code of today.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

SIZE, INVITED = 40, 7


def main(folder: Path) -> None:
    """Make both files."""
    with tempfile.TemporaryDirectory(prefix="openentry-upgrade-") as home:
        var = Path(home) / "var"
        os.environ |= {"OPENENTRY_VAR": str(var), "OPENENTRY_DEMO": "1", "OPENENTRY_DATABASE_FAST": "1"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "openentry_web.config.settings"
        os.environ.pop("DATABASE_URL", None)
        from openentry_web.config.database import embedded

        server = embedded(var)
        server.start()
        try:
            server.create("openentry")
            _make(var, folder)
        finally:
            server.remove()


def _make(var: Path, folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from openentry.version import VERSION
    from openentry_web import clock
    from openentry_web.config.backup import backup
    from openentry_web.demo import loading, people

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    now = clock.now()
    loading.load(SIZE, now, lambda done: None)
    people.make(now)
    _hold_a_round(clock.now())
    told = _told()
    connections.close_all()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{VERSION}.oe"
    target.unlink(missing_ok=True)
    size = backup(var, target)
    target.chmod(0o644)
    text = json.dumps({"version": VERSION, "commit": _commit(), "made_at": now.isoformat(), **told}, indent=1, sort_keys=True)
    target.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    print(f"{target}: {size:,} bytes, {len(told['entries'])} profiles, {told['audit']['records']} records")


def _hold_a_round(at: Any) -> None:
    """General, planned by one officer and approved by the other."""
    from django.contrib.auth import get_user_model

    from openentry.rounds import Instructions
    from openentry_web.demo import people
    from openentry_web.rounds import services

    first, second = (get_user_model().objects.get(email=f"{name}@demonstration.example") for name in people.OFFICERS)
    moment = at - timedelta(minutes=5)
    order = Instructions.model_validate({"number": "1", "moment": moment, "kind": "general", "size": INVITED})
    services.plan(first, order, moment - timedelta(minutes=1), text_en="Instruction", text_fr="Instruction")
    services.freeze("1", first, at)
    services.approve("1", second, at)
    services.run("1", first, at)
    services.release("1", second, at)


def _told() -> dict[str, Any]:
    """What the service holds, in words that no later version may change."""
    from openentry_web.audit import selectors as audit
    from openentry_web.pool.models import Decision, Entry
    from openentry_web.rounds.models import Invitation

    chain = audit.verify()
    return {
        "entries": {
            f"{one.person.email} {one.number}".strip(): {
                "state": one.state,
                "score": one.score,
                "programs": sorted(one.programs),
                "categories": sorted(one.categories),
                "received_at": one.received_at.isoformat() if one.received_at else None,
            }
            for one in Entry.objects.select_related("person").order_by("pk")
        },
        "decisions": [
            [one.pk, one.as_of.isoformat(), *(one.outcome[name] for name in ("score", "eligible", "program"))]
            for one in Decision.objects.order_by("pk")
        ],
        "invited": list(Invitation.objects.order_by("rank").values_list("entry__number", "program", "score")),
        "audit": {"records": chain.records, "head": chain.head, "broken_at": chain.broken_at},
    }


def _commit() -> str:
    import openentry

    where = Path(openentry.__file__).parent
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=where, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Makes what an upgrade is tested from.")
    parser.add_argument("folder", type=Path, help="where the two files go: tests/web/data/upgrade")
    main(parser.parse_args().folder.resolve())
