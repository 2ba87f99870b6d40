"""What a service restored from an earlier version says of itself, as JSON: run in a process of its own, on that database."""

from __future__ import annotations

import json
from datetime import datetime

from django.core.management import call_command
from django.test import Client

from openentry_web.audit import selectors as audit
from openentry_web.pool import deciding
from openentry_web.pool.compact import compact
from openentry_web.pool.models import Decision, Entry
from openentry_web.pool.sweep import sweep
from openentry_web.rounds import services
from openentry_web.rounds.models import Invitation

_PAGES = ("/en/pool/", "/fr/pool/history/", "/fr/pool/decisions/", "/en/mine/export/openentry-record.json", "/en/messages/")


def chain():
    found = audit.verify()
    return {"records": found.records, "head": found.head, "broken_at": found.broken_at}


def entries():
    return {
        f"{one.person.email} {one.number}".strip(): {
            "state": one.state,
            "score": one.score,
            "programs": sorted(one.programs),
            "categories": sorted(one.categories),
            "received_at": one.received_at.isoformat() if one.received_at else None,
        }
        for one in Entry.objects.select_related("person").order_by("pk")
    }


def decided_again():
    """Every stored decision, made anew by the code of today from the profile, the day and the law it was made with."""
    for kept in Decision.objects.select_related("version", "law").order_by("pk"):
        found = compact(deciding.again(kept))
        yield [kept.pk, kept.as_of.isoformat(), found["score"], found["eligible"], found["program"]]


def pages(email):
    """The pages one looks at first, for somebody who had an account before."""
    person = Entry.objects.select_related("person").get(person__email=email).person
    client = Client()
    client.force_login(person)
    found = {}
    for address in (
        "/en/pool/",
        "/fr/pool/history/",
        "/fr/pool/decisions/",
        "/en/mine/export/openentry-record.json",
        "/en/messages/",
    ):
        found[address] = client.get(address, HTTP_HOST="localhost").status_code
    return found


def main():
    call_command("migrate", check_unapplied=True, verbosity=0)
    before = {"entries": entries(), "audit": chain(), "decisions": list(decided_again())}
    before["invited"] = list(Invitation.objects.order_by("rank").values_list("entry__number", "program", "score"))
    at = max(one for one in Entry.objects.values_list("received_at", flat=True) if one)
    held = datetime.fromisoformat(Invitation.objects.values_list("issued_at", flat=True).get(rank=1).isoformat())
    replayed = services.replay("1", max(at, held))
    swept = sweep(held)
    after = {"replay": replayed.holds, "differences": replayed.differences, "swept": swept.decided, "audit_after": chain()}
    print(json.dumps(before | after | {"pages": pages("amara@demonstration.example")}))
