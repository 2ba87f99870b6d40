"""What follows an invitation, and what others do to a standing, broken off at every statement in turn: wholly done, or not at all.

A process that is killed leaves what a transaction that is broken off leaves. Real kills: ``tests/faults``.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from openentry_web.audit.models import Record
from openentry_web.integrity import services as integrity
from openentry_web.integrity.models import Bar, Concern
from openentry_web.integrity.services import Determination
from openentry_web.invited import services as invited
from openentry_web.invited.models import Application
from openentry_web.notices.models import Mail, Notice
from openentry_web.partners import services as partners
from openentry_web.partners.models import Nomination
from openentry_web.pool.models import Decision, Entry
from openentry_web.rounds import invitations
from openentry_web.rounds.models import Invitation
from tests.web import partners_pool, test_invited
from tests.web.people import NOW
from tests.web.round_pools import SOON, Console, officer

pytestmark = pytest.mark.django_db
TABLES = (Entry, Decision, Invitation, Application, Nomination, Concern, Bar, Notice, Mail, Record)


class BrokenOff(Exception):
    """The process is no more."""


def everything():
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


def run(verb, stop=None):
    """Run ``verb``, broken off just before statement ``stop``; gives how many there were."""
    count = 0

    def counting(execute, *given):
        nonlocal count
        count += 1
        if count == stop:
            raise BrokenOff
        return execute(*given)

    with transaction.atomic(), connection.execute_wrapper(counting):
        verb()
    return count


def held(verb):
    """Broken off at each of its statements, ``verb`` leaves everything as it was; afterwards it can be done."""
    before = everything()
    mark = transaction.savepoint()
    statements = run(verb)
    transaction.savepoint_rollback(mark)
    assert statements > 5
    for stop in range(1, statements + 1):
        with pytest.raises(BrokenOff):
            run(verb, stop)
        assert everything() == before, f"something was left at statement {stop} of {statements}"
    run(verb)
    assert everything() != before


@pytest.fixture
def ana():
    person = test_invited.in_pool()
    Console().held(size=5)
    test_invited.prepare(person)
    return person


def test_an_application(ana):
    held(lambda: invited.apply(ana, SOON + test_invited.DAY))
    assert Application.objects.count() == 1


def test_declining(ana):
    held(lambda: invitations.decline(ana, SOON))


def test_a_nomination_offered_and_accepted():
    _, province = partners_pool.province()
    person, entry = partners_pool.in_pool()
    held(lambda: partners.nominate(province, entry.number, entry.validation_code, NOW))
    made = Nomination.objects.get()
    held(lambda: partners.accept(person, made.public_id, NOW))
    assert Entry.objects.get(pk=entry.pk).nominated


def test_a_determination(ana):
    entry = Entry.objects.get(person=ana)
    concern = integrity.open_concern(officer("third"), entry.pk, "funds_cad", "Please explain.", SOON)
    integrity.reply(ana, concern.public_id, "It is so.", SOON)
    fourth = officer("fourth")
    outside = Determination(SOON.date(), inside=False)
    held(lambda: integrity.record_determination(fourth, concern.public_id, outside, "Forged.", SOON))
    assert Entry.objects.get(pk=entry.pk).state == "BARRED"
