"""The pool by score, in the bands in which the department publishes its own: fifteen, two sums among them, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from openentry.rounds import history
from openentry.rounds.instructions import HIGHEST_SCORE

#: The bands that the department adds up besides, each where its parts begin.
_SUMS = ((451, 500), (401, 450))


@dataclass(frozen=True, slots=True)
class Row:
    """A band: how many candidates have a score in it, and how many in it or above; ``bar`` is the length of its bar, in per cent
    of the longest (written as SVG wants it); ``yours``: the person's score is in it."""

    lowest: int
    highest: int
    count: int
    above: int
    bar: str
    yours: bool
    is_sum: bool = False


@cache
def spans() -> tuple[tuple[int, int], ...]:
    """The fifteen bands, from the highest scores to the lowest, as last published."""
    published = [bands for real in history.history() if (bands := history.distribution(real.number))]
    return tuple((band.lowest, band.highest) for band in published[-1])


@cache
def wide() -> tuple[tuple[int, int], ...]:
    """The bands with the sums in the place of their parts: few enough to be told apart in a chart. From the highest."""
    return tuple(dict.fromkeys(_around(span) or span for span in spans()))


@cache
def fields() -> dict[str, tuple[int, int]]:
    """The department's own fields ``dd1`` to ``dd18``, each with its span: a sum stands before its parts, the whole last."""
    listed = dict.fromkeys(one for span in spans() for one in (_around(span) or span, span))
    whole = (spans()[-1][0], HIGHEST_SCORE)
    return {f"dd{number}": span for number, span in enumerate([*listed, whole], 1)}


def is_sum(span: tuple[int, int]) -> bool:
    """Whether a span is the sum of others."""
    return span not in spans()


def _around(span: tuple[int, int]) -> tuple[int, int] | None:
    return next(((low, high) for low, high in _SUMS if low <= span[0] and span[1] <= high), None)


def rows(tally: Mapping[int, int], score: int | None) -> list[Row]:
    """The rows of the chart, which is a table, from the highest band to the lowest; a sum stands before its parts."""
    counts = {span: _between(tally, *span) for span in spans()}
    longest = max(counts.values(), default=0) or 1
    found: list[Row] = []
    above = 0
    for span, count in counts.items():
        for low, high in _SUMS:
            if high == span[1]:
                found.append(
                    Row(low, high, _between(tally, low, high), _between(tally, low, HIGHEST_SCORE), "0", False, is_sum=True)
                )
        above += count
        yours = score is not None and span[0] <= score <= span[1]
        found.append(Row(*span, count, above, f"{100 * count / longest:.1f}", yours))
    return found


def _between(tally: Mapping[int, int], low: int, high: int) -> int:
    return sum(n for score, n in tally.items() if low <= score <= high)
