"""The pool in figures: by score over time, by program and category, who came and who left, what is due. Counted in the database,
kept for ten minutes; the first look of a large pool takes a few seconds.

Who was in the pool at a past moment is worked out from what is stored of each profile: when it was received and closed, when it was
invited and came back, and the decisions between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection

from openentry_web.pool import bands
from openentry_web.pool import selectors as pool
from openentry_web.rounds.rehearsing import SMALLEST

WEEKS = 26
_KEPT = 600

_OVER_TIME = """
WITH moments AS (SELECT unnest(%(moments)s::timestamptz[]) AS at),
held AS (
  SELECT d.entry_id, d.at AS since, lead(d.at) OVER (PARTITION BY d.entry_id ORDER BY d.number) AS until,
    (d.outcome->'score'->>0)::int AS score
  FROM pool_decision d)
SELECT m.at, h.score, count(*)
FROM moments m
JOIN held h ON h.since <= m.at AND (h.until IS NULL OR h.until > m.at)
JOIN pool_entry e ON e.id = h.entry_id
WHERE e.received_at <= m.at AND (e.closed_at IS NULL OR e.closed_at > m.at)
  AND e.state NOT IN ('DRAFT', 'DRAFT_LAPSED', 'INELIGIBLE_AT_SUBMISSION')
  AND NOT EXISTS (SELECT 1 FROM rounds_invitation i WHERE i.entry_id = e.id AND i.issued_at <= m.at
    AND (i.state IN ('live', 'applied') OR i.closed_at > m.at))
GROUP BY m.at, h.score
"""
_RECEIVED = """
SELECT date_trunc('week', received_at AT TIME ZONE 'UTC')::date, count(*) FROM pool_entry
WHERE received_at >= %(since)s AND state <> 'INELIGIBLE_AT_SUBMISSION' GROUP BY 1
"""
_CLOSED = """
SELECT date_trunc('week', closed_at AT TIME ZONE 'UTC')::date, count(*) FROM pool_entry
WHERE closed_at >= %(since)s AND received_at IS NOT NULL AND state <> 'INELIGIBLE_AT_SUBMISSION'
  AND NOT EXISTS (SELECT 1 FROM rounds_invitation i WHERE i.entry_id = pool_entry.id AND i.closed_at = pool_entry.closed_at)
GROUP BY 1
"""
_INVITED = """
SELECT date_trunc('week', issued_at AT TIME ZONE 'UTC')::date, count(*) FROM rounds_invitation
WHERE issued_at >= %(since)s GROUP BY 1
"""
_BACK = """
SELECT date_trunc('week', i.closed_at AT TIME ZONE 'UTC')::date, count(*) FROM rounds_invitation i
JOIN pool_entry e ON e.id = i.entry_id
WHERE i.closed_at >= %(since)s AND i.state IN ('declined', 'cancelled') AND (e.closed_at IS NULL OR e.closed_at > i.closed_at)
GROUP BY 1
"""
_DUE = """
SELECT date_trunc('week', changes_on)::date, count(*) FROM pool_entry
WHERE state = 'IN_POOL' AND changes_on < %(until)s GROUP BY 1
"""
_ENDS = """
SELECT date_trunc('week', expires_at AT TIME ZONE 'UTC')::date, count(*) FROM pool_entry
WHERE state = 'IN_POOL' AND expires_at < %(until)s GROUP BY 1
"""
_NAMED = "SELECT name, count(*) FROM pool_entry, unnest({column}) name WHERE state = 'IN_POOL' GROUP BY 1 ORDER BY 2 DESC, 1"


@dataclass(frozen=True, slots=True)
class Counted:
    """A table: what its columns are, and its rows; the first cell of a row is its name, the rest are numbers (None: fewer than
    five)."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def tables(now: datetime) -> list[Counted]:
    """Every table of the page."""
    found = cache.get("pool-figures")
    if found is None or found[0] != now.date():
        found = (now.date(), [_over_time(now), _named("programs"), _named("categories"), _flow(now), _due(now)])
        cache.set("pool-figures", found, _KEPT)
    return list(found[1])


def _over_time(now: datetime) -> Counted:
    """The pool at the end of each of the last months, and now, in bands."""
    moments = [now]
    day = now.date().replace(day=1)
    for _ in range(12):
        moments.append(now.replace(year=day.year, month=day.month, day=1, hour=0, minute=0, second=0, microsecond=0))
        day = (day - timedelta(days=1)).replace(day=1)
    moments.reverse()
    counts = {at: [0] * len(bands.wide()) for at in moments}
    for at, score, n in _rows(_OVER_TIME, moments=moments[:-1]):
        counts[at][_band(score)] += n
    for score, n in pool.tally().items():
        counts[now][_band(score)] += n
    rows: list[tuple[Any, ...]] = [(at.date(), *counts[at], sum(counts[at])) for at in moments]
    begun = next((n for n, row in enumerate(rows) if row[-1]), len(rows) - 1)
    return Counted("bands", (*(f"{low}-{high}" for low, high in bands.wide()), "total"), rows[begun:])


def _band(score: int | None) -> int:
    return next(n for n, (low, _) in enumerate(bands.wide()) if (score or 0) >= low)


def _named(column: str) -> Counted:
    rows = [(name, n if n >= SMALLEST else None) for name, n in _rows(_NAMED.format(column=column))]
    return Counted(column, ("people",), rows)


def _flow(now: datetime) -> Counted:
    """Who came into the pool and who left it, week by week."""
    first = _monday(now.date()) - timedelta(weeks=WEEKS - 1)
    since = now.replace(year=first.year, month=first.month, day=first.day, hour=0, minute=0, second=0, microsecond=0)
    parts = [dict(_rows(query, since=since)) for query in (_RECEIVED, _BACK, _INVITED, _CLOSED)]
    weeks = [first + timedelta(weeks=n) for n in range(WEEKS)]
    rows: list[tuple[Any, ...]] = [(week, *(part.get(week, 0) for part in parts)) for week in weeks]
    return Counted("flow", ("received", "back", "invited", "left"), rows)


def _due(now: datetime) -> Counted:
    """Whose decision changes by time alone, and whose year is over, in each of the weeks that follow."""
    until = now + timedelta(weeks=WEEKS)
    parts = [dict(_rows(query, until=until)) for query in (_DUE, _ENDS)]
    weeks = [_monday(now.date()) + timedelta(weeks=n) for n in range(WEEKS)]
    return Counted("due", ("changes", "ends"), [(week, *(part.get(week, 0) for part in parts)) for week in weeks])


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _rows(query: str, **params: Any) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
