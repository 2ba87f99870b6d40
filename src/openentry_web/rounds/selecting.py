"""Who is invited, found twice: by the library from the records, and by SQL that shares no line with it; and every check between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection

from openentry.errors import InputError
from openentry.law import Law
from openentry.messages import Message
from openentry.rounds import Instructions, Result, checks, select, write_moment
from openentry.rounds.receipts import canonical, outcome
from openentry_web.pool import law
from openentry_web.rounds import snapshots
from openentry_web.rounds.models import Round

#: A place in the list of those invited: entry, class, score.
Place = tuple[int, str, int]

_RANKED = """
SELECT entry, program, score, received_at, sequence FROM (
  SELECT entry, score, received_at, sequence,
    CASE WHEN nominated OR 'pnp' = ANY(programs) THEN CASE WHEN 'pnp' = ANY(programs) AND %(nominees)s THEN 'pnp' END
         {classes} END AS program
  FROM {source}
  WHERE received_at <= %(moment)s AND received_at + make_interval(years => %(years)s) >= %(moment)s AND score >= %(lowest)s
    AND (%(category)s = '' OR %(category)s = ANY(categories))) open
WHERE program IS NOT NULL
"""
_OF_A_SNAPSHOT = "(SELECT * FROM rounds_snapshotentry WHERE snapshot = %(snapshot)s) pool"
_OF_THE_POOL = "(SELECT id AS entry, * FROM pool_entry WHERE state = 'IN_POOL') pool"


def instructions_of(round_: Round) -> Instructions:
    """What the plan of a round says, as the library reads it. Of a correction: the instruction of the round it corrects."""
    plan = round_.corrects or round_
    data: dict[str, Any] = {"number": plan.number, "moment": plan.moment, "kind": plan.kind}
    data |= {"programs": list(plan.programs)} if plan.kind == "programs" else {}
    data |= {"category": plan.category} if plan.kind == "category" else {}
    data |= {"list_version": plan.list_version} if plan.list_version else {}
    data |= {key: getattr(plan, key) for key in ("size", "lowest_score") if getattr(plan, key) is not None}
    for key in ("name", "citation"):
        if getattr(plan, f"{key}_en"):
            data[key] = {"en": getattr(plan, f"{key}_en"), "fr": getattr(plan, f"{key}_fr")}
    return Instructions.model_validate(data)


def law_of(round_: Round) -> Law:
    """The law of the day of a round: of the book it was frozen under, or of the one in force."""
    book = law.of(round_.law) if round_.law else law.book()
    return book.on((round_.corrects or round_).moment.date())


@dataclass(frozen=True, slots=True)
class Selected:
    """What both ways of selecting gave, and what does not hold (nothing, or the round stops)."""

    places: list[Place]
    result: Result
    failures: list[Message]


def chosen(round_: Round) -> Selected:
    """Select from the snapshot of a round, twice, and check."""
    if round_.snapshot_id is None:
        raise ValueError("not frozen")
    order, then = instructions_of(round_), law_of(round_)
    pool = snapshots.entries(round_.snapshot_id)
    with snapshots.not_collecting():
        try:
            result = select(pool, order, then)
        except InputError as error:
            return Selected([], Result((), 0, None, None, 0, {}), [problem.message for problem in error.problems])
        failures = [failure.message for failure in checks(pool, order, result, then)]
    places = [(int(one.id), one.program, one.score) for one in result.invited]
    second = by_sql(order, then, snapshot=round_.snapshot_id)
    if places != second:
        failures.append(_difference(places, second))
    return Selected(places, result, failures)


def _difference(first: list[Place], second: list[Place]) -> Message:
    at = next((n for n, (a, b) in enumerate(zip(first, second, strict=False), 1) if a != b), min(len(first), len(second)) + 1)
    return Message("web.rounds.check.second", {"rank": at, "first": len(first), "second": len(second)})


def by_sql(order: Instructions, then: Law, snapshot: int | None = None) -> list[Place]:
    """The list of those invited, from a snapshot or from the pool as it stands, by the database alone."""
    if order.size == 0:
        return []
    text, params = ranked(order, then, snapshot)
    limit = "" if order.size is None else " LIMIT %(size)s"
    if then.content("crs.ties").rule == "everyone_at_the_score":
        ordered = " ORDER BY score DESC" + ("" if order.size is None else " FETCH FIRST %(size)s ROWS WITH TIES")
        text = f"SELECT * FROM ({text}{ordered}) cut ORDER BY score DESC, received_at, sequence"
    else:
        text += f" ORDER BY score DESC, received_at, sequence{limit}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT entry, program, score FROM ({text}) invited", params | {"size": order.size})
        return [(entry, program, score) for entry, program, score in cursor.fetchall()]


def ranked(order: Instructions, then: Law, snapshot: int | None) -> tuple[str, dict[str, Any]]:
    """The query of everybody whom a round is open to, in no order, and its parameters."""
    classes = [program for program in then.content("programs.order").order if program != "pnp"]
    if order.kind == "programs":
        classes = [program for program in classes if program in (order.programs or ())]
    named = {f"class_{place}": program for place, program in enumerate(classes)}
    cases = " ".join(f"WHEN %({key})s = ANY(programs) THEN %({key})s" for key in named)
    nominees = order.kind == "general" or (order.kind == "programs" and "pnp" in (order.programs or ()))
    source = _OF_THE_POOL if snapshot is None else _OF_A_SNAPSHOT
    params: dict[str, Any] = {
        "moment": order.moment,
        "years": then.content("procedure.pool_years").length,
        "lowest": order.lowest_score or 0,
        "category": order.category or "",
        "nominees": nominees,
        "snapshot": snapshot,
    }
    return _RANKED.format(classes=cases, source=source), params | named


def digest_of(places: list[Place]) -> str:
    """What stands for a list of those invited."""
    return sha256(canonical([list(place) for place in places])).hexdigest()


# --- what changed since the snapshot ---


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in the pool since a snapshot: how many entries, and the numbers of those on whom the outcome depends."""

    entries: int
    bearing: list[str]


