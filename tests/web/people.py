"""People of the examples, brought into the pool or given a draft."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openentry import Profile, decide
from openentry_web import clock
from openentry_web.pool import services
from openentry_web.profiles.services import open_answers

EXAMPLES = Path(__file__).parents[2] / "examples" / "profiles"


def declared(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def in_pool(person, name="amara-okafor", days_ago=30):
    at = clock.now() - timedelta(days=days_ago)
    services.begin(person, at)
    return services.submit(person, Profile.model_validate(declared(name)), at)


def drafting(person, content=None):
    entry = services.begin(person, clock.now())
    open_answers(entry, clock.now(), content if content is not None else {})
    return entry


#: A fixed moment for what must not depend on the day a test runs.
NOW = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)


def an_eligible_profile():
    """Of the examples, the first who meets a program then."""
    profiles = (Profile.model_validate(declared(path.stem)) for path in sorted(EXAMPLES.glob("*.json")))
    return next(profile for profile in profiles if decide(profile, NOW.date()).eligible)
