"""Who gains and who loses under another law: ``law diff --pool``, ``score --law`` and ``--against``, counted by hand."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from openentry import load_book, load_law
from openentry.cli.gains import chart_of
from openentry.law.compare import differences
from openentry.pools import population
from openentry.pools.batch import score_batch
from openentry.pools.gains import gains_over
from tests.library.command import Command, run

__all__ = ["run"]

PROPOSAL = Path(__file__).parents[2] / "examples" / "law" / "reform-2026-proposal"
NOW, THEN = date(2026, 11, 2), date(2027, 7, 1)
FACTS = """\
id,age,canadian_work_years,sibling_in_canada,canadian_occupation
a,30,1,false,21231
b,30,0,true,none
c,30,0,false,none
d,x,0,false,none
e,30,1,true,62020
"""
# a: +12 for a year of work, +40 for the second tier; b: 15 for a sister lost; e: both, without the tier
RIGHT = {
    "everyone": {"people": 4, "gain": 1, "lose": 2, "same": 1, "mean_change": round((52 - 15 + 12 - 15) / 4)},
    "factors": {
        "canadian_work": {"people": 2, "gain": 1, "lose": 1, "same": 0, "mean_change": round((52 - 3) / 2)},
        "sibling": {"people": 2, "gain": 0, "lose": 2, "same": 0, "mean_change": -9},
        "high_wage_occupation": {"people": 1, "gain": 1, "lose": 0, "same": 0, "mean_change": 52},
    },
    "changes": {"-15": 1, "-3": 1, "0": 1, "52": 1},
    "refused": 1,
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.csv"
    path.write_text(FACTS, encoding="utf-8")
    return path


def diff(*more: object) -> list[object]:
    return ["law", "diff", "crs", NOW, THEN, "--law", PROPOSAL, *more]


def test_law_diff_counts_a_pool(run: Command, facts: Path) -> None:
    found = json.loads(run(*diff("--pool", facts, "--format", "json")).out)["gains"]
    before, after = found.pop("before"), found.pop("after")
    assert found == RIGHT
    assert (before["crs"], after["crs"], after["overlays"]) == ("2025-03-25", "2027-07-01", ["reform-2026-proposal"])
    assert list(found["changes"]) == ["-15", "-3", "0", "52"]


def test_score_counts_the_pool_it_scores_against_the_law_without_the_overlay(run: Command, facts: Path, tmp_path: Path) -> None:
    out = ("-o", tmp_path / "out.csv", "--format", "json")
    found = json.loads(run("score", facts, "--as-of", THEN, "--law", PROPOSAL, *out).out)["gains"]
    assert (found["before"]["overlays"], found["before"]["crs"]) == ([], "2025-03-25")
    assert {key: found[key] for key in RIGHT} == RIGHT | {"refused": 0}  # the summary itself tells them
    assert "gains" not in json.loads(run("score", facts, "--as-of", NOW, *out).out)
    since = json.loads(run("score", facts, "--as-of", NOW, "--against", "2016-01-01", *out).out)["gains"]
    assert since["factors"] == {"sibling": {"people": 2, "gain": 2, "lose": 0, "same": 0, "mean_change": 15}}


@pytest.mark.parametrize(
    ("lang", "row", "bar"),
    [
        ("en", "Other points for: Brother or sister in Canada 2 0 2 0 −9", "+51 to +60 1 ██"),
        ("fr", "Autres points pour", "de +51 à +60 1 ██"),
    ],
)
def test_as_a_table_and_a_chart_to_read(run: Command, facts: Path, tmp_path: Path, lang: str, row: str, bar: str) -> None:
    said = run(*diff("--pool", facts, "--lang", lang))
    assert said.status == 0
    assert row in said.flat
    assert bar in said.flat
    scored = run("score", facts, "--as-of", THEN, "--law", PROPOSAL, "--lang", lang, "-o", tmp_path / "out.csv")
    assert scored.out == ""
    assert bar in " ".join(scored.err.split())
    assert all(len(line) <= 80 for line in said.out.splitlines())


def test_where_nobody_gains_or_loses_that_is_said(run: Command, facts: Path) -> None:
    said = run("law", "diff", "crs", "2022-11-15", "2022-11-16", "--pool", facts)
    assert "Nobody’s score differs." in said.flat


def test_the_chart_is_drawn_to_a_file(run: Command, facts: Path, tmp_path: Path) -> None:
    for at, command in enumerate(
        (diff("--pool", facts), ["score", facts, "--as-of", THEN, "--law", PROPOSAL, "-o", tmp_path / "o.csv"])
    ):
        chart = tmp_path / f"{at}.svg"
        assert run(*command, "--chart", chart).status == 0
        told = [one.text for one in ET.fromstring(chart.read_text(encoding="utf-8")).iter("{http://www.w3.org/2000/svg}title")]
        assert "51 to 60 points more: 1\u00a0person" in told
        assert "the same score: 1\u00a0person" in told
    refused = run(*diff("--pool", facts, "--chart", tmp_path))
    assert (refused.status, "cannot be written" in refused.err) == (1, True)


@pytest.mark.parametrize("command", [diff("--chart", "x.svg"), ["score", "facts.csv", "--chart", "x.svg"]])
def test_a_chart_of_nothing_is_wrong_usage(run: Command, command: list[object]) -> None:
    ran = run(*command)
    assert (ran.status, "--chart draws" in ran.err) == (2, True)


def test_no_such_pool(run: Command, tmp_path: Path) -> None:
    ran = run(*diff("--pool", tmp_path / "none.csv"))
    assert (ran.status, ran.out) == (1, "")


def test_a_synthetic_pool_is_counted_as_scoring_it_twice_counts_it(tmp_path: Path) -> None:
    table = population.facts_table(2_000, 3, NOW).drop_columns(["score"])
    pool = tmp_path / "pool.parquet"
    import pyarrow.parquet as pq

    pq.write_table(table, pool)
    before, after = load_law(NOW), load_book(PROPOSAL).on(THEN)
    batch = table.combine_chunks().to_batches()[0]
    old, new = (score_batch(law, batch)["total"].to_pylist() for law in (before, after))
    right = Counter(b - a for a, b in zip(old, new, strict=True))
    found = gains_over(pool, before, after)
    assert found.changes == right
    assert found.everyone.sum == sum(change * count for change, count in right.items())
    assert found.everyone.people == 2_000


def test_a_chart_covers_any_range_with_few_bars() -> None:
    for changes in ({0: 1}, {1: 1}, {-600: 2, 600: 1}, {-1200: 5, 3: 1}, {}):
        assert chart_of(changes, "T").count("<rect") <= 41


def test_a_row_of_a_table_keeps_its_name_and_its_members_are_cells() -> None:
    found = {one.place: (one.old, one.new) for one in differences(load_book(PROPOSAL), "crs.high_wage_occupation", NOW, THEN)}
    assert found["points", "tier_1"] == (None, 60)
    assert found["points", "tier_1", "31102"] == (None, True)


def test_occupations_are_shown_with_their_titles(run: Command) -> None:
    assert "tier 1 › 31102 General practitioners and family physicians: – → yes" in run(*diff()).flat
    assert (
        "rule › codes › 63201 Butchers - retail and wholesale: yes → –"
        in run("law", "diff", "agriculture", "2025-03-01", "2026-11-01").flat
    )
