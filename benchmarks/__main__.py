"""Everything side by side in one run: ``python -m benchmarks``. The figures go to ``benchmarks/results``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import people, pools, report, storage
from benchmarks.machine import Machine, this_machine
from benchmarks.marks import marks
from benchmarks.peers.process import PEERS, Peer, python_of
from benchmarks.pools import Measure
from openentry.law import load_law

RESULTS = Path(__file__).parent / "results"
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
#: What needs no peer, and can be measured again alone.
AGAIN = ("invited", "through", "people")
#: Where the marks are held, and the sizes of the pools whose best are found.
HELD, TOP = 1_000_000, (10_000_000, 100_000_000)
VARIANTS, VARIANT_ROWS = 1_000, 250_000
STORED, PEOPLE = 10_000_000, 20_000
#: What the larger pool needs: scores, moments and numbers, and what PyArrow makes of them.
LEAST_MEMORY_GIB = 8


def main() -> None:
    """Measure, print as it goes, and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (at least 5 for figures to keep)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    parser.add_argument("--again", choices=AGAIN, default=[], nargs="+", help="measure these alone again, for the results of today")
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if chosen.again:
            machine = this_machine({}, load)
            path = chosen.results / f"{_name(machine)}.json"
            kept = json.loads(path.read_text("utf-8"))
            measured = beside(chosen.again, chosen.rounds, folder)
            for one in measured.values():
                one.notes.append("Measured again alone, after the run.")
            write(report.from_json(kept) | measured, Machine(**kept["machine"]), kept["rounds"], chosen.results)
            return
        peers = {}
        for name, (_, package, variable) in PEERS.items():
            python = python_of(name)
            if python is None:
                print(f"{name} is not measured: no {package} here, and {variable} names no Python that has it.", file=sys.stderr)
            else:
                peers[name] = stack.enter_context(Peer(name, python))
        machine = this_machine({name: peer.version for name, peer in peers.items()}, load)
        write(run(peers, chosen.rounds, folder, machine), machine, chosen.rounds, chosen.results)


def run(peers: dict[str, Peer], rounds: int, folder: Path, machine: Machine) -> dict[str, Measure]:
    """Every measure by name."""
    law = load_law(pools.DAY)
    found: dict[str, Measure] = {}
    for rows in SIZES:
        found[f"score {rows}"] = _told(pools.scoring(law, peers, rows, rounds, folder))
    found["tree"] = _told(pools.explaining(law, peers, rounds, folder))
    found["compile"] = _told(pools.compiling(law, rounds))
    found["variants"] = _told(pools.variant_laws(law, found[f"score {HELD}"], VARIANT_ROWS, VARIANTS, rounds))
    for rows in TOP:
        if rows == TOP[0] or machine.memory_gib >= LEAST_MEMORY_GIB:
            found[f"top {rows}"] = _told(pools.best_of(law, rows, rounds))
    return found | beside(AGAIN, rounds, folder)


def beside(names: Sequence[str], rounds: int, folder: Path) -> dict[str, Measure]:
    """The measures that need no peer, by name."""
    law = load_law(pools.DAY)
    if {"invited", "through"} & set(names):
        storage.store(STORED, folder)
    made: dict[str, Callable[[], Measure]] = {
        "invited": lambda: storage.invited(law, STORED, rounds, folder),
        "through": lambda: storage.through(law, STORED, rounds, folder),
        "people": lambda: people.deciding(PEOPLE, rounds),
    }
    return {name: _told(made[name]()) for name in names}


def write(found: dict[str, Measure], machine: Machine, rounds: int, results: Path) -> None:
    """The files of a run."""
    largest = max(rows for rows in TOP if f"top {rows}" in found)
    held = marks(found, HELD, largest)
    shown = [one for key, one in found.items() if not key.startswith("score ") or one.rows in (HELD, SIZES[-1])]
    results.mkdir(parents=True, exist_ok=True)
    name, day = _name(machine), _today()
    kept = report.as_json(machine, day, rounds, found, held)
    (results / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    (results / f"{name}.md").write_text(report.as_page(machine, day, rounds, shown, held, "growth.svg"), "utf-8")
    (results / "growth.svg").write_text(report.as_picture(_growth(found)), "utf-8")
    for mark in held:
        print(f"{mark.what}: {mark.reached}, wanted {mark.wanted}{'' if mark.met else ': missed'}")


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _name(machine: Machine) -> str:
    return f"{_today()}-{machine.slug}"


def _growth(found: dict[str, Measure]) -> dict[str, list[tuple[int, float]]]:
    """Points of each line of the drawing: what is measured at every size, and the peers as far as they go."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for key, one in found.items():
        for name in one.times if key.startswith("score ") else ():
            if not name.endswith("alone") and "packed" not in name:
                lines.setdefault(name, []).append((one.rows, one.median(name)))
    return lines


def _told(one: Measure) -> Measure:
    one.notes.append(f"Load when it ended: {os.getloadavg()[0]:.1f}.")
    print(f"{one.title}, {one.rows:,}", *[f"{name} {report.span(one.median(name))}" for name in one.times], sep="\n  ", flush=True)
    return one


if __name__ == "__main__":
    main()
