"""Small choices for one profile, each from its own part of a row of random numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from openentry.pools.population.model import assumptions

T = TypeVar("T")

#: Random numbers of one profile: more than any takes.
THROWS = 96
_SIDES = 1 << 32
_AT_ONCE = 1024


class Dice:
    """Random numbers for one profile."""

    def __init__(self, throws: list[int]) -> None:
        self._throws = iter(throws)

    def up_to(self, most: int) -> int:
        """A whole number from 0 to ``most``."""
        return next(self._throws) * (most + 1) // _SIDES

    def one_of(self, choices: Sequence[T]) -> T:
        """One of the choices, all alike."""
        return choices[self.up_to(len(choices) - 1)]

    def chosen(self, name: str, kind: str | None = None) -> Any:
        """One of the values of an assumption, by its weight."""
        found = assumptions()[name]
        weights: dict[Any, int] = found[kind] if kind else found
        left = self.up_to(sum(weights.values()) - 1)
        for value, weight in weights.items():
            if left < weight:
                return value
            left -= weight
        raise AssertionError(name)


def dice(seed: int, people: int) -> Iterator[Dice]:
    """The dice of every profile, in order."""
    for start in range(0, people, _AT_ONCE):
        rng = np.random.default_rng([seed, 3, start])
        for row in rng.integers(0, _SIDES, (min(_AT_ONCE, people - start), THROWS), np.uint64).tolist():
            yield Dice(row)
