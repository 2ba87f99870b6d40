"""Nothing comes as a surprise: what will change is told 90, 30, 7 and 1 days before, once each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from openentry import Profile
from openentry.messages import LANGUAGES
from openentry_web.notices import selectors as notices
from openentry_web.pool import coming, deciding, services
from openentry_web.pool.models import Entry
from openentry_web.pool.reminders import remind
from openentry_web.pool.sweep import sweep
from openentry_web.ui.templatetags.ui import notice_body, notice_title
from tests.web.people import declared

WRITTEN_FOR = datetime(2026, 11, 24, 6, tzinfo=UTC)


def waiting(name, at=WRITTEN_FOR):
    person = get_user_model().objects.create_user(f"{name}@example.org", "correct horse battery")
    services.begin(person, at)
    return person, services.submit(person, Profile.model_validate(declared(name)), at)


def told(person):
    return [(notice.at.date(), notice.kind, notice.params.get("day")) for notice in reversed(notices.of(person.pk))]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["rafael-santos", "yolanda-reyes", "amara-okafor", "thandiwe-mokoena"])
def test_every_change_that_matters_was_told_before_it_came(name):
    person, entry = waiting(name)
    until = WRITTEN_FOR.date() + timedelta(days=200)
    every = coming.changes(deciding.again(entry.decision), until, entry.expires_at.date())
    expected = [change for change in every if change.matters]
    out = next((place for place, change in enumerate(expected) if change.out), len(expected))
    expected = expected[: out + 1]  # on that day the profile leaves the pool
    for days in range(201):
        moment = WRITTEN_FOR + timedelta(days=days)
        sweep(moment)
        remind(moment)
    seen = [one for one in told(person) if not one[1].startswith(("permit_", "restore_"))]
    for change in expected:
        before = [(day, kind) for day, kind, on in seen if on == change.on.isoformat()]
        assert before, f"{change.on} was never told"
        ahead = [(change.on - day).days for day, _ in before]
        assert ahead == sorted(ahead, reverse=True)
        assert ahead[-1] == 1, ahead
        assert set(ahead[1:]) <= {90, 30, 7, 1}
        assert len(ahead) == len(set(ahead))


@pytest.mark.django_db
def test_a_sweep_of_reminders_twice_tells_once():
    person, _ = waiting("rafael-santos")
    remind(WRITTEN_FOR)
    first = told(person)
    assert [kind for _, kind, _ in first] == ["in_pool", "out_soon"]
    Entry.objects.update(remind_on=WRITTEN_FOR.date())
    remind(WRITTEN_FOR)
    assert told(person) == first


@pytest.mark.django_db
def test_a_draft_is_told_of_30_7_and_1_days_before():
    person = get_user_model().objects.create_user("draft@example.org", "correct horse battery")
    entry = services.begin(person, WRITTEN_FOR)
    for days in range(62):
        moment = WRITTEN_FOR + timedelta(days=days)
        remind(moment)
        sweep(moment)
    last = entry.submit_by.date()
    ahead = [(last - day).days for day, kind, _ in told(person) if kind == "draft_soon"]
    assert ahead == [30, 7, 1]
    assert [kind for _, kind, _ in told(person)][-1] == "draft_over"


@pytest.mark.django_db
def test_only_those_who_are_due_are_looked_at():
    waiting("rafael-santos")
    assert remind(WRITTEN_FOR) == 1
    assert remind(WRITTEN_FOR) == 0
    assert remind(WRITTEN_FOR + timedelta(days=1)) in (0, 1)


@pytest.mark.django_db
def test_the_messages_read_in_both_languages_and_the_mails_say_nothing(django_capture_on_commit_callbacks):
    from django.utils.translation import override

    person, _ = waiting("rafael-santos")
    for days in range(12):
        sweep(WRITTEN_FOR + timedelta(days=days))
        remind(WRITTEN_FOR + timedelta(days=days))
    for lang in LANGUAGES:
        with override(lang):
            for notice in notices.of(person.pk):
                assert "{" not in notice_title(notice) + notice_body(notice)
    assert not mail.outbox, "mails are the worker's"
