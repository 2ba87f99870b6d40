"""A new table of settlement funds: those in the pool whose declared funds are below it are told, once, when it is published.

Until the day before its deadline their profile is tested on the table it was tested on before; from that day on on the new one
(contract C17): whoever is below loses Federal Skilled Worker and Federal Skilled Trades, unless an offer takes the requirement
away, and leaves the pool where nothing else holds. The sweep does that on the day; here it is only said beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from openentry import Decision, LawBook
from openentry.decision.document import plain
from openentry.law.shapes.funds import SettlementFunds
from openentry.timeline import Step
from openentry_web.notices import selectors as notices
from openentry_web.notices.services import tell
from openentry_web.pool import deciding, law
from openentry_web.pool.models import Entry, FundsTable

#: People told in one transaction.
AT_ONCE = 40
_TURN = "change.funds_deadline"
_LISTED = 7  # families of one to seven have an amount of their own
_BELOW = """
  SELECT e.id, e.person_id FROM pool_entry e JOIN profiles_version v ON v.id = e.version_id
  WHERE e.state = 'IN_POOL' AND e.last_changed_on < %(since)s AND (v.content->>'funds_cad')::bigint <
    (%(amounts)s::bigint[])[least(greatest(coalesce((v.content->'family'->>'size')::int, 1), 1), %(listed)s)]
    + greatest(coalesce((v.content->'family'->>'size')::int, 1) - %(listed)s, 0) * %(more)s
  ORDER BY e.id"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that does not rule those yet who were in the pool before it: from which day it is in force, from which it was known,
    and from which it rules them."""

    in_force: date
    known: date
    rules_from: date
    content: SettlementFunds


def waiting(today: date, book: LawBook | None = None) -> Table | None:
    """The newest table that is published and whose deadline is still to come; of the law in force here, or of another ``book``."""
    return next((one for one in _tables(book or law.book()) if one.known <= today < one.rules_from), None)


def newest(book: LawBook) -> Table | None:
    """The newest table with a deadline, whether it is published yet or rules everybody already."""
    return next(_tables(book), None)


def _tables(book: LawBook) -> Iterator[Table]:
    for version in reversed(book.documents["funds.table"].versions):
        deadline = version.content.deadline
        if deadline is not None:
            yield Table(version.in_force, version.published or version.in_force, max(deadline, version.in_force), version.content)


def announce(moment: datetime) -> int:
    """Tell everybody concerned of the table that waits, and how many were told. A pass through the pool a day until the deadline,
    because a declined invitation brings people back; nobody is told twice, and a pass that was killed is made again."""
    table = waiting(moment.date())
    if table is None:
        return 0
    kept, _ = FundsTable.objects.get_or_create(in_force=table.in_force)
    if kept.told_on == moment.date():
        return 0
    short = below(table)
    known = notices.told([person for _, person in short], _key(table))
    new = [entry for entry, person in short if person not in known]
    for first in range(0, len(new), AT_ONCE):
        with transaction.atomic():
            entries = Entry.objects.select_for_update(of=("self",)).filter(pk__in=new[first : first + AT_ONCE], state="IN_POOL")
            for entry in entries.select_related("version").order_by("pk"):
                _tell(entry, table, moment)
    FundsTable.objects.filter(pk=kept.pk).update(told_on=moment.date())
    return len(new)


def below(table: Table) -> list[tuple[int, int]]:
    """Entries, with their persons, whose declared funds do not reach the table: those that the new table does not rule yet."""
    content = table.content
    amounts = [content.required(size) for size in range(1, _LISTED + 1)]
    more = content.required(_LISTED + 1) - content.required(_LISTED)
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"since": table.in_force, "amounts": amounts, "more": more, "listed": _LISTED})
        return [(entry, person) for entry, person in cursor.fetchall()]


def _tell(entry: Entry, table: Table, moment: datetime) -> None:
    today = deciding.decide_entry(entry, deciding.profile_of(entry), moment)
    then = today.on(table.rules_from)
    about = said(today, table.rules_from)
    kind = "funds_kept"
    if about["names"]:
        kind = "funds_lost" if then.eligible else "funds_out"
    day = table.rules_from.isoformat()
    tell(entry.person_id, kind, moment, key=_key(table), link="profile", day=day, table=table.in_force.isoformat(), **about)


def said(today: Decision, on: date) -> dict[str, Any]:
    """What is told of the new table: the amount declared and the amount needed, and the programs that fail for it from ``on``."""
    then = today.evaluate_on(on)
    names = then.law.content("programs.order").names
    met = [name for name, verdict in today.evaluation.programs.items() if verdict.met]
    lost = [name for name in met if name in then.programs and not then.programs[name].met and then.funds.met is False]
    return {
        "declared": then.funds.declared or 0,
        "needed": then.funds.needed,
        "size": then.funds.size or 1,
        "names": [plain(names[name]) for name in lost],
    }


def is_table(step: Step) -> bool:
    """Whether a change is a new table's beginning to rule those who were in the pool."""
    return any(why.id == _TURN for why in step.because)


def _key(table: Table) -> str:
    return f"funds_table:{table.in_force.isoformat()}"
