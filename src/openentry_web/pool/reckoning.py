"""Whom in the pool another law would affect, counted before it is law.

Scores come from the library's tables, for everybody at once. Programs come from decisions: of those whose declared funds do not
reach a new table, and of everybody where other rules are touched. Nothing is kept or told here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from openentry import Decision, LawBook, decide
from openentry.pools.batch import score_batch
from openentry_web.pool import deciding, funds, rescoring
from openentry_web.pool.compact import compact as compact_of
from openentry_web.pool.compact import member_of, met
from openentry_web.pool.models import Entry

#: Documents whose effect the tables show, or funds; and those that change nobody's standing in the pool.
_TABLES, _FUNDS, _PERIODS = "crs.", "funds.table", "procedure."


@dataclass(slots=True)
class Affected:
    """How many of ``pool`` another law affects, on the day from which it makes a difference.

    ``people``: in all; ``scores``: whose score differs; ``lost`` and ``won``: who meets a program less or more; ``out``: who leaves
    the pool; ``categories``: whose are others; ``below``: whose declared funds are below a new table (None where there is none).
    """

    pool: int
    day: date
    people: int = 0
    scores: int = 0
    lost: int = 0
    won: int = 0
    out: int = 0
    categories: int = 0
    below: int | None = None
    _who: set[int] = field(default_factory=set, repr=False)

    def told(self) -> dict[str, int | str | None]:
        """The figures, as they are kept."""
        names = ("pool", "people", "scores", "lost", "won", "out", "categories", "below")
        return {name: getattr(self, name) for name in names} | {"day": self.day.isoformat()}


def size() -> int:
    """How many are in the pool."""
    return Entry.objects.filter(state="IN_POOL").count()


def work(documents: Collection[str], after: LawBook, today: date) -> int:
    """How much a count is, in profiles to be decided: it may be too much for somebody who waits for a page. Tables take a hundred
    at once."""
    table = _table(documents, after, today)
    if _everybody(documents, table):
        return size()
    scored = size() // 100 if any(name.startswith(_TABLES) for name in documents) else 0
    return scored + (len(funds.below(table)) if table is not None else 0)


def count(before: LawBook, after: LawBook, documents: Collection[str], day: date, today: date) -> Affected:
    """Whom ``after`` affects that ``before`` does not, on ``day``: the day from which these documents differ, or today."""
    found = Affected(size(), day)
    table, known = _table(documents, after, today), list[int]()
    if table is not None:
        known = [entry for entry, _ in funds.below(table)]
        found.below = len(known)
        found._who.update(known)
    if _everybody(documents, table):
        _decide(found, before, after, None, day)
    else:
        if any(name.startswith(_TABLES) for name in documents):
            _score(found, before, after, day)
        if table is not None:
            _decide(found, before, after, known, max(table.rules_from, today))
    found.people = len(found._who)
    return found


def _everybody(documents: Collection[str], table: funds.Table | None) -> bool:
    """Whether only deciding everybody shows what changes: other rules, or funds that are needed at once."""
    rules = any(name != _FUNDS and not name.startswith((_TABLES, _PERIODS)) for name in documents)
    return rules or (_FUNDS in documents and table is None)


def _table(documents: Collection[str], after: LawBook, today: date) -> funds.Table | None:
    """The new table of funds among the documents, where it has a deadline that is still to come."""
    table = funds.newest(after) if _FUNDS in documents else None
    return table if table is not None and table.rules_from > today else None


def _score(found: Affected, before: LawBook, after: LawBook, day: date) -> None:
    rows = rescoring.facts()
    if rows is None:
        return
    old, new = (score_batch(book.on(day), rows) for book in (before, after))
    totals = zip(old.column("id").to_pylist(), old.column("total").to_pylist(), new.column("total").to_pylist(), strict=True)
    differ = {int(entry) for entry, one, other in totals if one != other}
    found.scores = len(differ)
    found._who |= differ


def _decide(found: Affected, before: LawBook, after: LawBook, only: list[int] | None, day: date) -> None:
    entries = Entry.objects.filter(state="IN_POOL").select_related("version").order_by("pk")
    if only is not None:
        entries = entries.filter(pk__in=only)
    for entry in entries.iterator(chunk_size=500):
        profile = deciding.profile_of(entry)
        old, new = (decide(profile, day, law=book, last_changed_on=entry.last_changed_on) for book in (before, after))
        _compare(found, entry.pk, old, new)


def _compare(found: Affected, entry: int, old: Decision, new: Decision) -> None:
    one, other = compact_of(old), compact_of(new)
    differs = False
    if one["score"] != other["score"]:
        found.scores, differs = found.scores + 1, True
    had, has = set(met(one)), set(met(other))
    if had - has:
        found.lost, differs = found.lost + 1, True
    if has - had:
        found.won, differs = found.won + 1, True
    if had and not has:
        found.out += 1
    if set(member_of(one)) != set(member_of(other)):
        found.categories, differs = found.categories + 1, True
    if differs:
        found._who.add(entry)
