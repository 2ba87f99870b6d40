"""``openentry score``: files and streams in and out, what became of the rows on standard error, and the status."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from openentry.cli import main
from tests.library.test_pools_laws import OVERLAY

FACTS = "id,age,education\na,30,master\nb,xx,phd\nc,31,none\na,29,none\n"
DAY = ("--as-of", "2025-07-15")


@dataclass
class Ran:
    """What the command gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Run the command on a file ``facts.csv`` in an empty folder."""
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")

    def command(*arguments: object) -> Ran:
        status = main(["score", str(tmp_path / "facts.csv"), *map(str, arguments)])
        written = capsys.readouterr()
        return Ran(status, written.out, written.err.replace("\N{NO-BREAK SPACE}", " ").replace(f"{tmp_path}/", ""))

    return command


def test_points_to_a_file_and_what_was_refused_beside_it(run: Any, tmp_path: Path) -> None:
    ran = run(*DAY, "-o", tmp_path / "out.csv")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == (
        "3 rows scored under the ranking in force since 25 March 2025.\n"
        "1 row refused. What is wrong with each is in out.csv.rejects.csv.\n"
        "1 id stands a second time; those rows were scored too.\n"
    )
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith('"a",240,240,0,0,0,105,135,')
    assert len((tmp_path / "out.csv.rejects.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_points_to_standard_output_and_the_first_refusals_on_standard_error(run: Any) -> None:
    ran = run(*DAY)
    assert [json.loads(line)["total"] for line in ran.out.splitlines()] == [240, 99, 110]
    assert ran.status == 0
    assert "1 row refused. The first are shown here; name a file with --rejects to have them all.\n" in ran.err
    assert "  3: age: “xx” cannot be age. Give a whole number from 0 to 120.\n" in ran.err
    assert "  5: id: This id already stands in line 2." in ran.err


def test_in_french(run: Any) -> None:
    ran = run(*DAY, "--lang", "fr")
    assert "3 rangées notées selon le classement en vigueur depuis le 25 mars 2025." in ran.err
    assert "« xx » ne peut être la valeur de age." in ran.err


def test_the_summary_as_json(run: Any, tmp_path: Path) -> None:
    ran = run(*DAY, "--format", "json", "-o", tmp_path / "out.parquet", "--rejects", tmp_path / "wrong.csv")
    told = json.loads(ran.out)
    assert ran.err == ""
    assert told.pop("law")["crs"] == "2025-03-25"
    assert told == {
        "as_of": "2025-07-15",
        "scored": 3,
        "refused": 1,
        "ids_twice": 1,
        "written": str(tmp_path / "out.parquet"),
        "rejects": str(tmp_path / "wrong.csv"),
    }
    assert json.loads(run(*DAY, "--format", "json").err)["written"] is None


def test_a_law_laid_over_is_used_and_named(run: Any, tmp_path: Path) -> None:
    (tmp_path / "proposal").mkdir()
    (tmp_path / "proposal" / "tiers.yaml").write_text(OVERLAY, encoding="utf-8")
    ran = run(*DAY, "--law", tmp_path / "proposal")
    assert "with proposal laid over it" in ran.err
    assert json.loads(ran.out.splitlines()[0])["tiers"] == 0


def test_an_early_day_has_its_own_law_and_one_too_early_none(run: Any) -> None:
    assert "since 1 January 2015" in run("--as-of", "2015-02-01").err
    before = run("--as-of", "2014-12-31")
    assert (before.status, before.out) == (1, "")
    assert "There is no Express Entry law for 31 December 2014" in before.err


def test_a_day_beyond_what_was_verified_says_so(run: Any) -> None:
    assert (
        "The ranking was verified until 2 November 2026; for a later day it may have changed." in run("--as-of", "2027-01-01").err
    )


def test_what_cannot_be_understood_ends_in_status_one_and_writes_nothing(run: Any, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("id,agee\na,30\n", encoding="utf-8")
    ran = run(*DAY, "-o", tmp_path / "out.csv")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("facts.csv:1: There is no column “agee” in a facts table. Did you mean age?")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.csv"]
    (tmp_path / "facts.csv").write_text("id,age\na,x\n", encoding="utf-8")
    ran = run(*DAY, "-o", tmp_path / "out.csv")
    assert (ran.status, ran.out) == (1, "")
    assert "facts.csv: 1 row refused, so that none could be scored." in ran.err
    assert "facts.csv:2: age: “x” cannot be age." in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.csv", "out.csv.rejects.csv"]


def test_wrong_usage_ends_in_status_two(run: Any) -> None:
    assert run("--as-of", "yesterday").status == 2
    assert run("--nothing").status == 2


def test_a_pipe_has_no_progress_and_a_terminal_does(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Scoring" not in run(*DAY).err
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    run(*DAY, "-o", tmp_path / "out.csv")
    assert "Scoring" in shown.getvalue()
    assert "3" in shown.getvalue()


def test_through_a_real_pipe() -> None:
    command = [sys.executable, "-m", "openentry", "score", "-", *DAY]
    ran = subprocess.run(command, input=b'{"age": 30}\n{"age": 45}\n', capture_output=True, check=True)
    assert [json.loads(line)["total"] for line in ran.stdout.splitlines()] == [105, 0]
    assert (
        ran.stderr.decode().replace("\N{NO-BREAK SPACE}", " ") == "2 rows scored under the ranking in force since 25 March 2025.\n"
    )


def test_a_reader_who_has_read_enough_is_no_fault() -> None:
    line = b'{"age": 30}\n'
    command = f"{sys.executable} -m openentry score - --as-of 2025-07-15 | head -n 1"
    ran = subprocess.run(["bash", "-c", command], input=line * 60_000, capture_output=True, check=True)
    assert json.loads(ran.stdout)["total"] == 105
    assert b"Traceback" not in ran.stderr
    assert b"Exception" not in ran.stderr
