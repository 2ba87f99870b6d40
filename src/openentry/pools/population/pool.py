"""A pool of people: drawn, kept where they meet a program, and thinned until the pool has the shape it is to have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from openentry.errors import InputError
from openentry.law import Law, load_law
from openentry.pools.batch import score_columns
from openentry.pools.columns import Columns
from openentry.pools.population.coded import Coder
from openentry.pools.population.draw import LONGEST_WAIT, Draws, Moment, draw, those
from openentry.pools.population.eligible import Rules
from openentry.pools.population.fit import Fit, fit
from openentry.pools.population.targets import HIGHEST, Band, Target, target
from openentry.pools.tables import tables

#: People drawn at a time, at most and at least.
BLOCK, _SMALLEST_BLOCK = 65_536, 2_048
#: The most people that are made at once: they stand in memory, some 400 bytes each while they are put in order.
MOST_PEOPLE = 20_000_000
_TRIAL = 3 * BLOCK
#: How many are drawn at most for each who is kept, before a band is left short.
_MOST_DRAWN = 40
_DAY = 86_400_000_000
_UNIX = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class People:
    """A pool, in the order of receipt, by columns.

    ``found`` holds everything about each person; ``scores`` is under the law of ``day``; ``received`` in microseconds since 1970,
    UTC; ``target`` the shape the pool was to have, and ``line`` the score from which the shares of those invited were fitted.
    """

    day: date
    seed: int
    law: Law
    found: Draws
    scores: NDArray[np.int16]
    received: NDArray[np.int64]
    target: Target
    line: int

    def __len__(self) -> int:
        return len(self.scores)

    @cached_property
    def facts(self) -> Columns:
        """The facts, as codes."""
        return Coder(self.law).codes(self.found)

    @cached_property
    def programs(self) -> NDArray[np.bool_]:
        """Whether each person meets each of ``eligible.PROGRAMS``, a row a program."""
        met: NDArray[np.bool_] = Rules(self.law, moment_of(self.day)).programs(self.found)
        return met

    @cached_property
    def categories(self) -> dict[str, NDArray[np.bool_]]:
        """Whether each person is in each category in force."""
        return Rules(self.law, moment_of(self.day)).categories(self.found)


def moment_of(day: date) -> Moment:
    """The day of a pool; :class:`DayError` before Express Entry began."""
    first = load_law(day).book.first_day
    return Moment(day, max(0, min(LONGEST_WAIT, (day - first).days)))


def people(
    size: int, seed: int, day: date, bands: Sequence[Band] | None = None, progress: Callable[[int, int], None] | None = None
) -> People:
    """``size`` people as they would wait on ``day``, shaped like ``bands`` or, without them, like the profiles of 2021.

    The same arguments give the same people. ``progress`` is told, from time to time, how many there are, and of how many.
    Raises :class:`InputError` for a size or a seed that cannot be used, and where a band
    can hold nobody on that day; :class:`DayError` for a day before the law began.
    """
    if not 0 <= size <= MOST_PEOPLE:
        raise InputError.of("error.population.size", most=MOST_PEOPLE)
    if not 0 <= seed < 2**63:
        raise InputError.of("error.population.seed")
    moment = moment_of(day)
    shape = target(bands)
    made = _Maker(moment, shape)
    found, scores = made.people(size, seed, progress or (lambda done, of: None))
    draws = np.random.default_rng([seed, 0])
    received = (moment.ordinal - _UNIX - found["waited"].astype(np.int64)) * _DAY + draws.integers(0, _DAY, size)
    order = np.lexsort((np.arange(size), received))
    found = {name: np.ascontiguousarray(column[..., order]) for name, column in found.items()}
    return People(day, seed, made.law, found, scores[order], received[order], shape, made.fit.line)


class _Maker:
    """Draws people of one day and shape."""

    def __init__(self, moment: Moment, shape: Target) -> None:
        self.moment = moment
        self.shape = shape
        self.law = load_law(moment.day)
        self._rules = Rules(self.law, moment)
        self._coder = Coder(self.law)
        self._tables = tables(self.law)
        self.fit = _fitted(self)

    def drawn(self, rng: np.random.Generator, rows: int) -> tuple[Draws, NDArray[np.int16]]:
        """Those of ``rows`` people drawn who meet a program, and their scores."""
        found = draw(rng, rows, self.moment)
        found["certificate"] = self._rules.certificate(found)
        found = those(found, np.any(self._rules.programs(found), axis=0))
        return found, score_columns(self._tables, self._coder.codes(found)).total

    def people(self, size: int, seed: int, progress: Callable[[int, int], None]) -> tuple[Draws, NDArray[np.int16]]:
        """``size`` people of the shape, in no order."""
        quotas = self.shape.quotas(size)
        rows, chances = self._plan(quotas)
        block = int(np.clip(rows, _SMALLEST_BLOCK, BLOCK))
        kept: list[Draws] = []
        scores: list[NDArray[np.int16]] = []
        have = np.zeros_like(quotas)
        drawn = 0
        while (have < quotas).any():
            if drawn >= rows:
                chances = np.where(have < quotas, 1 / self.fit.heaviest, 0.0)
            if drawn >= max(_MOST_DRAWN * size, 8 * rows) + 8 * block:
                lowest, highest = self._short(have, quotas)
                raise InputError.of("error.population.band", day=self.moment.day, lowest=lowest, highest=highest)
            rng = np.random.default_rng([seed, 1, drawn])
            found, total = self.drawn(rng, block)
            band = self.shape.of(total)
            take = np.asarray(rng.random(len(total)) < chances[band] * self.fit.weights(found, total))
            kept.append(those(found, take))
            scores.append(total[take])
            have += np.bincount(band[take], minlength=len(quotas))
            drawn += block
            progress(int(np.minimum(have, quotas).sum()), size)
        return self._trimmed(kept, scores, quotas, seed)

    def _plan(self, quotas: NDArray[np.int64]) -> tuple[int, NDArray[np.float64]]:
        """How many to draw, and for each band how likely a person of weight 1 is then kept so that it fills, and little more."""
        fit = self.fit
        need = quotas + 4 * np.sqrt(quotas) + 1
        expected = np.maximum(fit.rate * fit.mean / fit.heaviest, 1e-9)
        rows = int(min((need / expected)[quotas > 0].max(initial=1), 16 * quotas.sum() + 1))
        return rows, np.minimum(need / (rows * np.maximum(fit.rate * fit.mean, 1e-9)), 1 / fit.heaviest)

    def _trimmed(
        self, kept: list[Draws], scores: list[NDArray[np.int16]], quotas: NDArray[np.int64], seed: int
    ) -> tuple[Draws, NDArray[np.int16]]:
        """Exactly as many of each band as belong there, by lot."""
        if not kept:
            return self.drawn(np.random.default_rng(0), 0)
        total = np.concatenate(scores)
        band = self.shape.of(total)
        lot = np.random.default_rng([seed, 2]).permutation(len(total))
        chosen = [lot[band[lot] == at][:quota] for at, quota in enumerate(quotas)]
        take = np.sort(np.concatenate(chosen))
        found = {name: np.concatenate([part[name] for part in kept], axis=-1)[..., take] for name in kept[0]}
        return found, total[take]

    def _short(self, have: NDArray[np.int64], quotas: NDArray[np.int64]) -> tuple[int, int]:
        """The band that lacks most people."""
        at = int(np.argmax(quotas - have))
        if at == len(self.shape.bands):
            return 0, HIGHEST
        return self.shape.bands[at].lowest, self.shape.bands[at].highest


_fits: dict[tuple[Moment, Target], Fit] = {}


def _fitted(maker: _Maker) -> Fit:
    """The weights for a day and a shape, fitted once on a trial draw that does not depend on the seed."""
    key = (maker.moment, maker.shape)
    if key not in _fits:
        found, scores = maker.drawn(np.random.default_rng(0), _TRIAL)
        _fits[key] = fit(found, scores, _TRIAL, maker.shape)
    return _fits[key]
