"""Facts of people drawn at random: seeded, each column on its own, levels of a language often alike or absent.

It is made to cost what real facts cost, not to look like the pool: for that there is ``openentry.pools.population``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openentry.law.domains import ABILITIES
from openentry.pools.columns import Columns
from openentry.pools.layout import COLUMNS, ROW, ROWS

#: Where the likely values of a column end, for columns whose domain goes on much further.
_LIKELY = {"age": (17, 50), "canadian_work_years": (0, 8), "foreign_work_years": (0, 6), "spouse_canadian_work_years": (0, 8)}
#: A few in a hundred have these.
_RARE = {"nomination": 0.02, "certificate_of_qualification": 0.03, "sibling_in_canada": 0.08, "first_language": 0.1}


def draw(rows: int, seed: int) -> Columns:
    """``rows`` people; the same people for the same seed."""
    dice = np.random.default_rng(seed)
    codes = np.empty((len(ROWS), rows), np.uint8)
    for at, name in enumerate(ROWS):
        if name in _RARE:
            codes[at] = dice.random(rows, np.float32) < _RARE[name]
        else:
            low, high = _LIKELY.get(name, (0, len(COLUMNS[name].values)))
            codes[at] = dice.integers(low, high, rows, np.uint8)
    for who, absent in (("en", 0.02), ("fr", 0.7), ("spouse", 0.4)):
        level = dice.integers(4, 13, rows, np.uint8)
        alike, none = dice.random(rows, np.float32) < 0.5, dice.random(rows, np.float32) < absent
        for ability in ABILITIES:
            column = codes[ROW[f"{who}_{ability}"]]
            np.copyto(column, level, where=alike)
            column[none] = 0
    return Columns(codes)


def save(columns: Columns, path: Path) -> None:
    """The columns by name, as codes, for a peer to read (``.npz``)."""
    np.savez(path, **{name: columns.codes[at] for at, name in enumerate(ROWS)})


def row(columns: Columns, at: int) -> dict[str, Any]:
    """One person as a row of a facts table."""
    return {name: COLUMNS[name].values[columns.codes[place, at]] for place, name in enumerate(ROWS)}


def receipts(rows: int, seed: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """When each profile was received, in minutes, many at the same minute; and its sequence number, in no order."""
    dice = np.random.default_rng(seed)
    return dice.integers(0, 525_600, rows, np.int32), dice.permutation(np.arange(rows, dtype=np.int32))
