"""Tests of the service: on a real PostgreSQL, started once for all processes of the run and stopped at its end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from openentry_web import clock
from openentry_web.config.database import embedded
from openentry_web.instruments import current


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The server runs before the first test database is made."""
    if "DATABASE_URL" not in os.environ:
        embedded(Path(os.environ["OPENENTRY_VAR"])).start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The log refuses to be emptied; tests with transactions of their own have to."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_record DISABLE TRIGGER audit_not_emptied")


@pytest.fixture(autouse=True)
def nothing_cached(request):
    """Rate limits of one test, and its clock, are not those of the next."""
    for name in ("transactional_db", "db"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
            cache.clear()
            break
    clock.forget()
    current.forget()


@pytest.fixture
def candidate(db):
    """A person with an account."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_user("candidate@example.org", "correct horse battery")


@pytest.fixture
def signed_in(client, candidate):
    """A browser in which that person is signed in."""
    client.force_login(candidate)
    return client
