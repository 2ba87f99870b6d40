"""Nothing is set, run or asked for that no page describes."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from openentry import cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: For the measurements and tests of this repository only; described where they are used.
_OURS = {"OPENENTRY_OPENFISCA", "OPENENTRY_POLICYENGINE"}


def settings_in_code():
    files = [*(ROOT / "src").rglob("*.py")]
    found = {
        name for path in files for name in re.findall(r"\b(OPENENTRY_[A-Z_]+|DATABASE_URL)\b", path.read_text(encoding="utf-8"))
    }
    return {name.rstrip("_") for name in found} - _OURS


def test_every_setting_is_described_and_no_other():
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`(OPENENTRY_[A-Z_]+|DATABASE_URL)`", page))
    assert settings_in_code() - described == set()
    assert described - settings_in_code() == set()


def commands(made=None, before=()):
    """Every command, as one types it."""
    root = typer.main.get_command(made or cli.app())
    pending = [((), root)]
    while pending:
        words, command = pending.pop()
        children = getattr(command, "commands", {})
        if children:
            pending += [((*words, name), child) for name, child in children.items()]
        else:
            yield " ".join(words)


def test_every_command_is_described():
    page = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))
    missing = [command for command in commands() if f"openentry {command}" not in page and f"`{command}" not in page]
    assert missing == []
