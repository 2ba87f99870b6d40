"""Freezing the pool: everybody in it, in order of rank, each record a salted leaf of a tree whose root is published."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from django.db import connection

from openentry.rounds import Entry, merkle
from openentry.rounds.receipts import leaf, record_of
from openentry.version import VERSION
from openentry_web.pool import bands, law
from openentry_web.rounds.models import Round, Snapshot, SnapshotEntry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: The columns of a record, as in RECORD.
_COLUMNS = "number, score, core, spouse, transferability, additional, received_at, sequence, programs, categories, nominated"
#: A record as canonical JSON: byte for byte what :func:`openentry.rounds.receipts.canonical` writes (a test holds one against the
#: other); none of its texts needs an escape.
_RECORD = """concat('{"additional":', additional, ',"categories":', array_to_json(categories), ',"core":', core, ',"nominated":',
  nominated::text, ',"number":"', number, '","programs":', array_to_json(programs), ',"received_at":"',
  to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '","score":', score, ',"sequence":', sequence,
  ',"spouse":', spouse, ',"transferability":', transferability, '}')"""
#: Of the number of the entry and of a secret that is forgotten: nobody can work out a salt, and none says anything of another.
_SALTED = 16
_SALT = f"substr(sha256(%(secret)s || int8send(entry)), 1, {_SALTED})"

_FILL = f"""
INSERT INTO rounds_snapshotentry (snapshot, position, entry, decision, {_COLUMNS}, salt)
SELECT %(snapshot)s, row_number() OVER (ORDER BY score DESC, received_at, sequence) - 1, entry, decision, {_COLUMNS}, {_SALT}
FROM (@source) pool ORDER BY score DESC, received_at, sequence
"""
_POOL = f"SELECT id AS entry, decision_id AS decision, {_COLUMNS} FROM pool_entry WHERE state = 'IN_POOL'"


_ENTRY = """concat(entry, ' ', score, ' ', round(date_part('epoch', received_at) * 1000000)::bigint, ' ', sequence, ' ',
  programs::text, categories::text, nominated)"""
#: So many records are read at a time.
_AT_ONCE = 5_000


def take(round_: Round, at: datetime, source: str = _POOL, **params: Any) -> Snapshot:
    """A snapshot of the pool, or of the entries that ``source`` gives. In one statement, so that it is of one moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('rounds_snapshot', 'id'))")
        (number,) = cursor.fetchone()
        cursor.execute(_FILL.replace("@source", source), params | {"snapshot": number, "secret": secrets.token_bytes(32)})
        # What is asked next is planned for what is there now; not by the lists, which would take most of the time.
        cursor.execute("ANALYZE rounds_snapshotentry (snapshot, position, entry, score)")
    sealed = seals(number)
    return Snapshot.objects.create(
        pk=number,
        round=round_,
        moment=round_.moment,
        taken_at=at,
        entries=sealed.entries,
        digest=sealed.digest,
        root=sealed.root,
        blocks=b"".join(sealed.blocks),
        law=law.digest(),
        library_version=VERSION,
        distribution=distribution(number),
    )


@dataclass(frozen=True, slots=True)
class Seals:
    """What stands for a snapshot: how many entries, the digest of the records, the root over the leaves and the blocks below it."""

    entries: int
    digest: str
    root: str
    blocks: list[bytes]


def seals(snapshot: int) -> Seals:
    """The seals of the records as they are stored now."""
    digest, leaves = sha256(), []
    for text, salts in _texts(snapshot, _RECORD, "string_agg(salt, ''::bytea ORDER BY position)"):
        records = text.encode()
        digest.update(records + b"\n")
        parts = enumerate(records.split(b"\n"))
        leaves += [sha256(b"\x00" + salts[at * _SALTED : (at + 1) * _SALTED] + record).digest() for at, record in parts]
    blocks = merkle.blocks(leaves)
    return Seals(len(leaves), digest.hexdigest(), merkle.root(blocks).hex(), blocks)


def entries(snapshot: int) -> list[Entry]:
    """The records as the library selects from them; ``id`` is the entry's own. All are in the pool: nobody else is frozen."""
    known: dict[str, tuple[frozenset[str], frozenset[str], bool]] = {}
    found = []
    with not_collecting():
        for text, _ in _texts(snapshot, _ENTRY, "NULL"):
            for line in text.split("\n"):
                entry, score, received, sequence, who = line.split(" ", 4)
                programs, categories, nominated = known.get(who) or known.setdefault(who, _read(who))
                moment = _EPOCH + timedelta(microseconds=int(received))
                found.append(Entry(entry, int(score), moment, int(sequence), programs, categories, nominated))
    return found


def _read(who: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """``{cec,fsw}{french}t``, as the database writes two lists and a truth."""
    programs, categories, nominated = who[1:].replace("}{", "}").split("}")
    return frozenset(programs.split(",")) - {""}, frozenset(categories.split(",")) - {""}, nominated == "t"


@contextmanager
def not_collecting() -> Iterator[None]:
    """Without looking for garbage among objects that are all kept: at a million of them that takes longer than making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def room() -> None:
    """Memory for sorting and joining everybody, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")


def distribution(snapshot: int) -> list[dict[str, Any]]:
    """The pool in the department's 18 bands: two of them sums, the last the whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT score, count(*) FROM rounds_snapshotentry WHERE snapshot = %s GROUP BY score", [snapshot])
        tally = dict(cursor.fetchall())
    rows = [(f"{row.lowest}-{row.highest}", row.count) for row in bands.rows(tally, None)]
    rows.append(("total", sum(tally.values())))
    return [{"field": f"dd{number}", "band": band, "count": count} for number, (band, count) in enumerate(rows, 1)]


def drop(round_: Round) -> None:
    """Drop the snapshots of a round that it no longer stands on."""
    for old in Snapshot.objects.filter(round=round_).exclude(pk=round_.snapshot_id or 0):
        SnapshotEntry.objects.filter(snapshot=old.pk)._raw_delete(SnapshotEntry.objects.db)  # not row by row
        old.delete()


def record(row: SnapshotEntry) -> dict[str, Any]:
    """A record as it stands in a receipt."""
    return record_of(**{name: getattr(row, name) for name in _COLUMNS.split(", ")})


def beside(snapshot: Snapshot, position: int) -> list[bytes]:
    """The path from a leaf to the root: inside its block of 256 leaves, then above the blocks."""
    number, place = divmod(position, merkle.BLOCK)
    first = number * merkle.BLOCK
    within = SnapshotEntry.objects.filter(snapshot=snapshot.pk, position__gte=first, position__lt=first + merkle.BLOCK)
    leaves = [leaf(bytes(row.salt), record(row)) for row in within.order_by("position")]
    packed = bytes(snapshot.blocks)
    blocks = [packed[at : at + 32] for at in range(0, len(packed), 32)]
    return merkle.path(leaves, place) + merkle.path(blocks, number)


def _texts(snapshot: int, line: str, beside: str) -> Iterator[tuple[str, bytes]]:
    """The records of a snapshot as lines of text, in order, some thousands in one value, and what is gathered beside them: a row at
    a time is slower by half."""
    with connection.cursor() as cursor:
        for first in count(0, _AT_ONCE):
            cursor.execute(
                f"""SELECT string_agg({line}, E'\\n' ORDER BY position), {beside} FROM rounds_snapshotentry
                    WHERE snapshot = %s AND position >= %s AND position < %s""",
                [snapshot, first, first + _AT_ONCE],
            )
            text, more = cursor.fetchone()
            if text is None:
                return
            yield text, bytes(more or b"")
