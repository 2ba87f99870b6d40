"""Officers, and people who wait in the pool with any score: entries made straight away, all on one real decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model

from openentry.rounds import Instructions
from openentry_web.pool.models import Entry
from openentry_web.rounds import services
from tests.web.people import in_pool

MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOON = MOMENT + timedelta(minutes=5)


def officer(name="officer"):
    return get_user_model().objects.create_user(f"{name}@example.org", "correct horse battery", role="officer")


def person(name):
    return get_user_model().objects.create_user(f"{name}@example.org", "correct horse battery")


class Pool:
    """Makes entries, one after another; ``model`` is a real one, on whose version and decision the others stand."""

    def __init__(self):
        self.count = 0
        self.model = in_pool(person("model"), days_ago=0)
        Entry.objects.filter(pk=self.model.pk).update(state="WITHDRAWN", closed_at=MOMENT)

    def __call__(self, name, score, *, programs="cec", categories="", minute=None, nominated=False):
        self.count += 1
        received = MOMENT - timedelta(days=30) + timedelta(minutes=self.count if minute is None else minute)
        return Entry.objects.create(
            person=person(name),
            state="IN_POOL",
            begun_at=received,
            submit_by=received + timedelta(days=60),
            received_at=received,
            expires_at=received.replace(year=received.year + 1),
            sequence=1_000_000 + self.count,
            number=f"T{self.count:09d}",
            version=self.model.version,
            decision=self.model.decision,
            last_changed_on=received.date(),
            decided_on=received.date(),
            score=score,
            core=score,
            spouse=0,
            transferability=0,
            additional=0,
            programs=programs.split(),
            categories=categories.split(),
            nominated=nominated,
        )


def order(number="1", **keys):
    return Instructions.model_validate({"number": number, "moment": MOMENT, "kind": "general", **keys})


class Console:
    """Two officers who hold rounds."""

    def __init__(self):
        self.first, self.second = officer("first"), officer("second")

    def approved(self, number="1", **keys):
        services.plan(self.first, order(number, **keys), MOMENT, text_en="Instruction", text_fr="Instruction")
        services.freeze(number, self.first, SOON)
        return services.approve(number, self.second, SOON)

    def selected(self, number="1", **keys):
        self.approved(number, **keys)
        return services.run(number, self.first, SOON)

    def held(self, number="1", **keys):
        self.selected(number, **keys)
        return services.release(number, self.second, SOON)


def invited(round_):
    """Who was invited, by the name of their account, in order, with the class."""
    return [
        (one.entry.person.email.partition("@")[0], one.program)
        for one in round_.invitations.select_related("entry__person").order_by("rank")
    ]
