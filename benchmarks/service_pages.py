"""Server time and queries of the main pages, in this process and without a network."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import Any

from benchmarks.service import NOW, percentile

READ = 40
#: Pages of a person in the pool, by the name of their address.
PAGES = ("home", "profile", "check", "programs", "improve", "calendar", "rounds", "notices", "account", "scenarios")


def pages() -> dict[str, dict[str, Any]]:
    """Median and p95 in milliseconds, and the number of queries, of each page that there is."""
    from django.contrib.auth import get_user_model
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import NoReverseMatch, reverse

    from openentry import Profile
    from openentry_web.pool import services
    from openentry_web.profiles import services as profiles

    content = json.loads((Path(__file__).parents[1] / "examples/profiles/amara-okafor.json").read_text(encoding="utf-8"))
    person = get_user_model().objects.create(email="reader@synthetic.invalid", password="!")
    entry = services.begin(person, NOW)
    profiles.open_answers(entry, NOW, content)
    services.submit(person, Profile.model_validate(content), NOW)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(person)
    found: dict[str, dict[str, Any]] = {}
    for name in PAGES:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        asked = len(queries)  # counted now: what was captured goes with the next reset
        reset_queries()
        seconds = []
        for _ in range(READ):
            begun = time.perf_counter()
            answer = browser.get(address)
            seconds.append(time.perf_counter() - begun)
        found[name] = {
            "status": answer.status_code,
            "median_ms": 1e3 * statistics.median(seconds),
            "p95_ms": 1e3 * percentile(seconds, 0.95),
            "queries": asked,
            "bytes": len(answer.content),
        }
        print(name, found[name], flush=True)
    return found
