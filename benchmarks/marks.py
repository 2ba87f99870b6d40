"""The marks set for whole pools, held against a run."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.pools import Measure
from benchmarks.report import Mark, span

_NUMPY, _TWO = "OpenEntry, NumPy, 1 thread(s)", "OpenEntry, NumPy, 2 thread(s)"
_TREE = "OpenEntry, tree with citations"
_NOT_MEASURED = "not measured in this run"


def marks(found: Mapping[str, Measure], rows: int, top: int) -> list[Mark]:
    """Every mark, met or not. ``found`` has the measures by name, ``rows`` and ``top`` are the sizes they are held at."""
    whole, tree = found[f"score {rows}"], found["tree"]
    return [
        _times(
            whole,
            _NUMPY,
            "OpenFisca-Core",
            "Whole score, NumPy, one thread",
            50,
            "NumPy passes over every block once for each fact and each table",
        ),
        _times(
            whole,
            _TWO,
            "OpenFisca-Core",
            "Whole score, NumPy, two threads",
            50,
            "NumPy passes over every block once for each fact and each table",
        ),
        _flat(found),
        _under(found[f"top {top}"], "OpenEntry", f"Exact best 5,000 of {top:,}", 0.5, "reading the scores twice takes the time"),
        _under(
            found["variants"],
            "OpenEntry, NumPy, 2 threads",
            found["variants"].title,
            5,
            "compiling and scoring share it as the note below says, and both are at the mercy of a busy machine",
        ),
        _under(
            found["compile"],
            "the law in force",
            "A new law to tables",
            0.001,
            "the readable rules are asked for every combination of rows, then joined into few tables: mostly Python's time",
        ),
        _times(
            tree,
            _TREE,
            "OpenFisca-Core, trace",
            "One tree with citations",
            15,
            "Python makes a branch for each factor and a look with its row for each fact, after the score",
        ),
    ]


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
