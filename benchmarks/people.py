"""What is measured of many profiles: ``decide`` over people drawn for the pool, on two processes."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context

from benchmarks.pools import DAY, SEED, Measure, in_turn, timed
from openentry import decide, load_book
from openentry.law.book import LawBook
from openentry.pools.population import profiles
from openentry.profile import Profile

PROCESSES = 2

_books: list[LawBook] = []
_texts: list[str] = []
_read: list[Profile] = []


def deciding(people: int, rounds: int) -> Measure:
    """``decide`` of everyone, read before, and from the text of a profile on; each process its own share."""
    texts = [json.dumps(one) for one in profiles(people, SEED, DAY)]
    with ExitStack() as stack:
        each = [
            stack.enter_context(ProcessPoolExecutor(1, get_context("spawn"), _begin, (texts[at::PROCESSES],)))
            for at in range(PROCESSES)
        ]
        known = [pool.submit(_decided).result() for pool in each]
        times = in_turn({"decide": _on(each, _decided), "read and decide": _on(each, _read_and_decided)}, rounds)
    notes = [f"{sum(known):,} of them qualify for a program. The decision is whole, its sentences not yet put into words."]
    return Measure(f"People decided, {PROCESSES} processes", people, times, notes)


def _on(each: Sequence[ProcessPoolExecutor], work: Callable[[], int]) -> Callable[[], float]:
    return timed(lambda: [done.result() for done in [pool.submit(work) for pool in each]])


def _begin(texts: list[str]) -> None:
    """A process: the law, and its share of the profiles, as text and read."""
    _books.append(load_book())
    _texts.extend(texts)
    _read.extend(map(Profile.model_validate_json, texts))
    gc.freeze()  # they live as long as the process: looking through them again and again frees nothing


def _decided() -> int:
    return sum(decide(one, DAY, law=_books[0]).eligible is True for one in _read)


def _read_and_decided() -> int:
    return sum(decide(Profile.model_validate_json(text), DAY, law=_books[0]).eligible is True for text in _texts)
