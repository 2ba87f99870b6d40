"""What is measured gives the same points as the readable rules. No time is asserted: runs of the benchmarks are for that."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import population, report
from benchmarks.machine import this_machine
from benchmarks.peers import plain
from benchmarks.peers.process import PEERS, Peer, python_of
from benchmarks.pools import DAY, in_turn, variants
from openentry.crs import instrument, score
from openentry.law import load_law
from openentry.law.nodes import Table
from openentry.pools.batch import score_columns
from openentry.pools.layout import ROW
from openentry.pools.tables import compile_tables, tables

OUTPUTS = ("total", "core", "spouse", "transferability", "additional")
PEOPLE = 300


@pytest.fixture(scope="module")
def law():
    return load_law(DAY)


@pytest.fixture(scope="module")
def columns():
    return population.draw(PEOPLE, 7)


@pytest.fixture(scope="module")
def readable(law, columns):
    """Points of everyone by the readable rules, one row an output."""
    rows = []
    for at in range(PEOPLE):
        found = score(instrument(law), [plain.facts(population.row(columns, at))])
        rows.append((found.total[0], *(found.sections[name][0] for name in OUTPUTS[1:])))
    return np.array(rows).T


def test_people_are_the_same_for_the_same_seed_and_differ_for_another(columns):
    assert (population.draw(PEOPLE, 7).codes == columns.codes).all()
    assert (population.draw(PEOPLE, 8).codes != columns.codes).any()


def test_people_reach_every_section_and_every_kind_of_language(columns, readable):
    assert (readable.max(axis=1) > 0).all()
    assert readable[3].max() == 100
    assert set(columns.codes[ROW["first_language"]]) == {0, 1}
    assert len(set(readable[0])) > PEOPLE / 3


def test_whole_pools_agree(law, columns, readable):
    found = score_columns(tables(law), columns)
    assert found.outputs == OUTPUTS
    assert (found.points == readable).all()


def test_plain_python_by_hand_agrees(columns, readable):
    taken = columns.codes[[ROW[name] for name in plain.TAKEN]].T.tolist()
    assert [plain.by_hand(tuple(row)) for row in taken] == [tuple(points) for points in readable.T.tolist()]


@pytest.mark.parametrize("name", PEERS)
def test_peer_agrees(name, columns, readable, tmp_path: Path):
    python = python_of(name)
    if python is None:
        pytest.skip(f"{name} IS NOT COMPARED: install it and name its Python in {PEERS[name][2]} (benchmarks/README.md)")
    population.save(columns, tmp_path / "columns.npz")
    with Peer(name, python) as peer:
        assert peer.ask(f"load {tmp_path / 'columns.npz'}") == {"rows": PEOPLE}
        peer.ask(f"points {tmp_path / 'points.npz'}")
        timed, traced = peer.ask("score"), peer.ask("trace 2")
    with np.load(tmp_path / "points.npz") as found:
        assert (np.array([found[output] for output in OUTPUTS]) == readable).all()
    assert timed["whole"] >= timed["calculation"] > 0
    assert traced["nodes"] > 40


def test_a_peer_that_ends_is_told(tmp_path: Path):
    python = python_of("OpenFisca-Core")
    if python is None:
        pytest.skip("OpenFisca-Core IS NOT COMPARED: it is not installed")
    with Peer("OpenFisca-Core", python) as peer, pytest.raises(RuntimeError, match="OpenFisca-Core ended"):
        peer.ask("what is this")


def test_variant_laws_differ_from_the_law_and_from_each_other_and_score_as_their_readable_rules(law, columns):
    made = variants(instrument(law), 3)
    assert [variants(instrument(law), 3)[at].sections == made[at].sections for at in range(3)] == [True] * 3
    totals = {tuple(score_columns(compile_tables(one), columns).total.tolist()) for one in (instrument(law), *made)}
    assert len(totals) == 4
    for at in range(20):
        known = [plain.facts(population.row(columns, at))]
        expected = [score(one, known).total[0] for one in made]
        assert [int(score_columns(compile_tables(one), columns.part(at, at + 1)).total[0]) for one in made] == expected


def test_a_variant_gives_nothing_where_the_law_gives_nothing(law):
    nothing = [
        row.points
        for section in variants(instrument(law), 1)[0].sections
        for group in section.groups
        for factor in group.factors
        if isinstance(factor.node, Table)
        for row in factor.node.rows
        if 17 in row.values and "age" in factor.node.facts
    ]
    assert nothing == [(0, 0)]


def test_everybody_takes_a_turn_each_round_and_the_first_is_not_counted():
    order: list[str] = []

    def action(name: str):
        def run() -> float:
            order.append(name)
            return float(len(order))

        return run

    assert in_turn({"a": action("a"), "b": action("b")}, 2) == {"a": [3.0, 5.0], "b": [4.0, 6.0]}
    assert order == ["a", "b"] * 3


def test_who_is_measured_several_times_in_a_turn_counts_with_the_median():
    times = iter([9.0, 9.0, 9.0, 1.0, 5.0, 2.0])
    assert in_turn({"a": lambda: next(times)}, 1, repeat=3) == {"a": [2.0]}


def test_a_run_is_written_with_its_machine_its_marks_and_what_was_not_measured(tmp_path: Path, monkeypatch):
    small = {"SIZES": (1_000, 10_000), "HELD": 1_000, "TOP": (6_000,), "VARIANTS": 3, "VARIANT_ROWS": 50}
    for name, value in (small | {"STORED": 7_000, "PEOPLE": 12}).items():
        monkeypatch.setattr(command, name, value)
    machine = this_machine({}, load=7.25)
    command.write(command.run({}, 1, tmp_path, machine), machine, 1, tmp_path / "results")
    (kept,) = (tmp_path / "results").glob("*.json")
    found = json.loads(kept.read_text("utf-8"))
    assert found["machine"]["versions"].keys() >= {"openentry", "numpy"}
    assert [one["rows"] for one in found["measures"]] == [1_000, 10_000, 1, 1, 150, 6_000, 7_000, 7_000, 12]
    assert all(seconds["median"] > 0 for one in found["measures"] for seconds in one["seconds"].values())
    missed = {mark["what"]: mark["reason"] for mark in found["marks"] if not mark["met"]}
    assert missed["Whole score, NumPy, 1 thread(s)"] == "the peer is not installed"
    assert all(missed.values())
    page = kept.with_suffix(".md").read_text("utf-8")
    assert "load 7.2 on" in page
    assert page.count("| **no**: ") == len(missed)
    assert (tmp_path / "results" / "growth.svg").exists()

    monkeypatch.setattr("sys.argv", ["benchmarks", "--again", "people", "--rounds", "1", "--results", str(tmp_path / "results")])
    command.main()
    again = json.loads(kept.read_text("utf-8"))
    assert {key: again[key] for key in ("machine", "day", "rounds")} == {key: found[key] for key in ("machine", "day", "rounds")}
    assert again["measures"][:-1] == found["measures"][:-1]
    assert again["measures"][-1]["seconds"] != found["measures"][-1]["seconds"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(12.3, "12.3 s"), (1.0, "1 s"), (0.0123, "12.3 ms"), (0.000045, "45 µs"), (2345.0, "2,345 s")]
)
def test_a_span_is_told_in_a_unit_one_can_read(seconds, said):
    assert report.span(seconds) == said


def test_the_drawing_has_a_line_for_each_and_is_well_formed():
    from xml.etree import ElementTree

    drawn = ElementTree.fromstring(report.as_picture({"ours": [(1_000, 0.001), (10_000, 0.01)], "theirs": [(1_000, 0.1)]}))
    names = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"ours", "theirs", "10,000", "people"} <= set(names)
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))) == 2
