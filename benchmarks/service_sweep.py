"""The sweep and a new law: ``python -m benchmarks.service_sweep``. A pool of 250,000, 2,500 of whom time has changed something for.

On an embedded database of its own, durable as in service. 3,000 synthetic people are decided; the others are copies of them, each
with a decision of their own, so that every entry that is swept is decided for real. Figures and query plans go to
``benchmarks/results/service-sweep.md`` and ``.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as dt_time
from pathlib import Path
from typing import Any

from benchmarks.database import service_database
from benchmarks.machine import this_machine

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
PEOPLE, SIZE, DUE = 3_000, 250_000, 2_500
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OVERLAY = ROOT / "examples" / "law" / "reform-2026-proposal"
#: How many are decided under the new law to see how fast that goes.
_UNDER_NEW_LAW = 1_000

_USERS = """
INSERT INTO accounts_user (id, password, is_superuser, public_id, email, role, language, is_active, is_staff)
  SELECT %(room)s + g, '!', false, gen_random_uuid(), 'c' || g || '@synthetic.invalid', 'candidate', 'en', true, false
  FROM generate_series(1, %(n)s) g"""
_COPIES = """
CREATE TEMPORARY TABLE copies AS
  WITH due AS (SELECT array_agg(id ORDER BY id) AS ids FROM pool_entry WHERE state = 'IN_POOL' AND changes_on = %(day)s),
       rest AS (SELECT array_agg(id ORDER BY id) AS ids FROM pool_entry WHERE state = 'IN_POOL' AND changes_on > %(day)s)
  SELECT %(room)s + g AS new, CASE WHEN g <= %(due)s THEN due.ids[1 + g %% cardinality(due.ids)]
      ELSE rest.ids[1 + g %% cardinality(rest.ids)] END AS old
  FROM due, rest, generate_series(1, %(n)s) g"""
_DECISIONS = """
INSERT INTO pool_decision (id, entry_id, number, as_of, at, cause, because, version_id, last_changed_on, law_id, library_version,
    outcome)
  SELECT c.new, c.new, 1, d.as_of, d.at, d.cause, d.because, d.version_id, d.last_changed_on, d.law_id, d.library_version, d.outcome
  FROM copies c JOIN pool_entry e ON e.id = c.old JOIN pool_decision d ON d.id = e.decision_id"""
_ENTRIES = """
INSERT INTO pool_entry (id, person_id, state, begun_at, submit_by, received_at, expires_at, sequence, number, validation_code,
    last_changed_on, programs, categories, nominated, score, core, spouse, transferability, additional, decision_id, version_id,
    decided_on, changes_on)
  SELECT c.new, c.new, e.state, e.begun_at, e.submit_by, e.received_at, e.expires_at, nextval('pool_sequence'),
    'B' || lpad(c.new::text, 9, '0'), '0000', e.last_changed_on, e.programs, e.categories, e.nominated, e.score, e.core, e.spouse,
    e.transferability, e.additional, c.new, e.version_id, e.decided_on, e.changes_on
  FROM copies c JOIN pool_entry e ON e.id = c.old"""
_TABLES = ("accounts_user", "pool_entry", "pool_decision")


def fill(people: int, size: int, due: int) -> date:
    """``people`` decided, then copies up to ``size`` in the pool, ``due`` of them due by a day. Returns that day."""
    from django.db import connection

    from openentry_web.demo import loading
    from openentry_web.pool.models import Entry

    loading.load(people, NOW, lambda done: None)
    soon = Entry.objects.filter(state="IN_POOL", changes_on__lte=NOW + timedelta(days=40))
    day = Counter(soon.values_list("changes_on", flat=True)).most_common(1)[0][0]
    there = Entry.objects.filter(state="IN_POOL").count()
    already = Entry.objects.filter(state="IN_POOL", changes_on__lte=day).count()
    said: dict[str, Any] = {"n": size - there, "due": max(due - already, 0), "day": day, "room": 10**7}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no check of each foreign key
        for statement in (_USERS, _COPIES, _DECISIONS, _ENTRIES):
            cursor.execute(statement, said)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DELETE FROM pool_tally")
        cursor.execute("INSERT INTO pool_tally SELECT score, count(*) FROM pool_entry WHERE state = 'IN_POOL' GROUP BY score")
        for table in _TABLES:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM " + table + "))", [table])
            cursor.execute("VACUUM ANALYZE " + table)
    assert isinstance(day, date)
    return day


def changed_law(day: date, folder: Path) -> Path:
    """The proposal of a reform, as if it came into force on ``day``."""
    copied = folder / "law"
    shutil.copytree(OVERLAY, copied)
    for path in copied.glob("*.yaml"):
        written = re.sub(r"in_force: \d{4}-\d{2}-\d{2}", f"in_force: {day}", path.read_text(encoding="utf-8"))
        path.write_text(written, encoding="utf-8")
    return copied


def plans(moment: datetime) -> dict[str, list[str]]:
    """The plans of the questions a sweep begins with."""
    from openentry_web.pool import law
    from openentry_web.pool.models import Entry

    waiting = Entry.objects.filter(state="IN_POOL").order_by()
    asked = {
        "whose decision changes by that day": waiting.filter(changes_on__lte=moment.date()),
        "whose year is over": waiting.filter(expires_at__lt=moment),
        "who was decided under another law (once a day)": waiting.exclude(decision__law_id=law.digest()),
    }
    return {name: query.values_list("pk").explain(analyze=True, buffers=True).splitlines() for name, query in asked.items()}


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds it took, and what it gave."""
    begun = time.perf_counter()
    found = do()
    return time.perf_counter() - begun, found


