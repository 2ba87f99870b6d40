"""How close a pool came to the shape it was to have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openentry.pools.population.pool import People
from openentry.pools.population.targets import margins


@dataclass(frozen=True, slots=True)
class Reached:
    """One group of one margin (``band`` for the bands of scores): the share it was to have, and the share it has."""

    margin: str
    group: str
    wanted: float
    found: float


def bands_reached(people: People) -> tuple[Reached, ...]:
    """Each band of scores; the last, ``elsewhere``, is left out where the bands cover every score."""
    size = max(len(people), 1)
    bands = people.target.bands
    counts = np.array([*(band.count for band in bands), people.target.elsewhere])
    found = np.bincount(people.target.of(people.scores), minlength=len(counts))
    names = [*(f"{band.lowest}-{band.highest}" for band in bands), "elsewhere"]
    rows = zip(names, counts / counts.sum(), found / size, strict=True)
    return tuple(Reached("band", name, float(w), float(f)) for name, w, f in rows if name != "elsewhere" or people.target.elsewhere)


def shares_reached(people: People) -> tuple[Reached, ...]:
    """Each group of each other published share: of the whole pool, or of those who score at least ``people.line``."""
    rows = []
    above = people.scores >= people.line
    for margin in margins():
        groups = margin.read(people.found)[slice(None) if margin.of == "pool" else above]
        found = np.bincount(groups, minlength=len(margin.groups)) / max(len(groups), 1)
        rows += [
            Reached(margin.name, group, wanted, float(has))
            for group, wanted, has in zip(margin.groups, margin.shares, found, strict=True)
        ]
    return tuple(rows)
