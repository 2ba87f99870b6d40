"""Outages: recorded once, told to everybody, and the time they took given back, to the microsecond and not twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from openentry_web import clock
from openentry_web.audit.models import Record
from openentry_web.instruments import current, outages, tasks
from openentry_web.instruments.models import Extension, Outage
from openentry_web.integrity import services as integrity
from openentry_web.pool import services
from openentry_web.pool.models import Entry
from openentry_web.pool.services import Refused
from openentry_web.pool.sweep import sweep
from openentry_web.rounds.models import Invitation
from tests.web.console_pages import browser
from tests.web.people import in_pool
from tests.web.round_pools import SOON, Console, Pool, officer
from tests.web.year import MICRO, WRITTEN_FOR, person_called, told

pytestmark = pytest.mark.django_db
NOW = WRITTEN_FOR
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = ("Power was out.", "Il y a eu une panne de courant.")


@pytest.fixture
def by():
    return officer("recorder")


@pytest.fixture
def at(monkeypatch):
    def be(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: moment.date())

    be(NOW)
    return be


def record(by, begins, ends, at=NOW):
    return outages.record(by, begins, ends, *WORDS, at)


def draft(name, begun):
    return services.begin(person_called(name), begun)


def by_now(entry):
    entry.refresh_from_db()
    return entry.submit_by


def refused(code, act, *args):
    with pytest.raises(Refused) as found:
        act(*args)
    assert found.value.message_id == f"web.outages.refused.{code}"


def said(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- drafts ---


def test_a_draft_has_what_it_lost_and_then_to_the_end_of_the_day(by):
    begins, ends = NOW - 30 * HOUR, NOW - HOUR
    before, within, after = draft("before", NOW - timedelta(days=10)), draft("within", ends - 2 * HOUR), draft("after", ends)
    limits = {one.pk: by_now(one) for one in (before, within, after)}
    made = record(by, begins, ends)
    given = {one.pk: by_now(one) - limits[one.pk] for one in (before, within, after)}
    assert given == {before.pk: 2 * DAY, within.pk: DAY, after.pk: timedelta()}
    assert by_now(before).time() == time.max
    assert (made.settled_at, Extension.objects.count()) == (NOW, 2)


@pytest.mark.parametrize(("later", "more"), [(timedelta(), DAY), (MICRO, timedelta())])
def test_a_draft_whose_last_moment_is_its_first_is_extended_and_none_that_ended_before(later, more, by):
    entry = draft("one", NOW - 61 * DAY)
    limit = by_now(entry)
    record(by, limit + later, limit + later + HOUR)
    assert by_now(entry) == limit + more


def test_the_database_gives_a_draft_more_time_and_nothing_else(by):
    entry = draft("one", NOW)
    for state, change in (("DRAFT", -HOUR), ("DRAFT_LAPSED", HOUR)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(state=state, submit_by=entry.submit_by + change)
    Entry.objects.filter(pk=entry.pk).update(submit_by=entry.submit_by + HOUR)


def test_it_is_given_once_however_often_and_told_once(by):
    entry = draft("one", NOW - timedelta(days=10))
    limit = by_now(entry)
    made = record(by, NOW - 6 * HOUR, NOW + HOUR)
    assert made.settled_at is None
    for minutes in (0, 30, 61, 90):
        outages.settle(made.pk, NOW + timedelta(minutes=minutes))
    assert by_now(entry) == limit + DAY
    made.refresh_from_db()
    assert made.settled_at == NOW + timedelta(minutes=61)
    (notice,) = told(entry.person, "outage_draft")
    assert notice[2]["day"] == (limit + DAY).date().isoformat()
    assert Record.objects.filter(action="pool.more_time", object=f"entry:{entry.pk}").count() == 1
    assert Record.objects.filter(action="outage.record").count() == 1


def test_what_is_begun_before_a_planned_outage_is_extended_by_the_worker(by, at):
    made = record(by, NOW + 24 * HOUR, NOW + 30 * HOUR)
    entry = draft("later", NOW + 12 * HOUR)
    limit = by_now(entry)
    for hours in (13, 25, 31):
        at(NOW + hours * HOUR)
        tasks.settle_outages.func(0)
    assert by_now(entry) == limit + DAY
    made.refresh_from_db()
    assert made.settled_at == NOW + 31 * HOUR


def test_it_can_be_made_longer_and_never_shorter(by):
    entry = draft("one", NOW - timedelta(days=10))
    limit = by_now(entry)
    made = record(by, NOW - 6 * HOUR, NOW)
    refused("shorter", outages.lengthen, by, made.public_id, NOW - HOUR, NOW)
    refused("shorter", outages.lengthen, by, made.public_id, NOW, NOW)
    outages.lengthen(by, made.public_id, NOW + 2 * HOUR, NOW)
    assert by_now(entry) == limit + DAY, "eight hours are within the day that was given for six"
    other = record(by, NOW + 10 * DAY, NOW + 11 * DAY)
    assert by_now(entry) == limit + 2 * DAY
    outages.lengthen(by, made.public_id, NOW + 2 * DAY, NOW)
    assert by_now(entry) == limit + 4 * DAY
    assert len(told(entry.person, "outage_draft")) == 3
    for one in (made, other):
        outages.settle(one.pk, NOW + 12 * DAY)
    assert by_now(entry) == limit + 4 * DAY


def test_a_crash_half_way_is_made_good_and_nobody_has_it_twice(by, monkeypatch):
    entries = [draft(f"p{n}", NOW - timedelta(days=10)) for n in range(3)]
    limits = [by_now(one) for one in entries]
    real, calls = outages._give, []

    def dies(*given):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(outages, "_give", dies)
    with pytest.raises(KeyboardInterrupt):
        record(by, NOW - 6 * HOUR, NOW)
    monkeypatch.setattr(outages, "_give", real)
    assert [by_now(one) - limit for one, limit in zip(entries, limits, strict=True)] == [DAY, timedelta(), timedelta()]
    for _ in range(2):
        outages.settle(Outage.objects.get().pk, NOW)
    assert [by_now(one) - limit for one, limit in zip(entries, limits, strict=True)] == [DAY] * 3
    assert [len(told(one.person, "outage_draft")) for one in entries] == [1] * 3


def test_while_it_lasts_no_draft_ends_and_whoever_lost_one_before_it_was_recorded_is_told(by):
    ends_in_it, lost = draft("in", NOW - 60 * DAY), draft("lost", NOW - 61 * DAY)
    midnight = NOW.replace(hour=0)
    sweep(NOW)
    record(by, midnight - HOUR, midnight + DAY + HOUR)
    sweep(midnight + DAY + HOUR)
    ends_in_it.refresh_from_db()
    lost.refresh_from_db()
    assert (ends_in_it.state, lost.state) == ("DRAFT", "DRAFT_LAPSED")
    assert ends_in_it.submit_by == midnight + 3 * DAY - MICRO
    assert len(told(lost.person, "outage_lapsed")) == 1
    sweep(midnight + 3 * DAY)
    ends_in_it.refresh_from_db()
    assert ends_in_it.state == "DRAFT_LAPSED"


# --- concerns, invitations ---


def test_the_time_to_answer_runs_to_the_end_of_a_day_and_only_where_nobody_answered(by):
    one, other = officer("one"), officer("other")
    entries = [in_pool(person_called(name)) for name in ("waits", "answered")]
    concerns = [integrity.open_concern(one, entry.pk, "funds_cad", "Show it.", NOW - timedelta(days=5)) for entry in entries]
    integrity.reply(entries[1].person, concerns[1].public_id, "Here.", NOW - timedelta(days=1))
    limits = [concern.reply_by for concern in concerns]
    made = record(by, NOW - 30 * HOUR, NOW)
    outages.settle(made.pk, NOW)
    for concern in concerns:
        concern.refresh_from_db()
    assert concerns[0].reply_by == limits[0] + timedelta(days=2)
    assert concerns[1].reply_by == limits[1]
    assert [kind for _, kind, _ in told(entries[0].person, "concern_time")] == ["concern_time"]
    with pytest.raises(Refused):
        integrity.close(other, concerns[0].public_id, "x", limits[0] + MICRO)
    integrity.reply(entries[0].person, concerns[0].public_id, "Late, in time.", concerns[0].reply_by)


def test_the_period_to_apply_is_not_extended_by_an_outage(by):
    pool, officers = Pool(), Console()
    pool("one", 480)
    officers.held(size=1)
    before = Invitation.objects.get().apply_by
    record(by, SOON, SOON + 5 * HOUR, SOON + 6 * HOUR)
    assert Invitation.objects.get().apply_by == before


# --- pages ---


def test_everybody_sees_it_while_it_lasts_and_in_the_list_afterwards(by, at, client, signed_in):
    begins, ends = NOW - HOUR, NOW + HOUR
    record(by, begins, ends)
    for moment, there in ((begins - MICRO, False), (begins, True), (ends - MICRO, True), (ends, False)):
        at(moment)
        for one in (client, signed_in):
            for lang, words in (("en", WORDS[0]), ("fr", WORDS[1])):
                assert (words in said(one.get(f"/{lang}/about/"))) is there
    for lang, words in (("en", WORDS[0]), ("fr", WORDS[1])):
        assert words in said(client.get(f"/{lang}/outages/"))


def test_another_process_shows_it_within_two_seconds(by, at, client, monkeypatch):
    passed = [1000.0]
    monkeypatch.setattr(current, "monotonic", lambda: passed[0])
    assert not current.outages(NOW)
    monkeypatch.setattr(outages, "forget", lambda: None)
    record(by, NOW - HOUR, NOW + HOUR)
    assert not current.outages(NOW)
    passed[0] += 2.1
    assert current.outages(NOW)


FORM = {
    "begin_day": "2026-11-24",
    "begin_time": "01:00",
    "end_day": "2026-11-24",
    "end_time": "05:00",
    "text_en": WORDS[0],
    "text_fr": WORDS[1],
}
WRONG = {
    "begin_day": ["", "yesterday", "2026-02-30", "0000-00-00", "24/11/2026", "🦊", "2019-01-01", "9999-12-31"],
    "end_time": ["", "25:00", "noon", "00:30", "-1"],
    "text_fr": ["", " ", "x" * 10_000, "a\0b"],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_what_is_wrong_is_said_and_what_was_typed_stays(field, value, by, at):
    client = browser(by)
    page = client.post("/fr/officers/outages/", FORM | {field: value})
    assert page.status_code == 200
    assert "Erreur" in page.content.decode()
    assert WORDS[0] in page.content.decode()
    assert not Outage.objects.exists()


def test_it_is_recorded_and_made_longer_through_the_pages(by, at, signed_in):
    client = browser(by)
    assert signed_in.get("/en/officers/outages/").status_code == 403
    draft("one", NOW - timedelta(days=10))
    assert "Extended for it so far: 1." in said(client.post("/en/officers/outages/", FORM, follow=True))
    made = Outage.objects.get()
    assert (made.begins_at, made.ends_at) == (datetime(2026, 11, 24, 1, tzinfo=UTC), datetime(2026, 11, 24, 5, tzinfo=UTC))
    again = client.post("/en/officers/outages/", FORM | {"end_time": "06:00"})
    assert "An outage is recorded for a part of this time already." in said(again)
    page = f"/en/officers/outages/{made.public_id}/"
    assert "is not made shorter" in said(client.post(page, {"end_day": "2026-11-24", "end_time": "04:00"}))
    assert "Write the time it ends as 14:30." in said(client.post(page, {"end_day": "2026-11-24", "end_time": "late"}))
    assert "The outage is recorded." in said(client.post(page, {"end_day": "2026-11-24", "end_time": "06:00"}, follow=True))
    assert client.get("/en/officers/outages/6f1c0000-0000-4000-8000-000000000000/").status_code == 404
