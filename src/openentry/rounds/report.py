"""Do the real rounds agree with the published pools? Where the cut-off lies, against what distribution and number imply.

A distribution says how many candidates had a score in each band, some days or hours before the round. If the round ranks everyone,
the band in which counting from the top reaches the number of invitations is where the cut-off must lie, as far as nobody
came, went or changed in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openentry.rounds.history import Band, RealRound, distribution, history


@dataclass(frozen=True, slots=True)
class Comparison:
    """A general round beside what was implied.

    ``implied``: the band in which the number of invitations is reached, None where the whole pool is smaller. ``above``: how many
    were counted in the bands above the one in which the cut-off lies; ``through``: with that band. ``days``: from the
    distribution to the round. ``between``: the other rounds held from the day of the distribution to the day of this one.
    """

    real: RealRound
    implied: Band | None
    above: int
    through: int
    days: int
    between: tuple[RealRound, ...]

    @property
    def holds(self) -> bool:
        """Whether the cut-off lies in the band implied."""
        return self.implied is not None and self.implied.lowest <= self.real.lowest_score <= self.implied.highest

    @property
    def missing(self) -> int:
        """By how many people the counts would have to differ for the cut-off to be implied; 0 where it is."""
        return max(self.above + 1 - self.real.invited, self.real.invited - self.through, 0)


def implied_band(bands: Sequence[Band], size: int) -> Band | None:
    """The band in which the candidate of rank ``size`` stands, ``bands`` running from the highest scores down.

    None where the pool holds fewer than ``size`` candidates, or ``size`` is 0.

    >>> implied_band([Band(601, 1200, 300), Band(501, 600, 700)], 301)
    Band(lowest=501, highest=600, count=700)
    """
    counted = 0
    for band in bands:
        if counted < size <= counted + band.count:
            return band
        counted += band.count
    return None


def compare(rounds: Iterable[RealRound] | None = None) -> tuple[Comparison, ...]:
    """Every general round with a published distribution, beside what that distribution and the number of invitations imply."""
    rounds = history() if rounds is None else tuple(rounds)
    found = []
    for real in rounds:
        bands = distribution(real.number)
        if real.kind != "general" or bands is None or real.pool_as_of is None:
            continue
        implied = implied_band(bands, real.invited)
        cut_off, as_of = real.lowest_score, real.pool_as_of
        between = tuple(r for r in rounds if r is not real and as_of <= r.day <= real.day)
        found.append(
            Comparison(
                real,
                implied,
                sum(band.count for band in bands if band.lowest > cut_off),
                sum(band.count for band in bands if band.highest >= cut_off),
                (real.day - as_of).days,
                between,
            )
        )
    return tuple(found)


def more_than_counted(rounds: Iterable[RealRound] | None = None) -> tuple[tuple[RealRound, int], ...]:
    """The rounds of any kind that invited more people than were counted in the cut-off's band and all above it, and how many more.

    No round can do so on the day of its distribution: these show how many came into the top bands between the two.
    """
    found = []
    for real in history() if rounds is None else rounds:
        bands = distribution(real.number)
        if bands is not None:
            counted = sum(band.count for band in bands if band.highest >= real.lowest_score)
            if real.invited > counted:
                found.append((real, real.invited - counted))
    return tuple(found)