def measure(people: int, size: int, due: int, folder: Path) -> dict[str, Any]:
    """Everything, on the database that is running."""
    from openentry_web.pool import funds, law, services, sweep
    from openentry_web.pool.models import Entry
    from openentry_web.pool.rescoring import rescore

    seconds, day = timed(lambda: fill(people, size, due))
    print(f"filled in {seconds:.0f} s", flush=True)
    moment = datetime.combine(day, dt_time(0, 1), tzinfo=UTC)
    found: dict[str, Any] = {"entries": size, "day": day.isoformat()}
    found["plans"] = plans(moment)
    found["sweep_s"], done = timed(lambda: sweep.sweep(moment))
    found["decided"] = done.decided
    found["nothing_due_s"], done = timed(lambda: sweep.sweep(moment + timedelta(minutes=10)))
    assert done.decided == 0, "a sweep made twice does nothing"
    table = law.book().on(date(2025, 7, 7)).version("funds.table")
    waiting = funds.Table(moment.date(), moment.date(), moment.date(), table.content)
    found["below_a_table_s"], below = timed(lambda: funds.below(waiting))
    found["below_a_table"] = len(below)
    print({name: value for name, value in found.items() if name != "plans"}, flush=True)
    os.environ["OPENENTRY_LAW"] = str(changed_law(day, folder))
    law.keep(law.digest())
    found["rescore_s"], found["rescored"] = timed(lambda: rescore(moment))
    ids = list(
        Entry.objects.filter(state="IN_POOL", pk__gt=10**7 + due).order_by("pk").values_list("pk", flat=True)[:_UNDER_NEW_LAW]
    )

    def decide() -> None:
        for first in range(0, len(ids), sweep.AT_ONCE):
            services.age(ids[first : first + sweep.AT_ONCE], moment + timedelta(hours=1))

    seconds, _ = timed(decide)
    found["under_new_law_a_second"] = len(ids) / seconds
    return found


def write(found: dict[str, Any], load: float, folder: Path) -> None:
    """``service-sweep.md`` and ``service-sweep.json`` in ``folder``."""
    machine = this_machine({}, load)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "service-sweep.json").write_text(json.dumps({"machine": machine.as_json()} | found, indent=1), encoding="utf-8")
    day = datetime.now(UTC).date()  # noqa: TID251  a report of a run carries its real date
    rate = found["decided"] / found["sweep_s"]
    rows = [
        (
            f"sweep with {found['decided']:,} due, each decided, recorded and told",
            f"{found['sweep_s']:.1f} s ({rate:.0f} a second)",
        ),
        ("sweep with nobody due, ten minutes later", f"{1e3 * found['nothing_due_s']:.0f} ms"),
        (f"scores of all after a change of the CRS ({found['rescored']:,} changed)", f"{found['rescore_s']:.1f} s (target 5 s)"),
        ("decisions under the new law, in the sweep that follows", f"{found['under_new_law_a_second']:.0f} a second"),
        (f"who is below a new table of funds ({found['below_a_table']:,})", f"{1e3 * found['below_a_table_s']:.0f} ms"),
    ]
    lines = [
        "# The sweep, and a new law",
        "",
        f"{day}. {machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.system}, {machine.python}; load"
        f" before the run {machine.load:.1f}{' (others were at work)' if machine.busy else ''}. PostgreSQL 18, embedded, durable;"
        f" one"
        f" process. {found['entries']:,} entries in the pool.",
        "",
        "| step | time |",
        "| --- | ---: |",
        *[f"| {what} | {figure} |" for what, figure in rows],
        "",
        "Of the scores of all, scoring itself takes a tenth of a second; half of the rest is reading the facts out of the"
        " decisions, half writing each changed score with the indexes of its row.",
        "",
        "## How those who are due are found",
        "",
    ]
    for name, plan in found["plans"].items():
        lines += [f"{name[0].upper()}{name[1:]}:", "", "```", *plan, "```", ""]
    (folder / "service-sweep.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service_sweep", description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--due", type=int, default=DUE)
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    with service_database() as folder:
        found = measure(chosen.people, chosen.size, chosen.due, folder)
    write(found, load, chosen.results)


if __name__ == "__main__":
    main()
