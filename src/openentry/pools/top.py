"""The best of a pool, exactly: count the scores, find the cut-off, and sort only who stands at it or above.

The order is that of a round (DESIGN 6): score, high to low; moment of receipt, early to late; sequence number. A pool in parts is
ranked from its parts: each gives its counts and its own best with all ties, and nobody else can be among the best of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 65_536

Counts = NDArray[np.int64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a pool says of itself: how many have each score, and the places and scores of its best, all ties kept."""

    counts: Counts
    places: Places
    scores: NDArray[np.int16]


def histogram(scores: NDArray[np.int16], highest: int) -> Counts:
    """How many have each score from 0 to ``highest``. ValueError for a score that is neither."""
    counts = np.zeros(highest + 1, np.int64)
    for start in range(0, len(scores), _BLOCK):
        found = np.bincount(scores[start : start + _BLOCK], minlength=highest + 1)
        if len(found) > highest + 1:
            raise ValueError(f"a score is higher than {highest}")
        counts += found
    return counts


def cut_off(counts: Counts, size: int) -> int:
    """The score of the last of the best ``size``: the lowest score there is, where there are no more than that."""
    from_above = np.cumsum(counts[::-1])
    highest = len(counts) - 1
    if not len(counts) or size >= from_above[-1]:
        return int(np.argmax(counts > 0))
    return highest - int(np.searchsorted(from_above, max(size, 1)))


def at_least(scores: NDArray[np.int16], score: int) -> Places:
    """The places of all who have ``score`` or more, in order."""
    size = 4 * _BLOCK
    found = [np.flatnonzero(scores[start : start + size] >= score) + start for start in range(0, len(scores), size)]
    return np.concatenate(found) if found else np.empty(0, np.intp)


def best_of_part(scores: NDArray[np.int16], size: int, highest: int) -> Part:
    """Those of a part who could be among the best ``size`` of the whole."""
    counts = histogram(scores, highest)
    places = at_least(scores, cut_off(counts, size)) if size > 0 else np.empty(0, np.intp)
    return Part(counts, places, scores[places])


def whole_cut_off(parts: Sequence[Part], size: int, highest: int) -> int:
    """The cut-off over all parts."""
    return cut_off(sum((part.counts for part in parts), np.zeros(highest + 1, np.int64)), size)


def best(
    scores: NDArray[np.int16],
    size: int,
    *,
    received_at: NDArray[Any] | None = None,
    sequence: NDArray[Any] | None = None,
    highest: int = 1_200,
    everyone_at_the_score: bool = False,
) -> Places:
    """The places of the best ``size``, first to last, by score, then ``received_at``, then ``sequence`` (both early to late).

    Without a sequence those equal so far stand as they do in ``scores``. ``everyone_at_the_score`` takes all who have the score of
    the last, as rounds did before 6 June 2017.
    """
    if size <= 0:
        return np.empty(0, np.intp)
    cut = cut_off(histogram(scores, highest), size)
    places = at_least(scores, cut)
    found = ranked(places, scores[places], *[keys[places] for keys in (received_at, sequence) if keys is not None])
    return found if everyone_at_the_score else found[:size]


def ranked(places: Places, scores: NDArray[np.int16], *keys: NDArray[Any]) -> Places:
    """``places`` in order of rank: score from high to low, then each of ``keys`` from low to high, then as they stand."""
    return places[np.lexsort((*reversed(keys), -scores.astype(np.int32)))]
