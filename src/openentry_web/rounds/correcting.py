"""A correction: the line of the faulty round, applied to what was right at its moment. The line itself never moves.

Whoever stands within it and was missed is invited now, if still in the pool; whoever was invited and does not stand within it, or
under another class, had an invitation issued in error, which is cancelled (A10.2(5), T13) and its profile put back (T13a).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection

from openentry.messages import Message
from openentry.rounds import Invitation as Invited
from openentry.rounds import Result, TieBreak
from openentry.rounds.receipts import outcome
from openentry_web.pool import compact, deciding
from openentry_web.pool import services as pool
from openentry_web.rounds import selecting, snapshots
from openentry_web.rounds.invitations import close
from openentry_web.rounds.models import Invitation, Round, Snapshot, SnapshotEntry
from openentry_web.rounds.steps import stop

_FIELDS = "score core spouse transferability additional programs categories nominated".split()
_RIGHT = f"""
SELECT s.entry, s.decision, s.number, s.received_at, s.sequence,
  {", ".join(f"CASE WHEN c.entry IS NULL THEN s.{name} ELSE c.{name} END AS {name}" for name in _FIELDS)}
FROM rounds_snapshotentry s LEFT JOIN corrected c ON c.entry = s.entry WHERE s.snapshot = %(faulty)s
"""
_CREATE = """
CREATE TEMPORARY TABLE corrected (entry bigint PRIMARY KEY, score smallint, core smallint, spouse smallint,
  transferability smallint, additional smallint, programs varchar[], categories varchar[], nominated boolean) ON COMMIT DROP
"""
#: The same in SQL: everybody within the line.
_WITHIN = """
SELECT entry, program, score FROM ({ranked}) r
WHERE score > %(cut_off)s OR (score = %(cut_off)s AND (%(tie_at)s::timestamptz IS NULL
  OR (received_at, sequence) <= (%(tie_at)s::timestamptz, %(tie_sequence)s)))
ORDER BY score DESC, received_at, sequence
"""


def snapshot(round_: Round, at: datetime) -> Snapshot:
    """The snapshot of the faulty round with the records that were wrong put right: profiles decided again as of its moment, where
    law or library is not what it was."""
    faulty = _faulty(round_)
    rows = SnapshotEntry.objects.filter(snapshot=faulty.snapshot_id or 0)
    entry_of = dict(rows.values_list("decision", "entry"))
    right = []
    for decision, found in deciding.anew(list(entry_of), faulty.moment.date(), everyone=False):
        nominated = found["factors"].get("nomination", [0])[0] > 0
        points = [found["score"][0], *compact.sections(found)]
        right.append([entry_of[decision], *points, compact.met(found), compact.member_of(found), nominated])
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS corrected")
        cursor.execute(_CREATE)
        with cursor.copy(f"COPY corrected (entry, {', '.join(_FIELDS)}) FROM STDIN") as copy:
            for row in right:
                copy.write_row(row)
    return snapshots.take(round_, at, _RIGHT, faulty=faulty.snapshot_id)


def within(round_: Round) -> list[selecting.Place]:
    """Everybody within the line of the faulty round, by what is right, in order."""
    published = json.loads(_faulty(round_).published)
    found = []
    for row in SnapshotEntry.objects.filter(snapshot=round_.snapshot_id or 0).order_by("position").iterator(chunk_size=5_000):
        gave = outcome(snapshots.record(row), published)
        if gave.program is not None:
            found.append((row.entry, gave.program, row.score))
    return found


def _within_by_sql(round_: Round) -> list[selecting.Place]:
    faulty = _faulty(round_)
    if faulty.cut_off is None:
        return []
    text, params = selecting.ranked(selecting.instructions_of(round_), selecting.law_of(round_), round_.snapshot_id)
    params |= {"cut_off": faulty.cut_off, "tie_at": faulty.tie_break_at, "tie_sequence": faulty.tie_break_sequence}
    with connection.cursor() as cursor:
        cursor.execute(_WITHIN.format(ranked=text), params)
        return [(entry, program, score) for entry, program, score in cursor.fetchall()]


def chosen(round_: Round) -> selecting.Selected:
    """Those who were missed, found twice; the figures of the line are those of the faulty round."""
    faulty = _faulty(round_)
    first, second = within(round_), _within_by_sql(round_)
    failures = [] if first == second else [Message("web.rounds.check.correction")]
    issued = dict(_issued(faulty).values_list("entry_id", "program"))
    missed = [place for place in first if issued.get(place[0]) != place[1]]
    tie = TieBreak(faulty.tie_break_at, faulty.tie_break_sequence or 0) if faulty.tie_break_at else None
    invited = tuple(
        Invited(rank, str(entry), program, score, faulty.moment, rank) for rank, (entry, program, score) in enumerate(missed, 1)
    )
    result = Result(invited, len(first), faulty.cut_off, tie, faulty.at_cut_off or 0, {})
    return selecting.Selected(missed, result, failures)


def release(round_: Round, by: Any, at: datetime) -> Round:
    """Cancel what was issued in error, invite those missed who are in the pool, publish."""
    from openentry_web.rounds.services import finish, invite

    right = within(round_)
    if right != _within_by_sql(round_):
        return stop(round_, by, at, [Message("web.rounds.check.correction")])
    faulty, class_of = _faulty(round_), {entry: program for entry, program, _ in right}
    issued = {one.entry_id: one for one in _issued(faulty)}
    wrong = [one for one in issued.values() if class_of.get(one.entry_id) != one.program]
    missed = [place for place in right if place[0] not in issued or issued[place[0]].program != place[1]]
    if selecting.digest_of(missed) != round_.list_digest:
        return stop(round_, by, at, [Message("web.rounds.check.list")])
    entries = {entry.pk: entry for entry in pool.lock({*(one.entry_id for one in wrong), *(place[0] for place in missed)})}
    for invitation in wrong:
        fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if fresh.state != "live":
            continue  # declined, lapsed or applied on: there is nothing left to cancel
        fresh.cancelled_by = round_
        close(fresh, Invitation.State.CANCELLED, at)
        round_.cancelled += 1
        entry = entries[fresh.entry_id]
        who = {"actor": str(by.public_id), "role": by.role}
        pool.bring_back(
            entry,
            ["T13", "T13a"],
            at,
            **who,
            reason=f"round {round_.number}",
            notice="invitation_cancelled",
            number=entry.number,
            round=faulty.number,
        )
    there = [place for place in missed if entries[place[0]].state == "IN_POOL"]
    round_.left_out = {"gone": len(missed) - len(there)} if len(there) < len(missed) else {}
    round_.invited = len(there)
    invite(round_, there, [entries[entry] for entry in sorted(entry for entry, _, _ in there)], by, at)
    finish(round_, by, at)
    return round_


def _issued(faulty: Round) -> Any:
    """The invitations of a round and of its corrections that were not cancelled."""
    rounds = [faulty.pk, *faulty.corrections.filter(state="released").values_list("pk", flat=True)]
    return Invitation.objects.filter(round__in=rounds).exclude(state="cancelled")


def _faulty(round_: Round) -> Round:
    if round_.corrects is None:
        raise ValueError("not a correction")
    return round_.corrects
