"""What is measured of whole pools and of one tree, each beside its peers, everybody in turn."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import population
from benchmarks.peers import plain
from benchmarks.peers.process import Peer
from openentry.crs import Instrument, instrument, score, tree
from openentry.law import Law
from openentry.law.nodes import Band, Node, Table
from openentry.pools.batch import pack, score_columns, score_packed
from openentry.pools.columns import Columns, Packed
from openentry.pools.engines import NUMBA, NUMPY, Engine
from openentry.pools.layout import ROW
from openentry.pools.tables import compile_tables, tables
from openentry.pools.top import best, histogram

DAY = date(2026, 11, 24)
SEED = 20_261_124
THREADS = (1, 2)
#: Both engines by what they are called in the results.
ENGINES: dict[Engine, str] = {NUMPY: "NumPy", NUMBA: "Numba"}
SAMPLE = 2_000
#: Pools below this many rows, and laws, have their turn several times over.
FEW, REPEAT = 100_000, 7
INVITED = 5_000
#: Rows packed for a law are kept for this many kinds of index: a variant often tells the same facts apart as another.
KEPT = 4
#: Larger pools are not given to the peers: half a minute a round for one of them says nothing new.
PEOPLE_OF_PEERS = 1_000_000

Times = dict[str, list[float]]


@dataclass
class Measure:
    """One thing measured: seconds of each run by name, what one run did, and what else there is to say."""

    title: str
    rows: int
    times: Times
    notes: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def median(self, name: str) -> float:
        """Median seconds."""
        return statistics.median(self.times[name])


def timed(action: Callable[[], object]) -> Callable[[], float]:
    """The action as one that says how many seconds it took."""

    def run() -> float:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    return run


def in_turn(actions: Mapping[str, Callable[[], float]], rounds: int, repeat: int = 1) -> Times:
    """Every action in its turn each round, after one round that is not counted: what the machine does meanwhile falls on all.

    ``repeat`` is how often each runs in its turn; the median of those counts, so that who comes first is not worse off.
    """
    times: Times = {name: [] for name in actions}
    for counted in range(rounds + 1):
        for name, action in actions.items():
            median = statistics.median([action() for _ in range(repeat)])
            if counted:
                times[name].append(median)
    return times


def scoring(law: Law, peers: Mapping[str, Peer], rows: int, rounds: int, folder: Path) -> Measure:
    """The whole score of ``rows`` people in memory: the total and every section. Plain Python is measured on a sample."""
    columns, compiled, found = population.draw(rows, SEED), tables(law), instrument(law)
    sample = min(rows, SAMPLE)
    facts = [[plain.facts(population.row(columns, at))] for at in range(sample)]
    taken = [tuple(codes) for codes in columns.codes[[ROW[name] for name in plain.TAKEN], :sample].T.tolist()]
    packed = pack(compiled, columns, engine=NUMPY)

    def ours(engine: Engine, threads: int) -> Callable[[], float]:
        return timed(lambda: score_columns(compiled, columns, threads=threads, engine=engine))

    def again(engine: Engine, threads: int) -> Callable[[], float]:
        return timed(lambda: score_packed(compiled, packed, threads=threads, engine=engine))

    actions: dict[str, Callable[[], float]] = {
        f"OpenEntry, {name}, {n} thread(s)": ours(engine, n) for engine, name in ENGINES.items() for n in THREADS
    }
    actions |= {
        f"OpenEntry, {name}, rows packed before, {n} thread(s)": again(engine, n)
        for engine, name in ENGINES.items()
        for n in THREADS
    }
    scale = rows / sample
    readable, by_hand = timed(lambda: [score(found, one) for one in facts]), timed(lambda: [plain.by_hand(one) for one in taken])
    actions["plain Python, by hand"] = lambda: by_hand() * scale
    actions["plain Python, our readable rules"] = lambda: readable() * scale
    calculation: Times = {}
    if rows <= PEOPLE_OF_PEERS:
        path = folder / "columns.npz"
        population.save(columns, path)
        for name, peer in peers.items():
            peer.ask(f"load {path}")
            calculation[name] = []
            actions[name] = _whole(peer, calculation[name])
    repeat = REPEAT if rows < FEW else 1
    times = in_turn(actions, rounds, repeat)
    times |= {f"{name}, the calculation alone": seconds[repeat:] for name, seconds in calculation.items()}
    notes = [f"Plain Python was measured on {sample:,} of the rows and multiplied."] if sample < rows else []
    extra: dict[str, Any] = {"working memory, bytes": _working_memory(law, columns)}
    return Measure("Whole score in memory", rows, times, notes, extra)


def _whole(peer: Peer, calculation: list[float]) -> Callable[[], float]:
    def run() -> float:
        answer = peer.ask("score")
        calculation.append(answer["calculation"])
        return float(answer["whole"])

    return run


def _working_memory(law: Law, columns: Columns) -> int:
    """The most bytes in use while scoring, the result not counted."""
    tracemalloc.start()
    scores = score_columns(tables(law), columns, engine=NUMPY)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most - scores.points.nbytes


def best_of(law: Law, rows: int, rounds: int) -> Measure:
    """The exact best 5,000 of scored people, ties by moment of receipt and then by sequence number."""
    few = min(rows, 1_000_000)
    scores = np.tile(score_columns(tables(law), population.draw(few, SEED)).total, -(-rows // few))[:rows]
    received, sequence = population.receipts(rows, SEED)
    table = pa.table({"score": scores, "received": received, "sequence": sequence})
    keys = [("score", "descending"), ("received", "ascending"), ("sequence", "ascending")]

    def ours() -> Any:
        return best(scores, INVITED, received_at=received, sequence=sequence)

    def arrow() -> Any:
        return pc.select_k_unstable(table, INVITED, keys)

    if ours().tolist() != arrow().to_pylist():
        raise AssertionError("the two do not agree on who is invited")
    times = in_turn({"OpenEntry": timed(ours), "PyArrow select_k_unstable": timed(arrow)}, rounds)
    at_cut = int((scores == scores[ours()[-1]]).sum())
    return Measure("Exact best 5,000 with ties", rows, times, [f"{at_cut:,} people stand at the cut-off score."])


def compiling(law: Law, rounds: int) -> Measure:
    """A new law: tables from the readable rules."""
    laws = variants(instrument(law), (rounds + 1) * REPEAT)
    plain_law = timed(lambda: compile_tables(instrument(law)))
    turn = iter(range(len(laws)))
    changed = timed(lambda: compile_tables(laws[next(turn)]))
    return Measure("A new law to tables", 1, in_turn({"the law in force": plain_law, "a variant": changed}, rounds, REPEAT))


def variants(found: Instrument, count: int) -> list[Instrument]:
    """Laws with other points: in each, every row that gives points in every one-fact table gives up to five more or fewer."""
    dice = np.random.default_rng(SEED)

    def other(node: Node) -> Node:
        if not isinstance(node, Table):
            return node
        rows = {id(row): _moved(row, int(dice.integers(-5, 6))) for row in node.rows}
        return Table(node.facts, tuple(rows.values()), {value: rows[id(row)] for value, row in node.index.items()})

    def one() -> Instrument:
        sections = [
            replace(s, groups=tuple(replace(g, factors=tuple(replace(f, node=other(f.node)) for f in g.factors)) for g in s.groups))
            for s in found.sections
        ]
        return replace(found, sections=tuple(sections))

    return [one() for _ in range(count)]


def _moved(row: Band, by: int) -> Band:
    with_spouse, without = (max(points + by, 0) if points else 0 for points in row.points)
    return replace(row, points=(with_spouse, without))


def variant_laws(law: Law, peer: Measure | None, rows: int, count: int, rounds: int) -> Measure:
    """Many variant laws over one pool: each compiled, its pool scored, the total counted by score."""
    columns, laws = population.draw(rows, SEED), variants(instrument(law), count)
    packings: list[int] = []
    compiling: dict[Engine, list[float]] = {engine: [] for engine in ENGINES}

    def run(engine: Engine) -> None:
        kept: dict[Any, Packed] = {}
        packed, seconds = 0, 0.0
        for one in laws:
            start = time.perf_counter()
            compiled = compile_tables(one)
            seconds += time.perf_counter() - start
            index = compiled.index()
            if index not in kept:
                packed += 1
                if len(kept) == KEPT:
                    del kept[next(iter(kept))]
                kept[index] = pack(compiled, columns, threads=2, engine=engine)
            histogram(score_packed(compiled, kept[index], threads=2, engine=engine).total, compiled.highest)
        packings.append(packed)
        compiling[engine].append(seconds)

    def by(engine: Engine) -> Callable[[], float]:
        return timed(lambda: run(engine))

    times = in_turn({f"OpenEntry, {name}, 2 threads": by(engine) for engine, name in ENGINES.items()}, rounds)
    shares = [
        f"{statistics.median(compiling[engine][1:]) / statistics.median(times[f'OpenEntry, {name}, 2 threads']):.0%} with {name}"
        for engine, name in ENGINES.items()
    ]
    notes = [
        f"Compiling took {' and '.join(shares)}. The pool was packed once for every {count // packings[-1]:,} laws: "
        "again only for a law that tells other facts apart."
    ]
    if peer is not None:
        for name in [name for name in peer.times if name in ("OpenFisca-Core", "PolicyEngine-Core")]:
            times[f"{name}, projected"] = [one / peer.rows * rows * count for one in peer.times[name]]
        notes.append("Peers are projected from their scoring in this run; building each reform is not counted for them.")
    return Measure(f"{count:,} variant laws", rows * count, times, notes)


def explaining(law: Law, peers: Mapping[str, Peer], rounds: int, folder: Path, people: int = 100) -> Measure:
    """One tree of the score with its citations, score included, beside the full trace of the peers for one person."""
    columns, found = population.draw(people, SEED), instrument(law)
    facts = [[plain.facts(population.row(columns, at))] for at in range(people)]
    path = folder / "people.npz"
    population.save(columns, path)
    everyone = timed(lambda: [tree(found, one) for one in facts])
    actions: dict[str, Callable[[], float]] = {"OpenEntry, tree with citations": lambda: everyone() / people}
    told: Times = {}
    for name, peer in peers.items():
        peer.ask(f"load {path}")
        told[f"{name}, trace as a document"] = []
        actions[f"{name}, trace"] = _traced(peer, people, told[f"{name}, trace as a document"])
    times = in_turn(actions, rounds) | {name: seconds[1:] for name, seconds in told.items()}
    return Measure("One person explained", 1, times, ["The traces of the peers carry no citations."] if peers else [])


def _traced(peer: Peer, people: int, told: list[float]) -> Callable[[], float]:
    def run() -> float:
        answer = peer.ask(f"trace {people}")
        told.append(answer["told"])
        return float(answer["kept"])

    return run