_CHANGED = """
SELECT s.number, s.score, s.received_at, s.sequence, s.programs, s.categories, s.nominated,
  e.state, e.score, e.programs, e.categories, e.nominated
FROM {among} rounds_snapshotentry s {on} JOIN pool_entry e ON e.id = s.entry
WHERE s.snapshot = %(snapshot)s AND (e.state <> 'IN_POOL' OR e.expires_at < %(at)s
  OR (e.score, e.programs, e.categories, e.nominated) IS DISTINCT FROM (s.score, s.programs, s.categories, s.nominated))
"""
#: Those at or above a score, then or now: the few who can stand within the line.
_HIGH = """
SELECT entry FROM rounds_snapshotentry WHERE snapshot = %s AND score >= %s
UNION SELECT id FROM pool_entry WHERE state = 'IN_POOL' AND score >= %s
"""


def bearing(round_: Round, at: datetime) -> list[str]:
    """The numbers of those whose state, score, programs, categories or nomination changed since the snapshot, and on whom
    the outcome depends: who stood within the line as it was frozen, or stand within it as they are now.

    On a large pool somebody changes every few seconds, so that an approval that any change voided could never be used. Only such
    a change would make the same round, frozen again, invite anybody else.
    """
    published = _line_of(round_)
    if published["cut_off"] is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HIGH, [round_.snapshot_id, published["cut_off"], published["cut_off"]])
        high = [entry for (entry,) in cursor.fetchall()]
    rows = _changed(round_, at, "unnest(%(high)s::bigint[]) AS high(entry) JOIN", "ON s.entry = high.entry", high=high)
    found = []
    for number, score, received_at, sequence, programs, categories, nominated, state, *now in rows:
        before = _as_record(score, received_at, sequence, programs, categories, nominated)
        after = _as_record(now[0], received_at, sequence, *now[1:])
        if outcome(before, published).invited or (state == "IN_POOL" and outcome(after, published).invited):
            found.append(number)
    return sorted(found)


def changes(round_: Round, at: datetime) -> Changes:
    """Everybody who changed since the snapshot, whether the outcome depends on them or not, and those on whom it does."""
    return Changes(len(_changed(round_, at)), bearing(round_, at))


def _changed(round_: Round, at: datetime, among: str = "", on: str = "", **more: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED.format(among=among, on=on), {"snapshot": round_.snapshot_id, "at": at, **more})
        return list(cursor.fetchall())


def _line_of(round_: Round) -> Mapping[str, Any]:
    if round_.snapshot_id is None:
        raise ValueError("not frozen")
    order, then = instructions_of(round_), law_of(round_)
    return line(order, then, by_sql(order, then, snapshot=round_.snapshot_id), round_.snapshot_id)


def _as_record(
    score: int, received_at: datetime, sequence: int, programs: list[str], categories: list[str], nominated: bool
) -> dict[str, Any]:
    received = write_moment(received_at)
    return {
        "score": score,
        "received_at": received,
        "sequence": sequence,
        "programs": programs,
        "categories": categories,
        "nominated": nominated,
    }


def line(order: Instructions, then: Law, places: list[Place], snapshot: int) -> Mapping[str, Any]:
    """The line a list draws, as a round publishes it. A round with fewer people than places includes everybody it is
    open to."""
    full = order.size is None or len(places) >= order.size
    cut_off, tie = (places[-1][2] if places and full else (order.lowest_score or 0) if not full else None), None
    if order.size is None:
        cut_off = order.lowest_score
    elif full and places and then.content("crs.ties").rule != "everyone_at_the_score":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT received_at, sequence FROM rounds_snapshotentry WHERE snapshot = %s AND entry = %s",
                [snapshot, places[-1][0]],
            )
            received_at, sequence = cursor.fetchone()
        tie = {"received_at": write_moment(received_at), "sequence": sequence}
    return {
        "instructions": order.declared(),
        "order": list(then.content("programs.order").order),
        "cut_off": cut_off,
        "tie_break": tie,
    }
