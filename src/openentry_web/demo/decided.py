"""Deciding many profiles at once, in processes of their own: nothing here touches the database."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from typing import Any, NamedTuple

from openentry import LawBook, Profile, decide
from openentry.law.book import book_of
from openentry_web.pool.compact import compact, member_of, met, sections

_AT_ONCE = 250


class Row(NamedTuple):
    """What is stored of one person, ready to be copied."""

    content: str
    outcome: str
    score: int
    sections: tuple[int, int, int, int]
    programs: list[str]
    categories: list[str]
    nominated: bool
    changes_on: date | None
    eligible: bool


def decided(profiles: Iterable[dict[str, Any]], day: date, law: bytes) -> Iterator[Row]:
    """A row for each profile, in their order, decided on ``day`` under ``law``, as it is kept."""
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn")) as processes:
        for rows in processes.map(_decide, ((part, day, law) for part in _parts(profiles))):
            yield from rows


def _parts(profiles: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    given = iter(profiles)
    while part := list(islice(given, _AT_ONCE)):
        yield part


@lru_cache(maxsize=1)
def _book(law: bytes) -> LawBook:
    kept = json.loads(zlib.decompress(law))
    return book_of(kept["built_in"], [(name, laid) for name, laid in kept["overlays"]])


def _decide(part: tuple[list[dict[str, Any]], date, bytes]) -> list[Row]:
    profiles, day, law = part
    book = _book(law)
    rows = []
    for content in profiles:
        decision = decide(Profile.model_validate(content), day, law=book, last_changed_on=day)
        outcome = compact(decision)
        rows.append(
            Row(
                content=json.dumps(content, ensure_ascii=False),
                outcome=json.dumps(outcome, ensure_ascii=False),
                score=outcome["score"][0],
                sections=sections(outcome),
                programs=met(outcome),
                categories=member_of(outcome),
                nominated=outcome["factors"].get("nomination", [0])[0] > 0,
                changes_on=decision.changes_on,
                eligible=bool(decision.eligible),
            )
        )
    return rows
