"""Scores of everybody under another law, at once: through the library's tables, from the facts of the last decision.

What a new law makes of a pool is seen in seconds; eligibility, reasons and the next change follow, decision by decision, in the
sweep that comes after, and a round waits for that.
"""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from django.db import connection, transaction

from openentry.pools.batch import score_batch
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.pool import law

_FACTS = """COPY (
  SELECT (d.outcome->'facts') || jsonb_build_object('id', e.id::text)
  FROM pool_entry e JOIN pool_decision d ON d.id = e.decision_id
  WHERE e.state = 'IN_POOL'{other} ORDER BY e.id) TO STDOUT"""
_OTHER = " AND d.law_id <> '{digest}'"
_CHANGE = """
  UPDATE pool_entry e SET score = n.score FROM rescored n
  WHERE n.id = e.id AND e.state = 'IN_POOL' AND e.score IS DISTINCT FROM n.score"""


def rescore(moment: datetime) -> int:
    """Give everybody who was decided under another law the score of the law in force now. Returns how many scores changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        book = law.book()
        rows = _facts(cursor, _OTHER.format(digest=book.digest))
        if rows is None:
            return 0
        scored = score_batch(book.on(moment.date()), rows)
        cursor.execute("DROP TABLE IF EXISTS rescored")
        cursor.execute("CREATE TEMPORARY TABLE rescored (id bigint PRIMARY KEY, score smallint) ON COMMIT DROP")
        with cursor.copy("COPY rescored FROM STDIN") as copy:
            ids, totals = scored.column("id").to_pylist(), scored.column("total").to_pylist()
            copy.write("".join(f"{entry}\t{total}\n" for entry, total in zip(ids, totals, strict=True)))
        cursor.execute(_CHANGE)
        changed = cursor.rowcount
        audit(
            Done(
                at=moment,
                actor="system",
                role="system",
                action="pool.rescore",
                object="pool",
                reason=f"{changed} of {len(ids)} scores changed",
                after_hash=book.digest,
            )
        )
    return int(changed)


def facts() -> pa.RecordBatch | None:
    """The facts of everybody in the pool as they were last decided, as a facts table (DESIGN 5.1); None where nobody is in it."""
    with connection.cursor() as cursor:
        return _facts(cursor, "")


def _facts(cursor: object, other: str) -> pa.RecordBatch | None:
    text = pa.BufferOutputStream()
    with cursor.copy(_FACTS.format(other=other)) as copy:  # type: ignore[attr-defined]
        for data in copy:
            text.write(data)
    rows = text.getvalue()
    if not rows.size:
        return None
    table = pj.read_json(pa.BufferReader(rows)).combine_chunks()
    columns = {name: table.column(name) for name in table.schema.names}
    for name, column in columns.items():
        if pa.types.is_null(column.type):
            columns[name] = pc.cast(column, pa.string())
    return pa.table(columns).to_batches()[0]
