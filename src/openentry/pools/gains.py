"""Who gains and who loses under another law: the same people scored twice, counted as they are read."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openentry.law import Law
from openentry.pools.batch import Scores, score_columns
from openentry.pools.cells import read_cells
from openentry.pools.columns import Columns
from openentry.pools.sources import open_source
from openentry.pools.tables import Tables, tables


@dataclass
class Group:
    """How many of some people gain and lose points, and the sum of the changes of their scores."""

    people: int = 0
    gain: int = 0
    lose: int = 0
    sum: int = 0

    @property
    def same(self) -> int:
        """How many have the same score."""
        return self.people - self.gain - self.lose

    @property
    def mean(self) -> int:
        """The mean change of the score, rounded to whole points."""
        return round(self.sum / self.people) if self.people else 0

    def add(self, change: NDArray[np.int32]) -> None:
        """Count some more people by the changes of their scores."""
        self.people += len(change)
        self.gain += int((change > 0).sum())
        self.lose += int((change < 0).sum())
        self.sum += int(change.sum())


@dataclass
class Gains:
    """What became of scores between two laws.

    ``factors``: for each factor whose points differ for anybody, those for whom they do. ``changes``: how many people have each
    change of the score. ``refused``: rows of the file that could not be scored.
    """

    everyone: Group = field(default_factory=Group)
    factors: dict[str, Group] = field(default_factory=dict)
    changes: Counter[int] = field(default_factory=Counter)
    refused: int = 0

    def add(self, before: Scores, after: Scores, factors: tuple[str, ...]) -> None:
        """Count the same people under the one law and the other."""
        change = after.total.astype(np.int32) - before.total
        self.everyone.add(change)
        found, counts = np.unique(change, return_counts=True)
        self.changes.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        for name in factors:
            differ = _points(before, name) != _points(after, name)
            if differ.any():
                self.factors.setdefault(name, Group()).add(change[differ])


class Comparison:
    """Two laws, made ready to score the same people under both."""

    def __init__(self, before: Law, after: Law) -> None:
        self._before, self._after = tables(before, detail=True), tables(after, detail=True)
        self.factors = tuple(dict.fromkeys([*_factors(self._after), *_factors(self._before)]))
        self.gains = Gains()

    def add(self, columns: Columns) -> None:
        """Score some people under both laws, and count them."""
        self.gains.add(score_columns(self._before, columns), score_columns(self._after, columns), self.factors)


def _factors(made: Tables) -> tuple[str, ...]:
    return made.outputs[1 + len(made.sections) :]


def _points(scores: Scores, name: str) -> NDArray[Any]:
    """The points of a factor; none under a law that does not know it."""
    return scores[name] if name in scores.outputs else np.zeros_like(scores.total)


def gains_over(source: Path | str, before: Law, after: Law, progress: Callable[[int, int | None], None] | None = None) -> Gains:
    """Who gains and who loses in the facts table ``source``, read piece by piece. Rows that cannot be scored are only counted.

    Raises :class:`FileError` or :class:`FactsError` where the file cannot be understood.
    """
    table = open_source(source, sys.stdin.buffer)
    comparison = Comparison(before, after)
    for piece in table.pieces():
        reading = read_cells(piece.batch)
        comparison.gains.refused += len({one.line for one in piece.refusals}) + piece.batch.num_rows - len(reading.kept)
        if len(reading.kept):
            comparison.add(reading.columns)
        if progress is not None:
            progress(piece.done, table.size)
    return comparison.gains
