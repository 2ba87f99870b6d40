"""The service: ``python -m benchmarks.service``. Rank of one person as the pool grows, submissions a second, the main pages.

On an embedded database of its own, durable as in service. The pool is filled by SQL with the score counts of the round published
last; its people have no profiles, except those whose pages are read. Figures go to ``benchmarks/results/service.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.database import service_database, set_up

RESULTS = Path(__file__).parent / "results"
SIZES = (20_000, 250_000, 2_000_000)
PAGES_AT = 250_000
ASKED = 1_000
#: Now, for the pool and the pages: the day for which the example people are written.
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

FILL = """
INSERT INTO accounts_user (password, is_superuser, public_id, email, role, language, is_active, is_staff)
  SELECT '!', false, gen_random_uuid(), 'b' || g || '@synthetic.invalid', 'candidate', 'en', true, false
  FROM generate_series(%(first)s, %(last)s) g;
"""
ENTRIES = """
INSERT INTO pool_entry (person_id, state, begun_at, submit_by, received_at, expires_at, sequence, number, validation_code,
    last_changed_on, programs, categories, nominated, score, decision_id, version_id, decided_on)
  SELECT u.id, 'IN_POOL', m.at, m.at + interval '60 days', m.at, m.at + interval '1 year', nextval('pool_sequence'),
    'B' || lpad(u.id::text, 9, '0'), '0000', %(day)s, '{fsw}', '{}', false, m.score, 1, 1, %(day)s
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_user WHERE email LIKE 'b%%@synthetic.invalid'
        AND NOT EXISTS (SELECT 1 FROM pool_entry e WHERE e.person_id = accounts_user.id)) u
  JOIN LATERAL (SELECT %(now)s::timestamptz - interval '364 days' * random() AS at,
      (%(scores)s::int[])[1 + floor(random() * %(count)s)::int + 0 * u.place] AS score) m ON true;
"""


def scores() -> list[int]:
    """A thousand scores, spread as in the pool published last."""
    from openentry.rounds.history import distribution, history

    bands = next(found for held in reversed(history()) if (found := distribution(held.number)))
    whole = sum(band.count for band in bands)
    generator = random.Random(1)
    return [
        generator.randint(max(0, band.lowest), min(band.highest, 1_200))
        for band in bands
        for _ in range(max(1, round(1_000 * band.count / whole)))
    ]


def fill(size: int) -> None:
    """Bring the pool to ``size`` entries."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pool_entry")
        (there,) = cursor.fetchone()
        spread = scores()
        cursor.execute("SET session_replication_role = replica")  # no check of each foreign key
        cursor.execute(FILL, {"first": there + 1, "last": size})
        cursor.execute(ENTRIES, {"day": NOW.date(), "now": NOW, "scores": spread, "count": len(spread)})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DELETE FROM pool_tally")
        cursor.execute("INSERT INTO pool_tally SELECT score, count(*) FROM pool_entry WHERE state = 'IN_POOL' GROUP BY score")
        cursor.execute("VACUUM ANALYZE pool_entry")


def percentile(seconds: list[float], part: float) -> float:
    """The value below which ``part`` of them lie."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * part))]


def ranks(size: int) -> dict[str, Any]:
    """The rank of people drawn at random: as the service asks it, and by counting everybody before them."""
    from django.db import connection

    from openentry_web.pool import selectors
    from openentry_web.pool.models import Entry

    first, last = Entry.objects.order_by("pk").first(), Entry.objects.order_by("-pk").first()
    assert first is not None
    assert last is not None
    generator = random.Random(2)
    asked = [Entry.objects.get(pk=generator.randint(first.pk, last.pk)) for _ in range(ASKED)]
    short, long = [], []
    for place, entry in enumerate(asked):
        begun = time.perf_counter()
        found = selectors.standing(entry)
        short.append(time.perf_counter() - begun)
        if place < 30:
            begun = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pool_entry WHERE state = 'IN_POOL' AND (score > %s OR (score = %s AND"
                    " (received_at, sequence) < (%s, %s)))",
                    [entry.score, entry.score, entry.received_at, entry.sequence],
                )
                (before,) = cursor.fetchone()
            long.append(time.perf_counter() - begun)
            assert found.rank == before + 1, "the two must agree"
    return {
        "entries": size,
        "rank_median_ms": 1e3 * statistics.median(short),
        "rank_p95_ms": 1e3 * percentile(short, 0.95),
        "counting_median_ms": 1e3 * statistics.median(long),
    }


def submit_many(task: tuple[int, int]) -> list[float]:
    """Begin and submit, one person after another: the seconds of each submission."""
    first, count = task
    set_up()
    from django.contrib.auth import get_user_model

    from openentry import Profile
    from openentry_web.pool import services

    folder = Path(__file__).parents[1] / "examples" / "profiles"
    profiles = [Profile.model_validate(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]
    seconds = []
    for number in range(first, first + count):
        person = get_user_model().objects.create(email=f"submitter{number}@synthetic.invalid", password="!")
        services.begin(person, NOW)
        begun = time.perf_counter()
        services.submit(person, profiles[number % len(profiles)], NOW + timedelta(microseconds=number))
        seconds.append(time.perf_counter() - begun)
    return seconds


def submissions(count: int, processes: int) -> dict[str, Any]:
    """How many submissions a second, decision, record and notice included, at a pool of that size."""
    room = processes * 10**6  # numbers of people that no other measurement used
    tasks = [(room + n * count, count) for n in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(submit_many, [(room + 500_000 + n * 10, 2) for n in range(processes)]))  # imports and first decisions
        begun = time.perf_counter()
        seconds = [one for part in pool.map(submit_many, tasks) for one in part]
        whole = time.perf_counter() - begun
    return {
        "processes": processes,
        "submissions": len(seconds),
        "a_second": len(seconds) / whole,
        "median_ms": 1e3 * statistics.median(seconds),
        "p95_ms": 1e3 * percentile(seconds, 0.95),
    }


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    with service_database():
        found = measure(chosen.sizes)
    from benchmarks.service_report import write

    write(found, load, chosen.results)


def measure(sizes: list[int]) -> dict[str, Any]:
    """Everything, on the database that is running."""
    from openentry_web.pool import law

    law.keep(law.digest())
    submit_many((10**7, 1))  # the first decision, which the entries made by SQL refer to
    found: dict[str, Any] = {"ranks": [], "submissions": [], "pages": {}}
    for size in sizes:
        fill(size)
        found["ranks"].append(ranks(size))
        print(found["ranks"][-1], flush=True)
        if size == PAGES_AT:
            from benchmarks.service_pages import pages

            found["pages"] = pages()
            for processes in (1, 2):
                found["submissions"].append(submissions(200, processes))
                print(found["submissions"][-1], flush=True)
    return found


if __name__ == "__main__":
    main()
