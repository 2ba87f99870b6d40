"""How much each drawn person weighs, so that those kept have the published shares: iterative proportional fitting on a trial draw.

The bands are met exactly, by quota. Within them people weigh more or less by their study in Canada and their siblings (shares of
the whole pool), and, among those who score highest, by age, education, language and residence (shares of those invited).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openentry.pools.population.draw import Draws
from openentry.pools.population.targets import Margin, Target, invited_share, margins

Weights = NDArray[np.float64]

_ROUNDS = 40
#: No fact makes a person weigh more than so many times as much, or as little: few people shall not stand for many.
_MOST = 6.0


@dataclass(frozen=True)
class Fit:
    """The factor of each group of each margin, the score from which the margins of those invited hold, and, for each band, which
    part of all rows drawn stands in it, how much they weigh on average, and how much the heaviest of them weigh."""

    factors: Mapping[str, Weights]
    line: int
    rate: Weights
    mean: Weights
    heaviest: Weights

    def weights(self, found: Draws, scores: NDArray[np.int16]) -> Weights:
        """The weight of each person."""
        weights = np.ones(len(scores))
        for margin in margins():
            factor = self.factors[margin.name][margin.read(found)]
            weights *= factor if margin.of == "pool" else np.where(scores >= self.line, factor, 1.0)
        return weights


def fit(found: Draws, scores: NDArray[np.int16], rows: int, target: Target) -> Fit:
    """Fit the weights on people of whom ``rows`` were drawn and these met a program."""
    band = target.of(scores)
    bands = len(target.bands) + 1
    people = np.bincount(band, minlength=bands)
    wanted = target.quotas(len(scores)).astype(np.float64)
    weights = _to_bands(np.ones(len(scores)), band, wanted)
    line = _line(scores, weights)
    above = scores >= line
    factors = {margin.name: np.ones(len(margin.groups)) for margin in margins()}
    groups = {margin.name: margin.read(found) for margin in margins()}
    for _ in range(_ROUNDS):
        for margin in margins():
            among = slice(None) if margin.of == "pool" else above
            _adjust(margin, groups[margin.name], among, weights, factors[margin.name])
            weights = _to_bands(weights, band, wanted)
    made = Fit(factors, line, people / rows, np.ones(bands), np.ones(bands))
    own = made.weights(found, scores)
    each = [own[band == at] if people[at] else np.ones(1) for at in range(bands)]
    mean = np.array([values.mean() for values in each])
    heaviest = np.array([np.quantile(values, 0.98) for values in each])
    return Fit(factors, line, people / rows, mean, heaviest)


def _to_bands(weights: Weights, band: NDArray[np.int8], wanted: Weights) -> Weights:
    """The weights brought to what each band is to hold together."""
    now = np.bincount(band, weights, minlength=len(wanted))
    scale = np.divide(wanted, now, out=np.zeros_like(now), where=now > 0)
    return weights * scale[band]


def _line(scores: NDArray[np.int16], weights: Weights) -> int:
    """The score above which stands the part of the pool that is invited in a year."""
    order = np.argsort(-scores, kind="stable")
    reached = np.cumsum(weights[order])
    at = int(np.searchsorted(reached, invited_share() * reached[-1]))
    return int(scores[order[at]])


def _adjust(margin: Margin, group: NDArray[np.int64], among: slice | NDArray[np.bool_], weights: Weights, factor: Weights) -> None:
    """One step: bring the shares of one margin to what they are to be, as far as a factor may go."""
    now = np.bincount(group[among], weights[among], minlength=len(factor))
    total = now.sum()
    step = np.divide(np.array(margin.shares) * total, now, out=np.ones_like(now), where=now > 0)
    after = np.clip(factor * step, 1 / _MOST, _MOST)
    weights[among] *= (after / factor)[group[among]]
    factor[:] = after
