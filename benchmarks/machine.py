"""What a run was made on."""

from __future__ import annotations

import os
import platform
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine and the versions; ``load`` is how many processes were running over the minute before.

    ``second_thread`` is how much more of plain NumPy work two threads do than one: 2 on two free cores, 1 where one is taken.
    """

    processor: str
    cores: int
    memory_gib: int
    system: str
    python: str
    versions: dict[str, str]
    load: float
    second_thread: float

    @property
    def slug(self) -> str:
        """A short name for a file."""
        return re.sub(r"[^a-z0-9]+", "-", f"{self.processor} {self.cores} cores".lower()).strip("-")

    @property
    def busy(self) -> bool:
        """Whether others were at work when the run began."""
        return self.load > 0.5

    def as_json(self) -> dict[str, object]:
        """All of it."""
        return asdict(self)


def this_machine(peers: dict[str, str], load: float) -> Machine:
    """The one this runs on, with the versions of the peers and the load before the run."""
    versions = {name: version(name) for name in ("openentry", "numpy", "pyarrow", "numba", "distributed")} | peers
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = os.cpu_count() or 1
    return Machine(
        _processor(),
        cores,
        round(memory / 2**30),
        f"{platform.system()} {platform.machine()}",
        python,
        versions,
        load,
        second_thread(),
    )


def second_thread() -> float:
    """Best of a few tries: how much more two threads do in the same time, of work that NumPy does without Python's lock."""
    numbers = [np.ones(2**20, np.int16) for _ in range(2)]

    def work(one: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
        for _ in range(100):
            np.minimum(one, one, out=one)

    def took(threads: int) -> float:
        tries = []
        with ThreadPoolExecutor(threads) as pool:
            for _ in range(5):
                start = time.perf_counter()
                list(pool.map(work, numbers))
                tries.append(time.perf_counter() - start)
        return min(tries)

    return took(1) / took(2)


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", listed.read_text("utf-8"), re.MULTILINE) if listed.exists() else None
    return found[1].strip() if found else platform.processor() or platform.machine()
