"""Writes what the long suite found to ``docs/proof/NAME.md``, when pytest is run with ``--proof-report``.

A test of the long suite asks for the fixture ``proof_figures`` and hands over its figures::

    @pytest.mark.proof
    def test_every_cell_is_hit(proof_figures):
        figures = proof_figures("crs-tables")
        figures["cells changed"] = 4_312
        figures["changes that no test noticed"] = 0

A report is written only when every test that gave it a figure passed: a page in ``docs/proof`` never says more than was shown.
Beside them ``long-suite.md`` names every long test with its last run: how many ways of it passed, failed or were skipped, on which
commit. A run of a part of the suite changes the rows of that part alone.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections import Counter
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parent.parent
KEY = "proof figures"

# What travels from a test to the report: the name of the page, and its rows.
Given = tuple[str, list[tuple[str, str]]]


class Figures(dict[str, object]):
    """The figures of one test, in the order in which they were given."""


class Report:
    """Gathers the figures of all tests, in this process or in the workers of xdist, and writes them at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: dict[str, dict[str, list[tuple[str, str]]]] = {}
        self.failed: set[str] = set()
        self.ran: dict[str, tuple[str, float]] = {}  # by test and its way: what came of it, and its seconds
        self.long: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        if report.when == "call" or report.outcome != "passed":
            self.ran[report.nodeid] = (report.outcome, getattr(report, "duration", 0.0))
        if "proof" in report.keywords:
            self.long.add(report.nodeid)
        if report.when == "teardown":
            for name, rows in (cast(Given, value) for key, value in report.user_properties if key == KEY):
                self.pages.setdefault(name, {})[report.nodeid] = [(label, figure) for label, figure in rows]

    def pytest_sessionfinish(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        head = _head()
        for name in sorted(self.pages):
            if self._holds(name):
                (self.folder / f"{name}.md").write_text(_page(name, head, self.pages[name]), encoding="utf-8")
        if self.long:
            ledger = self.folder / "long-suite.md"
            rows = _rows(ledger) | self._last_runs(dict(head))
            ledger.write_text(_ledger(rows), encoding="utf-8")

    def _last_runs(self, head: dict[str, str]) -> dict[str, list[str]]:
        """A row a long test: of its ways, how many passed; how many seconds they took together; when, and on which commit."""
        ways: dict[str, list[str]] = {}
        for nodeid in self.long:
            ways.setdefault(nodeid.partition("[")[0], []).append(nodeid)
        rows = {}
        for test, run in ways.items():
            outcomes = Counter(self.ran[one][0] for one in run if one in self.ran)
            said = ", ".join(f"{outcomes[what]:,} {what}" for what in ("passed", "failed", "skipped") if outcomes[what])
            seconds = sum(self.ran[one][1] for one in run if one in self.ran)
            rows[test] = [said, f"{seconds:,.0f}", head["date"], head["commit"]]
        return rows

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name in sorted(self.pages):
            what = "written" if self._holds(name) else "not written, a test failed"
            terminalreporter.write_line(f"docs/proof/{name}.md: {what}")

    def _holds(self, name: str) -> bool:
        return not self.failed & self.pages[name].keys()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof-report", action="store_true", help="write the figures of the long suite to docs/proof")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--proof-report") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Report(ROOT / "docs" / "proof"))


@pytest.fixture
def proof_figures(request: pytest.FixtureRequest) -> Generator[Callable[[str], Figures]]:
    """A function from the name of a report (``docs/proof/NAME.md``) to the figures this test adds to it."""
    given: dict[str, Figures] = {}
    yield lambda name: given.setdefault(name, Figures())
    for name, figures in given.items():
        request.node.user_properties.append((KEY, (name, [(label, _written(value)) for label, value in figures.items()])))


def _page(name: str, head: list[tuple[str, str]], tests: dict[str, list[tuple[str, str]]]) -> str:
    lines = [f"# Proof: {name}", "", "Written by `make proof`; every test named here passed.", ""]
    lines += _table(("run", ""), head)
    for test in sorted(tests):
        lines += ["", f"## {test.rpartition('::')[2]}", "", *_table(("figure", "value"), tests[test])]
    return "\n".join(lines) + "\n"


_LEDGER = """# The long suite, test by test

Written by `make proof`. What each long test came to when it ran last; a test with several ways (languages, widths, with and without
scripts, kinds of nonsense) is one row. `make test` runs the others, and those ways of these that are quick.

| test | came to | seconds | when | commit |
| --- | --- | ---: | --- | --- |
"""


def _ledger(rows: dict[str, list[str]]) -> str:
    return _LEDGER + "".join(f"| `{test}` | {' | '.join(rows[test])} |\n" for test in sorted(rows))


def _rows(ledger: Path) -> dict[str, list[str]]:
    """The rows of the page as it stands; of tests that are no more, none."""
    if not ledger.is_file():
        return {}
    cells = [line.strip("| ").split(" | ") for line in ledger.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return {one[0].strip("`"): one[1:] for one in cells if (ROOT / one[0].strip("`").partition("::")[0]).is_file()}


def _table(titles: tuple[str, str], rows: list[tuple[str, str]]) -> list[str]:
    return [f"| {titles[0]} | {titles[1]} |", "| --- | --- |", *(f"| {label} | {figure} |" for label, figure in rows)]


def _head() -> list[tuple[str, str]]:
    """When, on which commit, and on which machine."""
    return [
        ("date", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
        ("commit", _commit()),
        ("processor", f"{_processor()}, {os.cpu_count()} logical cores"),
        ("system", f"{platform.system()} {platform.machine()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
    ]


def _commit() -> str:
    """The commit, and whether anything but the reports themselves has changed since."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--", ".", ":!docs/proof")
    except (OSError, subprocess.CalledProcessError):
        return "not in a repository"
    return f"{commit} with uncommitted changes" if changed else commit


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _processor() -> str:
    """The name the processor gives itself (Linux), else what the platform module knows."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1_000 else f"{value:,.0f}"
    return str(value).replace("|", "\\|")
