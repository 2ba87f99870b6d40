"""What a round would come to on the pool as it stands: tells nobody, changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from openentry.law import Law
from openentry.rounds import Instructions, refuse_impossible
from openentry_web.pool import law
from openentry_web.pool import selectors as pool
from openentry_web.rounds import selecting

#: Cells with fewer people than this are not shown.
SMALLEST = 5
_AGES = ((0, 19), (20, 24), (25, 29), (30, 34), (35, 39), (40, 44), (45, 200))


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of those who would be invited have ``key``; None: fewer than five, or what would give such a cell away."""

    key: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """``curve``: for each score from the highest, how many of those ranked have it or a higher one: the size that makes it the
    cut-off. ``breakdowns``: by program, category, age, education and country, of those who would be invited."""

    instructions: Instructions
    at: datetime
    pool: int
    eligible: int
    invited: int
    cut_off: int | None
    curve: tuple[tuple[int, int], ...]
    breakdowns: Mapping[str, tuple[Cell, ...]]


def rehearsed(order: Instructions, at: datetime) -> Rehearsed:
    """The round held now, on the pool as it stands; :class:`~openentry.errors.InstructionsError` for one that cannot be held."""
    now = order.model_copy(update={"moment": at})
    then = law.book().on(at.date())
    refuse_impossible(now, then)
    places = selecting.by_sql(now, then)
    curve, running = [], 0
    for score, count in _histogram(now.model_copy(update={"lowest_score": None}), then):
        running += count
        curve.append((score, running))
    ids = [entry for entry, _, _ in places]
    facts = pool.facts_of(ids)
    breakdowns = {
        "program": cells(program for _, program, _ in places),
        "category": cells((name for names in _categories(ids) for name in names), apart=False),
        "age": cells(_band(age) for age, _, _ in facts),
        "education": cells(education or "" for _, education, _ in facts),
        "country": cells(country or "" for _, _, country in facts),
    }
    size = sum(pool.tally().values())
    return Rehearsed(order, at, size, running, len(places), places[-1][2] if places else None, tuple(curve), breakdowns)


def cells(keys: Iterable[str], *, apart: bool = True) -> tuple[Cell, ...]:
    """Counted, the most frequent first, small cells hidden. ``apart``: each person is in one cell, so that a single hidden one
    could be worked out from the whole: then the next smallest is hidden too."""
    counted = sorted(Counter(keys).items(), key=lambda pair: (-pair[1], pair[0]))
    hidden = {key for key, count in counted if count < SMALLEST}
    if apart and len(hidden) == 1 and len(counted) > 1:
        hidden.add(next(key for key, _ in reversed(counted) if key not in hidden))
    return tuple(Cell(key, None if key in hidden else count) for key, count in counted)


def _histogram(order: Instructions, then: Law) -> list[tuple[int, int]]:
    text, params = selecting.ranked(order, then, None)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT score, count(*) FROM ({text}) open GROUP BY score ORDER BY score DESC", params)
        return [(score, count) for score, count in cursor.fetchall()]


def _categories(ids: list[int]) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT categories FROM pool_entry WHERE id = ANY(%s)", [ids])
        return [names for (names,) in cursor.fetchall()]


def _band(age: int | None) -> str:
    if age is None:
        return ""
    low, high = next(band for band in _AGES if band[0] <= age <= band[1])
    return f"{low}-{high}" if 0 < low < 45 else (f"<{high + 1}" if low == 0 else f"{low}+")
