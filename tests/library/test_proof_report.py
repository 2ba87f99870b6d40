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
    report.pytest_runtest_logreport(SimpleNamespace(nodeid=nodeid, when="call", failed=failed, user_properties=[]))
    given = [(KEY, (page, rows))]
    report.pytest_runtest_logreport(SimpleNamespace(nodeid=nodeid, when="teardown", failed=False, user_properties=given))


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


@pytest.mark.parametrize(
    ("value", "written"),
    [(4_312, "4,312"), (0.123456, "0.123"), (12_345_678.9, "12,345,679"), (True, "yes"), (False, "no"), ("a|b", "a\\|b")],
)
def test_each_kind_of_figure(value, written):
    assert _written(value) == written
