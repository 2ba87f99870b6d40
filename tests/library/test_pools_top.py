"""The best of a pool: equal to sorting everybody, with ties in everything, whole and in parts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openentry.pools.top import at_least, best, best_of_part, cut_off, histogram, ranked, whole_cut_off

people = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 3)), max_size=40)


def _arrays(rows: list[tuple[int, int, int]]) -> tuple[Any, Any, Any]:
    columns = np.array(rows, np.int64).reshape(-1, 3)
    return columns[:, 0].astype(np.int16), columns[:, 1], columns[:, 2]


@given(rows=people, size=st.integers(0, 45))
def test_the_best_are_those_whom_sorting_everybody_gives(rows: list[tuple[int, int, int]], size: int) -> None:
    scores, received, sequence = _arrays(rows)
    order = sorted(range(len(rows)), key=lambda at: (-rows[at][0], rows[at][1], rows[at][2], at))
    assert best(scores, size, received_at=received, sequence=sequence, highest=6).tolist() == order[:size]
    by_place = sorted(range(len(rows)), key=lambda at: (-rows[at][0], at))
    assert best(scores, size, highest=6).tolist() == by_place[:size]


@given(rows=people, size=st.integers(1, 45))
def test_before_june_2017_everyone_at_the_score_is_taken(rows: list[tuple[int, int, int]], size: int) -> None:
    scores, received, _ = _arrays(rows)
    found = best(scores, size, received_at=received, highest=6, everyone_at_the_score=True)
    lowest = sorted((row[0] for row in rows), reverse=True)[:size][-1:]
    assert sorted(found.tolist()) == [at for at, row in enumerate(rows) if lowest and row[0] >= lowest[0]]


@given(rows=people, size=st.integers(0, 45), cuts=st.lists(st.integers(0, 40), max_size=4))
def test_a_pool_in_parts_has_the_same_best(rows: list[tuple[int, int, int]], size: int, cuts: list[int]) -> None:
    scores, received, sequence = _arrays(rows)
    ends = sorted({0, len(rows), *[cut for cut in cuts if cut <= len(rows)]})
    parts = [best_of_part(scores[start:stop], size, 6) for start, stop in pairwise(ends)]
    cut = whole_cut_off(parts, size, 6)
    places = np.concatenate(
        [np.empty(0, np.intp), *[p.places[p.scores >= cut] + start for p, start in zip(parts, ends, strict=False)]]
    )
    found = ranked(places, scores[places], received[places], sequence[places])[:size]
    assert found.tolist() == best(scores, size, received_at=received, sequence=sequence, highest=6).tolist()


def test_counts_and_the_cut_off() -> None:
    scores = np.array([3, 1, 3, 0, 2], np.int16)
    counts = histogram(scores, 4)
    assert counts.tolist() == [1, 1, 1, 2, 0]
    assert [cut_off(counts, size) for size in range(7)] == [3, 3, 3, 2, 1, 0, 0]
    assert at_least(scores, 2).tolist() == [0, 2, 4]


def test_a_pool_of_none() -> None:
    nobody = np.empty(0, np.int16)
    assert histogram(nobody, 1_200).sum() == 0
    assert best(nobody, 10).tolist() == []
    assert best_of_part(nobody, 10, 1_200).places.tolist() == []


def test_more_than_one_block() -> None:
    draw = np.random.default_rng(1)
    scores = draw.integers(0, 1_201, 600_000).astype(np.int16)
    received = draw.integers(0, 50, 600_000)
    order = np.lexsort((np.arange(600_000), received, -scores.astype(int)))
    assert (best(scores, 5_000, received_at=received) == order[:5_000]).all()


@pytest.mark.parametrize("wrong", [-1, 5])
def test_a_score_that_cannot_be_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match=r"negative|higher than 4"):
        histogram(np.array([1, wrong], np.int16), 4)
