"""The marks set for whole pools, held against a run."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks import storage
from benchmarks.pools import Measure
from benchmarks.report import Mark, span

_TREE = "OpenEntry, tree with citations"
_NOT_MEASURED = "not measured in this run"
_PASSES = "NumPy passes over every block once for each fact and each table"


def marks(found: Mapping[str, Measure], rows: int, top: int) -> list[Mark]:
    """Every mark, met or not. ``found`` has the measures by name, ``rows`` and ``top`` are the sizes they are held at."""
    whole, variants, invited, people = found[f"score {rows}"], found["variants"], found["invited"], found["people"]
    return [
        _whole(whole, "NumPy", 1, 50, _PASSES),
        _whole(whole, "NumPy", 2, 50, _PASSES),
        _whole(whole, "Numba", 1, 100, "the look-ups take the time"),
        _whole(whole, "Numba", 2, 100, "the look-ups take the time"),
        _flat(found),
        _through(found["through"]),
        _under(
            invited,
            "Arrow file, 2 threads",
            f"{invited.rows:,} rows of an Arrow file to the 5,000 invited",
            1,
            "reading takes most",
        ),
        _under(
            invited,
            "Parquet, 2 threads",
            f"{invited.rows:,} rows of a Parquet file to the 5,000 invited",
            1,
            "two thirds of it is PyArrow unpacking the columns, and the page of an id cannot be read alone",
        ),
        _under(found[f"top {top}"], "OpenEntry", f"Exact best 5,000 of {top:,}", 0.5, "reading the scores twice takes the time"),
        _under(variants, "OpenEntry, NumPy, 2 threads", f"{variants.title}, NumPy", 5, _SHARED),
        _under(variants, "OpenEntry, Numba, 2 threads", f"{variants.title}, Numba", 5, _SHARED),
        _under(
            found["compile"],
            "the law in force",
            "A new law to tables",
            0.001,
            "the readable rules are asked for every combination of rows, then joined into few tables: mostly Python's time",
        ),
        _times(
            found["tree"],
            _TREE,
            "OpenFisca-Core, trace",
            "One tree with citations",
            15,
            "Python makes a branch for each factor and a look with its row for each fact, after the score",
        ),
        _a_second(
            people, "", 2_000, "a decision takes about 0.8 ms of processor, so it needs two cores free of others: see the load"
        ),
        _a_second(
            people, ", a stretch", 10_000, "it would take a second way to decide, without reasons, and there is one way only"
        ),
    ]


_SHARED = "compiling and scoring share it as the note below says, and both are at the mercy of a busy machine"


def _whole(one: Measure, engine: str, threads: int, wanted: int, reason: str) -> Mark:
    ours = f"OpenEntry, {engine}, {threads} thread(s)"
    return _times(one, ours, "OpenFisca-Core", f"Whole score, {engine}, {threads} thread(s)", wanted, reason)


def _through(one: Measure) -> Mark:
    alone = min(one.median(name) for name in storage.ALONE)
    ratio = one.median("OpenEntry, score_file") / alone
    what = f"{one.rows:,} rows, Parquet to Parquet"
    return Mark(what, "3 × the files alone", f"{ratio:.1f} ×", ratio <= 3, "scoring, and looking for ids that stand twice")


def _a_second(one: Measure, more: str, wanted: int, reason: str) -> Mark:
    rate = one.rows / one.median("decide")
    return Mark(f"{one.title}: decisions a second{more}", f"{wanted:,}", f"{rate:,.0f}", rate >= wanted, reason)


def _times(one: Measure, ours: str, peer: str, what: str, wanted: int, reason: str) -> Mark:
    if peer not in one.times:
        return Mark(what, f"{wanted} × {peer}", _NOT_MEASURED, False, "the peer is not installed")
    ratio = one.median(peer) / one.median(ours)
    return Mark(what, f"{wanted} × {peer}", f"{ratio:,.0f} ×", ratio >= wanted, reason)


def _under(one: Measure, name: str, what: str, wanted: float, reason: str) -> Mark:
    median = one.median(name)
    return Mark(what, f"under {span(wanted)}", span(median), median < wanted, reason)


def _flat(found: Mapping[str, Measure]) -> Mark:
    sizes = sorted((one.rows, int(one.extra["working memory, bytes"])) for key, one in found.items() if key.startswith("score "))
    (rows, less), (many, more) = sizes[-2], sizes[-1]
    reached = f"{less / 1e6:.1f} MB at {rows:,} rows, {more / 1e6:.1f} MB at {many:,}"
    return Mark("Memory beside the result", "the same at any size", reached, more < 1.1 * less, "it grows with the rows")
