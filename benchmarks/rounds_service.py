"""A round held by the service: ``python -m benchmarks.rounds_service``. 5,000 invited of a pool; each step by itself.

On an embedded database of its own, durable as in service. The pool is filled by SQL with the score counts of the round published
last. Figures go to ``benchmarks/results/rounds-service.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.database import service_database
from benchmarks.service import RESULTS, scores

SIZES = (250_000, 2_000_000)
INVITED = 5_000
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

PEOPLE = """
INSERT INTO accounts_user (password, is_superuser, public_id, email, role, language, is_active, is_staff)
  SELECT '!', false, gen_random_uuid(), 'b' || g || '@synthetic.invalid', 'candidate', 'en', true, false
  FROM generate_series(%(first)s, %(last)s) g
"""
ENTRIES = """
INSERT INTO pool_entry (person_id, state, begun_at, submit_by, received_at, expires_at, sequence, number, validation_code,
    last_changed_on, programs, categories, nominated, score, core, spouse, transferability, additional, decision_id, version_id,
    decided_on)
  SELECT u.id, 'IN_POOL', m.at, m.at + interval '60 days', m.at, m.at + interval '1 year', nextval('pool_sequence'),
    'B' || lpad(u.id::text, 9, '0'), '0000', %(day)s,
    CASE u.place %% 5 WHEN 0 THEN '{cec}' WHEN 1 THEN '{cec,fsw}' WHEN 2 THEN '{fst}' ELSE '{fsw}' END::varchar[],
    CASE u.place %% 7 WHEN 0 THEN '{french}' WHEN 1 THEN '{french,stem}' WHEN 2 THEN '{stem}' ELSE '{}' END::varchar[],
    false, m.score, m.score - m.score / 4, 0, m.score / 4, 0, %(decision)s, %(version)s, %(day)s
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_user WHERE email LIKE 'b%%@synthetic.invalid'
        AND NOT EXISTS (SELECT 1 FROM pool_entry e WHERE e.person_id = accounts_user.id)) u
  JOIN LATERAL (SELECT %(now)s::timestamptz - interval '364 days' * random() AS at,
      (%(scores)s::int[])[1 + floor(random() * %(count)s)::int + 0 * u.place] AS score) m ON true
"""


def fill(size: int) -> None:
    """Bring the pool to ``size`` entries."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from openentry import Profile
    from openentry_web.pool import services

    model = get_user_model().objects.filter(email="model@synthetic.invalid").first()
    if model is None:
        model = get_user_model().objects.create(email="model@synthetic.invalid", password="!")
        services.begin(model, NOW - timedelta(days=1))
        folder = Path(__file__).parents[1] / "examples" / "profiles"
        content = json.loads((folder / "amara-okafor.json").read_text(encoding="utf-8"))
        services.submit(model, Profile.model_validate(content), NOW - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(decision_id), min(version_id) FROM pool_entry")
        there, decision, version = cursor.fetchone()
        spread = scores()
        cursor.execute("SET session_replication_role = replica")  # no check of each foreign key
        cursor.execute(PEOPLE, {"first": there, "last": size - 1})
        given = {"day": NOW.date(), "now": NOW, "scores": spread, "count": len(spread), "decision": decision, "version": version}
        cursor.execute(ENTRIES, given)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DELETE FROM pool_tally")
        cursor.execute("INSERT INTO pool_tally SELECT score, count(*) FROM pool_entry WHERE state = 'IN_POOL' GROUP BY score")
        cursor.execute("VACUUM ANALYZE pool_entry")
        cursor.execute("VACUUM ANALYZE accounts_user")
        cursor.execute("CHECKPOINT")


def cpu() -> float:
    """Seconds for which this process and its session of the database have worked: what remains where others use the machine too."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    ticks = int(after_name[11]) + int(after_name[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def hold(size: int, number: int) -> dict[str, Any]:
    """One round, each step measured: seconds, and the memory of this process at its highest so far."""
    from django.contrib.auth import get_user_model

    from openentry import rounds
    from openentry_web.rounds import publishing, selecting, services, snapshots

    people = get_user_model().objects
    first, _ = people.get_or_create(email="first@synthetic.invalid", defaults={"role": "officer"})
    second, _ = people.get_or_create(email="second@synthetic.invalid", defaults={"role": "officer"})
    order = rounds.Instructions.model_validate({"number": str(number), "moment": NOW, "kind": "general", "size": INVITED})
    found: dict[str, Any] = {"entries": size, "invited": INVITED}

    def measured(name: str, step: Callable[[], Any]) -> Any:
        begun, worked = time.perf_counter(), cpu()
        done = step()
        found[name] = [time.perf_counter() - begun, cpu() - worked]
        return done

    measured("rehearse", lambda: services.rehearse(first, order, NOW))
    services.plan(first, order, NOW)
    measured("freeze", lambda: services.freeze(str(number), first, NOW))
    measured("approve", lambda: services.approve(str(number), second, NOW))
    held = measured("select_and_check", lambda: services.run(str(number), first, NOW))
    assert held.state == "selected", held.reasons
    pool = measured("of_it_reading", lambda: snapshots.entries(held.snapshot_id))
    then = selecting.law_of(held)
    result = measured("of_it_selecting", lambda: rounds.select(pool, order, then))
    measured("of_it_checking", lambda: rounds.checks(pool, order, result, then))
    measured("of_it_selecting_by_sql", lambda: selecting.by_sql(order, then, snapshot=held.snapshot_id))
    held = measured("release", lambda: services.release(str(number), second, NOW))
    assert (held.state, held.invited) == ("released", INVITED), held.reasons
    somebody = held.invitations.first().entry
    measured("receipt", lambda: publishing.receipt(held, somebody.pk))
    assert measured("replay", lambda: services.replay(str(number), NOW)).holds
    found["memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def write(found: list[dict[str, Any]], load: float, folder: Path) -> None:
    """The figures as a page and as JSON."""
    from benchmarks.machine import this_machine

    machine = this_machine({}, load)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rounds-service.json").write_text(
        json.dumps({"machine": machine.as_json(), "rounds": found}, indent=1), encoding="utf-8"
    )
    steps = [key for key in found[0] if key not in ("entries", "invited", "memory_mib")]
    day = datetime.now(UTC).date()  # noqa: TID251  a report of a run carries its real date
    lines = [
        "# A round held by the service, measured",
        "",
        f"{day}. {machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}, {machine.python}; load"
        f" before the run {machine.load:.1f}{' (others were at work)' if machine.busy else ''}. PostgreSQL 18, embedded, durable.",
        "",
        f"{INVITED:,} invited. Seconds that passed, and seconds of work of this process and its session of the database: where"
        " others use the machine, the second is what a free one takes. Steps that begin with “of it” are parts of the one above.",
        "",
        "| step | " + " | ".join(f"{one['entries']:,}, passed | worked" for one in found) + " |",
        "| --- |" + " ---: | ---: |" * len(found),
        *[
            f"| {step.replace('_', ' ')} | " + " | ".join(f"{one[step][0]:.2f} | {one[step][1]:.2f}" for one in found) + " |"
            for step in steps
        ],
        "| memory of this process, MiB | " + " | ".join(f"{one['memory_mib']:,} |" for one in found) + " |",
        "",
    ]
    (folder / "rounds-service.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rounds_service", description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    with service_database():
        found = []
        for number, size in enumerate(chosen.sizes, 1):
            fill(size)
            found.append(hold(size, number))
            print(found[-1], flush=True)
    write(found, load, chosen.results)


if __name__ == "__main__":
    main()
