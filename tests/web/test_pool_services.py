"""From a draft to the pool and out of it: one transaction each, with its record and its notice."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, IntegrityError, transaction

from openentry import Profile
from openentry_web.audit import selectors as audit
from openentry_web.notices import selectors as notices
from openentry_web.pool import deciding, selectors, services
from openentry_web.pool.compact import compact
from openentry_web.pool.models import Decision, Entry, Tally
from openentry_web.pool.sweep import sweep

EXAMPLES = Path(__file__).parents[2] / "examples" / "profiles"
NOW = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)


def person(address="one@example.org"):
    return get_user_model().objects.create_user(address, "correct horse battery")


def profile(name):
    return Profile.model_validate(json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")))


def eligible():
    for path in sorted(EXAMPLES.glob("*.json")):
        found = profile(path.stem)
        from openentry import decide

        if decide(found, NOW.date()).eligible:
            return found
    raise AssertionError("no example is eligible")


@pytest.mark.django_db
def test_a_draft_is_begun_once_and_has_sixty_days():
    somebody = person()
    first, second = services.begin(somebody, NOW), services.begin(somebody, NOW + timedelta(days=1))
    assert first == second
    assert first.submit_by == datetime(2026, 8, 30, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.django_db
def test_submitting_puts_an_eligible_person_in_the_pool_with_record_and_notice():
    somebody = person()
    services.begin(somebody, NOW)
    entry = services.submit(somebody, eligible(), NOW)
    assert (entry.state, entry.received_at) == ("IN_POOL", NOW)
    assert entry.expires_at == NOW.replace(year=2027)
    assert entry.score and entry.programs
    assert [record.action for record in audit.about(str(somebody.public_id))] == ["pool.T4", "pool.T3", "pool.T1"]
    assert [notice.kind for notice in notices.of(somebody.pk)] == ["in_pool"]


@pytest.mark.django_db
def test_submitting_twice_is_submitting_once():
    somebody = person()
    services.begin(somebody, NOW)
    first = services.submit(somebody, eligible(), NOW)
    again = services.submit(somebody, eligible(), NOW + timedelta(seconds=1))
    assert (again.pk, again.received_at) == (first.pk, NOW)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_whoever_meets_no_program_is_told_and_may_begin_again():
    somebody = person()
    services.begin(somebody, NOW)
    entry = services.submit(somebody, Profile(), NOW)
    assert entry.state == "INELIGIBLE_AT_SUBMISSION"
    assert [notice.kind for notice in notices.of(somebody.pk)] == ["ineligible"]
    assert services.begin(somebody, NOW).state == "DRAFT"


@pytest.mark.django_db
def test_a_draft_cannot_be_submitted_after_its_last_moment():
    somebody = person()
    draft = services.begin(somebody, NOW)
    with pytest.raises(services.Refused, match="draft_over"):
        services.submit(somebody, eligible(), draft.submit_by + timedelta(microseconds=1))
    assert services.submit(somebody, eligible(), draft.submit_by).state == "IN_POOL"


@pytest.mark.django_db
def test_a_second_profile_is_not_submitted_while_one_is_live():
    somebody = person()
    services.begin(somebody, NOW)
    services.submit(somebody, eligible(), NOW)
    services.begin(somebody, NOW)
    with pytest.raises(services.Refused, match="another_live"):
        services.submit(somebody, eligible(), NOW)
    services.withdraw(somebody, NOW)
    assert services.submit(somebody, eligible(), NOW + timedelta(minutes=1)).state == "IN_POOL"


@pytest.mark.django_db
def test_an_update_keeps_the_moment_of_receipt_and_the_year():
    somebody = person()
    services.begin(somebody, NOW)
    entry = services.submit(somebody, eligible(), NOW)
    changed = services.update(somebody, eligible(), NOW + timedelta(days=10))
    assert (changed.received_at, changed.expires_at, changed.sequence) == (entry.received_at, entry.expires_at, entry.sequence)
    assert changed.decision.number == entry.decision.number + 1


@pytest.mark.django_db
def test_an_update_after_which_nothing_is_met_leaves_the_pool():
    somebody = person()
    services.begin(somebody, NOW)
    services.submit(somebody, eligible(), NOW)
    assert services.update(somebody, Profile(), NOW).state == "INELIGIBLE_IN_POOL"


@pytest.mark.django_db
def test_a_stored_decision_is_made_again_from_what_is_stored():
    for number, path in enumerate(sorted(EXAMPLES.glob("*.json"))):
        somebody = person(f"p{number}@example.org")
        services.begin(somebody, NOW)
        entry = services.submit(somebody, profile(path.stem), NOW)
        kept = Decision.objects.select_related("version", "law").get(pk=entry.decision_id)
        assert json.loads(json.dumps(compact(deciding.again(kept)))) == kept.outcome, path.stem


@pytest.mark.django_db
def test_the_rank_is_that_of_the_whole_order():
    for number, path in enumerate(sorted(EXAMPLES.glob("*.json"))):
        somebody = person(f"p{number}@example.org")
        services.begin(somebody, NOW)
        services.submit(somebody, profile(path.stem), NOW + timedelta(microseconds=number % 3))
    there = sorted(Entry.objects.filter(state="IN_POOL"), key=lambda e: (-e.score, e.received_at, e.sequence))
    assert len(there) > 5
    assert [selectors.standing(entry).rank for entry in there] == list(range(1, len(there) + 1))
    assert sum(selectors.tally().values()) == len(there)


@pytest.mark.django_db
def test_the_tally_follows_every_change():
    somebody = person()
    services.begin(somebody, NOW)
    entry = services.submit(somebody, eligible(), NOW)
    assert selectors.tally() == {entry.score: 1}
    Entry.objects.filter(pk=entry.pk).update(score=entry.score - 7)
    assert selectors.tally() == {entry.score - 7: 1}
    services.withdraw(somebody, NOW)
    assert selectors.tally() == {}
    assert not Tally.objects.filter(n__lt=0).exists()


@pytest.mark.django_db
def test_the_sweep_lapses_drafts_ends_years_and_decides_who_is_due():
    drafting, waiting = person("a@example.org"), person("b@example.org")
    services.begin(drafting, NOW)
    services.begin(waiting, NOW)
    entry = services.submit(waiting, eligible(), NOW)
    assert entry.changes_on is not None
    before = datetime(entry.changes_on.year, entry.changes_on.month, entry.changes_on.day, tzinfo=UTC)
    sweep(min(before, entry.expires_at))
    entry.refresh_from_db()
    assert entry.decided_on == entry.decision.as_of
    sweep(entry.expires_at + timedelta(microseconds=1))
    states = set(Entry.objects.values_list("person__email", "state"))
    assert ("a@example.org", "DRAFT_LAPSED") in states
    assert states & {("b@example.org", "EXPIRED"), ("b@example.org", "INELIGIBLE_IN_POOL")}
    sweep(entry.expires_at + timedelta(seconds=1))
    assert set(Entry.objects.values_list("person__email", "state")) == states


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_what_must_not_happen():
    somebody = person()
    services.begin(somebody, NOW)
    entry = services.submit(somebody, eligible(), NOW)
    with pytest.raises(DatabaseError, match="received once"):
        Entry.objects.filter(pk=entry.pk).update(received_at=NOW + timedelta(days=1))
    with pytest.raises(DatabaseError, match="not deleted"):
        Entry.objects.filter(pk=entry.pk)._raw_delete("default")
    with pytest.raises(DatabaseError, match="not changed"):
        Decision.objects.filter(entry=entry).update(cause="T7")
    services.begin(somebody, NOW)
    with pytest.raises(IntegrityError, match="one_draft_a_person"), transaction.atomic():
        Entry.objects.create(person=somebody, state="DRAFT", begun_at=NOW, submit_by=NOW)
    with pytest.raises(DatabaseError, match="append-only"):
        audit.about(str(somebody.public_id)).model.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"):
        audit.about(str(somebody.public_id)).model.objects.all().update(reason="x")


@pytest.mark.django_db
def test_the_log_is_a_chain():
    somebody = person()
    services.begin(somebody, NOW)
    services.submit(somebody, eligible(), NOW)
    found = audit.verify()
    assert (found.records, found.broken_at) == (3, None)
