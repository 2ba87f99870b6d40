"""What scores a pool: NumPy, or the kernel of the extra ``[fast]``. Both give the same points.

The kernel takes some seconds to compile in each process, so left to itself it is used once NumPy has worked about as long. The
parameter ``engine``, or the variable ``OPENENTRY_ENGINE``, chooses one of them from the start.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from openentry.errors import InputError, MissingExtraError
from openentry.pools.blocks import Blocks
from openentry.pools.columns import Columns, Packed
from openentry.pools.tables import Tables

Engine = Literal["auto", "numpy", "numba"]
AUTO: Engine = "auto"
NUMPY: Engine = "numpy"
NUMBA: Engine = "numba"
ENGINES = (AUTO, NUMPY, NUMBA)
#: The environment variable that chooses where no parameter does.
VARIABLE = "OPENENTRY_ENGINE"
#: Rows of one process that NumPy scores in the time the kernel takes to compile.
WORTH_COMPILING = 100_000_000


class Worker(Protocol):
    """One thread's engine under one law; ``size`` is how many rows it takes at a time."""

    size: int

    def score(self, columns: Columns, start: int, stop: int, out: NDArray[np.int16]) -> None:
        """Score the people from ``start`` to before ``stop`` into their columns of ``out``."""

    def score_packed(self, packed: Packed, start: int, stop: int, out: NDArray[np.int16]) -> None:
        """The same for packed rows."""

    def pack(self, columns: Columns, start: int, stop: int, out: NDArray[np.uint16]) -> None:
        """Only the index of each table."""


class _Process:
    """How many rows this process has scored where nobody chose an engine."""

    rows = 0


def chosen(engine: Engine, rows: int) -> Engine:
    """NumPy or Numba, for ``rows`` more rows: as asked for, as the environment says, or by what pays.

    :class:`InputError` for an engine that does not exist, :class:`MissingExtraError` where Numba is asked for and not installed.
    """
    named = os.environ.get(VARIABLE) or AUTO if engine == AUTO else engine
    if named not in ENGINES:
        raise InputError.of("error.pools.engine", VARIABLE if engine == AUTO else "", found=named, known=list(ENGINES))
    if named == NUMBA and not _installed():
        raise MissingExtraError.of("error.pools.needs_fast")
    if named != AUTO:
        return named
    _Process.rows += rows
    return NUMBA if _Process.rows >= WORTH_COMPILING and _installed() else NUMPY


def _installed() -> bool:
    return find_spec("numba") is not None


def worker(engine: Engine, tables: Tables, size: int) -> Worker:
    """A worker of an engine that was chosen, for blocks of at most ``size`` rows where it is NumPy."""
    if engine == NUMPY:
        return Blocks(tables, size)
    from openentry.pools.kernel import Kernel

    return Kernel(tables)
