"""Every address, tried by everybody: nobody, a candidate (their own things and another's), an officer, a province, the Job Bank.

What each may do is the table in ``docs/reference/permissions.md``, which this test makes: run it with ``WRITE_PERMISSIONS=1`` after
a change, and read the difference before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from openentry_web import clock
from openentry_web.accounts import services as accounts
from openentry_web.accounts.access import ANYONE, roles_of
from openentry_web.pool import services as pool
from openentry_web.pool.sweep import sweep
from openentry_web.profiles import services as profiles
from tests.web.people import NOW, an_eligible_profile

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "permissions.md"
ROLES = ("nobody", "candidate", "officer", "province", "job_bank")
#: Addresses of packages that keep their own rules and are tried in their own tests.
_PACKAGES = ("allauth.", "django.", "django_prometheus.")
PERSONAL = "the signed-in person's own"


def patterns(resolver=None, before=""):
    """Every address as a pattern, with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


def ours():
    with override("en"):
        found = [(route, entry) for route, entry in patterns() if not entry.lookup_str.startswith(_PACKAGES)]
    return sorted(found, key=lambda pair: pair[0])


@pytest.fixture
def everybody(db):
    """A browser for each role; two candidates with a profile in the pool, so that one can try the other's."""
    made = {}
    for role in ("candidate", "other", "officer", "province", "job_bank"):
        person = get_user_model().objects.create_user(
            f"{role}@example.org", "correct horse battery", role=role.replace("other", "candidate")
        )
        if person.role == "candidate":
            entry = pool.begin(person, NOW)
            profiles.open_answers(entry, NOW, an_eligible_profile().declared())
            pool.submit(person, an_eligible_profile(), NOW)
        else:
            accounts.give_app(person, "JBSWY3DPEHPK3PXP")
        made[role] = person
    return made


def filled(route, values):
    """The pattern with its parts filled in, or None where the test knows no value for one."""
    out = route.lstrip("^").rstrip("$")
    for part in re.findall(r"<(?:\w+:)?(\w+)>", out):
        if part not in values:
            return None
        out = re.sub(rf"<(?:\w+:)?{part}>", str(values[part]), out)
    return "/" + out


#: What to fill an address with.
VALUES = {"day": NOW.date().isoformat(), "lang": "en"}


def outcome(client, address):
    """What a reading of the address comes to, in a word."""
    answer = client.get(address)
    if answer.status_code in (301, 302):
        target = answer.headers["Location"]
        return "sign in" if "/login" in target or "/reauthenticate" in target else "second step" if "/2fa" in target else "yes"
    return _IN_A_WORD.get(answer.status_code, str(answer.status_code))


#: 400, 405, 409, 503: the page is there for them, and wants something else.
_IN_A_WORD = {200: "yes", 400: "yes", 403: "no", 404: "none", 405: "yes", 409: "yes", 503: "yes"}


@pytest.mark.timeout(300)
def test_the_matrix_is_what_the_page_says(everybody, tmp_path):
    rows = []
    for route, entry in ours():
        address = filled(route, VALUES)
        allowed = roles_of(entry.callback)
        for_whom = "anyone" if ANYONE in allowed else ", ".join(allowed)
        cells = []
        for role in ROLES:
            client = Client()
            if role != "nobody":
                client.force_login(everybody[role])
            cells.append(outcome(client, address) if address else "—")
        rows.append([f"`/{route.lstrip('^')}`", f"`{entry.name or ''}`", for_whom, *cells])
    for row in rows:
        for role, cell in zip(ROLES, row[3:], strict=True):
            if row[2] != "anyone" and role not in row[2]:
                assert cell in ("sign in", "no", "second step", "none", "—"), f"{role} may read {row[0]}: {cell}"
            assert not cell.isdigit(), f"{role} at {row[0]}: {cell}"
    head = ["address", "name", "for", *ROLES]
    table = ["| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)]
    text = "\n".join([_INTRODUCTION, *table, ""])
    if os.environ.get("WRITE_PERMISSIONS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "run with WRITE_PERMISSIONS=1, and read the difference"


_INTRODUCTION = """# Who may read what

Made by `tests/web/test_permissions.py`, which tries every address of ours as everybody. A view that says nothing is for signed-in
candidates, and shows them their own things only: an address holds no number of a person. *sign in*: sent to sign in; *second
step*: sent to set up a passkey or an app first, as staff must; *no*: refused; *none*: there is no such thing (another's things are
answered so); *—*: tried in the test of its own room.
"""


def test_every_view_that_changes_something_refuses_a_reading_or_changes_nothing(everybody):
    """Reading an address, as its owner, leaves every table of standing as it was."""
    from django.db import connection

    def state():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), string_agg(state || score::text, ',' ORDER BY id) FROM pool_entry")
            entries = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM pool_decision")
            return entries, cursor.fetchone()

    sweep(clock.now())  # what time has done is done by whoever looks first
    client = Client()
    client.force_login(everybody["candidate"])
    before = state()
    for route, _ in ours():
        address = filled(route, VALUES)
        if address and "logout" not in address:
            client.get(address)
            assert state() == before, f"reading {address} changed something"


def test_a_form_from_elsewhere_is_refused(everybody):
    client = Client(enforce_csrf_checks=True)
    client.force_login(everybody["candidate"])
    for route, entry in ours():
        address = filled(route, VALUES)
        if address and not getattr(entry.callback, "csrf_exempt", False):
            assert client.post(address, {}).status_code in (403, 404, 405), address
