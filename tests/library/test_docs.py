"""The pages say what is so: links lead somewhere, commands and examples run, and every open reading of the law is written down."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ADRS = ROOT / "docs" / "adr"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_other_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def commands(page: Path) -> list[str]:
    """Each `$ openentry ...` in a console block of ``page``."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ openentry ")]


@pytest.mark.parametrize("command", commands(ROOT / "README.md"))
def test_every_command_of_the_readme_runs(command):
    openentry = Path(sys.executable).with_name("openentry")
    done = subprocess.run([openentry, *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("page", ["README.md", "docs/reference/library.md", "docs/guides/analysts.md"])
def test_the_python_of_a_page_gives_what_it_says(monkeypatch, page):
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(ROOT / page), module_relative=False)
    assert (failed, tried > 0) == (0, True)


def subcommands() -> set[str]:
    """Every command in a block of a page: ``openentry law diff``."""
    blocks = [
        block for page in PAGES for block in re.findall(r"```(?:sh|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    ]
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    found = [re.match(r"openentry ([a-z]+)(?: (list|show|diff|check|select|replay|verify)\b)?", line) for line in lines]
    return {" ".join(part for part in one.groups() if part) for one in found if one}


@pytest.mark.parametrize("command", sorted(subcommands()))
def test_a_command_on_a_page_is_one(command):
    from openentry.cli import app

    assert CliRunner().invoke(app(), [*command.split(), "--help"]).exit_code == 0


def test_every_decision_is_in_the_list():
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (ADRS / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in ADRS.glob("[0-9]*.md"))


def switches() -> set[str]:
    """The name of every switch in the law's data."""
    files = (ROOT / "src" / "openentry" / "law").rglob("*.yaml")
    return {name for path in files for name in re.findall(r"\bid: switch\.([A-Z0-9-]+)", path.read_text(encoding="utf-8"))}


def test_every_switch_of_the_law_is_explained_in_a_decision():
    told = "\n".join(path.read_text(encoding="utf-8") for path in ADRS.glob("[0-9]*.md"))
    assert switches(), "the search itself no longer works"
    assert [name for name in sorted(switches()) if not re.search(rf"(?<![A-Z-]){name}(?![A-Z-])", told)] == []
