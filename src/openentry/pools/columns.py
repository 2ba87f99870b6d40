"""Facts in memory: one byte a fact and row, checked, in the order of ``layout.ROWS``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openentry.pools.layout import ROWS

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Columns:
    """The facts of many people: ``codes`` has a row for each of ``layout.ROWS`` and a column a person.

    ``occupation`` holds the code of ``canadian_occupation`` where any was given. Nothing here changes with the law.
    """

    codes: Codes
    occupation: NDArray[np.uint16] | None = None

    def __post_init__(self) -> None:
        if self.codes.shape[:1] != (len(ROWS),) or self.codes.dtype != np.uint8:
            raise ValueError(f"codes must be bytes in {len(ROWS)} rows")
        if self.occupation is not None and self.occupation.shape != self.codes.shape[1:]:
            raise ValueError("one occupation a person")

    def __len__(self) -> int:
        return len(self.codes[0])

    def part(self, start: int, stop: int) -> Columns:
        """The people from ``start`` to before ``stop``; nothing is copied."""
        return Columns(self.codes[:, start:stop], None if self.occupation is None else self.occupation[start:stop])


@dataclass(frozen=True, slots=True)
class Packed:
    """The index of every table for many people, and the column of the law's tables. Derived from :class:`Columns`; it holds for
    every law with the same ``index`` (:meth:`Tables.index`).
    """

    indices: NDArray[np.uint16]
    column: Codes
    index: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.column)
