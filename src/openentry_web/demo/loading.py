"""A synthetic pool, loaded by COPY in one transaction: all of it is there, or none."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from openentry import lifecycle
from openentry.pools import population
from openentry.rounds.history import distribution, history
from openentry.version import VERSION
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.demo.decided import decided
from openentry_web.pool import law, selectors, sweep

_SEED = 20_260_101
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def loaded() -> bool:
    """Whether there is a pool already."""
    return selectors.anybody()


def load(size: int, at: datetime, progress: Callable[[int], None]) -> int:
    """Load ``size`` people as they would wait at ``at``, shaped like the pool published last. Returns how many are in the pool."""
    day = at.date()
    people = population.people(size, _SEED, day, _shape())
    received = [_EPOCH + timedelta(microseconds=int(moment)) for moment in people.received]
    book = law.book().on(day)
    generator = random.Random(_SEED)
    numbers = generator.sample(range(10**9), size)
    with transaction.atomic():
        digest = law.keep(law.digest())
        ids = _room(size)
        rows = []
        for place, row in enumerate(decided(population.profiles_of(people), day, law.packed(law.layers()))):
            moment = received[place]
            # Whoever has waited a year today would have left: they came a little later instead, in the same order.
            moment = max(moment, at - timedelta(days=364) + timedelta(microseconds=place))
            rows.append((place, moment, lifecycle.deadline(book, "pool_years", moment), row))
            if place % 500 == 0:
                progress(place)
        _copy(
            "accounts_user",
            "id password is_superuser public_id email role language is_active is_staff joined_at",
            (
                (ids + n, "!", False, _uuid(generator), f"s{n}@synthetic.invalid", "candidate", "en", True, False, moment)
                for n, moment, _, _ in rows
            ),
        )
        _copy(
            "pool_entry",
            "id person_id state begun_at submit_by received_at expires_at sequence number validation_code last_changed_on programs"
            " categories nominated",
            (
                (
                    *(
                        ids + n,
                        ids + n,
                        "SUBMITTED",
                        moment,
                        lifecycle.deadline(book, "draft_days", moment),
                        moment,
                        expires,
                        n + 1,
                    ),
                    *(f"E{numbers[n]:09d}", f"{generator.randrange(10_000):04d}", day, [], [], False),
                )
                for n, moment, expires, _ in rows
            ),
        )
        _copy(
            "profiles_version",
            "id entry_id number content digest at",
            ((ids + n, ids + n, 1, row.content, _digest(row.content), moment) for n, moment, _, row in rows),
        )
        _copy(
            "pool_decision",
            "id entry_id number as_of at cause because version_id last_changed_on law_id library_version outcome",
            ((ids + n, ids + n, 1, day, at, "T4", "[]", ids + n, day, digest, VERSION, row.outcome) for n, _, _, row in rows),
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE standing (id bigint, score smallint, core smallint, spouse smallint,"
                " transferability smallint, additional smallint, programs text[], categories text[],"
                " nominated boolean, changes_on date, eligible boolean) ON COMMIT DROP"
            )
        _copy(
            "standing",
            "id score core spouse transferability additional programs categories nominated changes_on eligible",
            (
                (ids + n, row.score, *row.sections, row.programs, row.categories, row.nominated, row.changes_on, row.eligible)
                for n, _, _, row in rows
            ),
        )
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE pool_entry e SET score = s.score, core = s.core, spouse = s.spouse,
                     transferability = s.transferability, additional = s.additional, programs = s.programs,
                     categories = s.categories, nominated = s.nominated, changes_on = s.changes_on, decided_on = %s,
                     version_id = e.id, decision_id = e.id,
                     state = CASE WHEN s.eligible THEN 'IN_POOL' ELSE 'INELIGIBLE_AT_SUBMISSION' END
                   FROM standing s WHERE s.id = e.id""",
                [day],
            )
            cursor.execute("SELECT setval('pool_sequence', greatest(nextval('pool_sequence'), %s))", [size])
        sweep.done(at, size)
        audit(
            Done(at=at, actor="demonstration", role="system", action="demo.load", object="pool", reason=f"{size} synthetic people")
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pool_entry")
    return sum(row.eligible for _, _, _, row in rows)


def _shape() -> Any:
    """The bands of the newest round with a published distribution."""
    known = [found for one in history() if (found := distribution(one.number)) is not None]
    return known[0] if known else None


def _room(size: int) -> int:
    """The first of ``size`` ids free in every table that is filled."""
    first = 1
    with connection.cursor() as cursor:
        for table in ("accounts_user", "pool_entry", "profiles_version", "pool_decision"):
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            cursor.execute(f"SELECT nextval({sequence})")
            first = max(first, cursor.fetchone()[0])
        for table in ("accounts_user", "pool_entry", "profiles_version", "pool_decision"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [first + size])
    return first


def _copy(table: str, columns: str, rows: Any) -> None:
    names = columns.split()
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _uuid(generator: random.Random) -> str:
    return str(uuid.UUID(int=generator.getrandbits(128), version=4))


def _digest(content: str) -> str:
    canonical = json.dumps(json.loads(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
