"""A page of docs/proof is written from what its tests handed over, and never when one of them failed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.proof_report import KEY, Report, _written


@pytest.fixture
def report(tmp_path):
    return Report(tmp_path / "proof")


def finish(report, test: str, page: str, rows: list[tuple[str, str]], *, failed: bool = False) -> None:
    nodeid = f"tests/test_x.py::{test}"
    came_to = "failed" if failed else "passed"
    said(report, nodeid, "call", came_to)
    said(report, nodeid, "teardown", "passed", given=[(KEY, (page, rows))])


def said(report, nodeid: str, when: str, outcome: str, *, given=(), long: bool = False) -> None:
    report.pytest_runtest_logreport(
        SimpleNamespace(
            nodeid=nodeid,
            when=when,
            outcome=outcome,
            failed=outcome == "failed",
            duration=2.4,
            keywords={"proof": 1} if long else {},
            user_properties=given,
        )
    )


def test_the_figures_of_every_test_stand_on_the_page_with_the_run(report):
    finish(report, "test_two", "tables", [("cells changed", "4,312")])
    finish(report, "test_one", "tables", [("seconds", "0.5")])
    report.pytest_sessionfinish()
    page = (report.folder / "tables.md").read_text(encoding="utf-8")
    assert page.index("## test_one") < page.index("| seconds | 0.5 |") < page.index("## test_two")
    assert "| cells changed | 4,312 |" in page
    for line in ("| date |", "| commit |", "| processor |", "| Python |"):
        assert line in page


def test_a_page_with_a_failed_test_is_not_written(report):
    finish(report, "test_one", "tables", [("seconds", "0.5")])
    finish(report, "test_two", "tables", [("cells changed", "1")], failed=True)
    finish(report, "test_three", "funds", [("rows", "12")])
    report.pytest_sessionfinish()
    assert [path.name for path in report.folder.iterdir()] == ["funds.md"]


def test_every_long_test_has_its_last_run_and_a_part_of_the_suite_changes_its_own_rows_alone(report):
    here, short = "tests/library/test_proof_report.py::test_long", "tests/library/test_proof_report.py::test_short"
    for way, outcome in (("[en]", "passed"), ("[fr]", "failed")):
        said(report, here + way, "call", outcome, long=True)
    said(report, short, "call", "passed")
    report.pytest_sessionfinish()
    page = (report.folder / "long-suite.md").read_text(encoding="utf-8")
    assert f"| `{here}` | 1 passed, 1 failed | 5 |" in page
    assert short not in page
    later = Report(report.folder)
    said(later, here.replace("long", "other"), "call", "passed", long=True)
    said(later, "tests/library/test_gone.py::test_gone", "call", "passed", long=True)
    later.pytest_sessionfinish()
    page = (report.folder / "long-suite.md").read_text(encoding="utf-8")
    assert "| 1 passed, 1 failed |" in page
    assert "test_other` | 1 passed | 2 |" in page
    Report(report.folder).pytest_sessionfinish()
    later = Report(report.folder)
    said(later, here + "[en]", "call", "passed", long=True)
    later.pytest_sessionfinish()
    page = (report.folder / "long-suite.md").read_text(encoding="utf-8")
    assert "failed" not in page
    assert "test_gone" not in page, "what is no longer in the suite has no row"


@pytest.mark.parametrize(
    ("value", "written"),
    [(4_312, "4,312"), (0.123456, "0.123"), (12_345_678.9, "12,345,679"), (True, "yes"), (False, "no"), ("a|b", "a\\|b")],
)
def test_each_kind_of_figure(value, written):
    assert _written(value) == written
