"""The demonstration: its pool is what the same people decided one by one would be, and each figure stands where it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from openentry.messages import LANGUAGES, has
from openentry_web.audit import selectors as audit
from openentry_web.demo import loading, people
from openentry_web.pool import deciding, selectors
from openentry_web.pool.compact import compact
from openentry_web.pool.models import Decision, Entry
from openentry_web.rounds import selectors as rounds

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_the_pool_is_loaded_as_if_each_had_been_decided():
    assert loading.load(300, NOW, lambda done: None) == 300
    assert sum(selectors.tally().values()) == 300
    for kept in Decision.objects.select_related("version", "law"):
        assert json.loads(json.dumps(compact(deciding.again(kept)))) == kept.outcome
    for entry in Entry.objects.select_related("decision"):
        assert entry.score == entry.decision.outcome["score"][0]
        assert NOW - timedelta(days=365) < entry.received_at <= NOW < entry.expires_at
        assert entry.changes_on is None or entry.changes_on > NOW.date()
    ordered = sorted(Entry.objects.all(), key=lambda e: e.sequence)
    assert [e.received_at for e in ordered] == sorted(e.received_at for e in ordered)
    assert loading.loaded()
    assert audit.verify().broken_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("day", [NOW, NOW.replace(year=2027, month=3, day=1), NOW.replace(year=2028, month=2, day=29)])
def test_each_figure_stands_where_its_sentence_says(day):
    people.make(day)
    people.make(day)
    stands = {}
    for figure in people.FIGURES:
        entry = Entry.objects.select_related("decision").get(person=get_user_model().objects.get(email=figure.email))
        stands[figure.name] = entry
    assert set(stands["amara"].programs) >= {"cec", "fsw", "fst"}
    assert stands["mei-lin"].state == "DRAFT"
    assert stands["rafael"].state == "IN_POOL"
    assert stands["rafael"].changes_on <= day.date() + timedelta(days=8)
    assert stands["thandiwe"].nominated
    assert stands["arjun"].state == "INELIGIBLE_AT_SUBMISSION"
    assert stands["daniel"].state == "BARRED"
    assert stands["li-wei"].state == "DRAFT"
    assert (stands["li-wei"].submit_by - day).days in (2, 3)
    assert stands["aissatou"].state == "INVITED"
    assert [one.state for one in rounds.invitations(stands["aissatou"].person)] == ["live"]


@pytest.mark.parametrize("figure", people.FIGURES)
def test_their_profiles_are_those_of_the_examples(figure):
    ours = ROOT / "src" / "openentry_web" / "demo" / "profiles" / f"{figure.profile}.json"
    assert ours.read_bytes() == (ROOT / "examples" / "profiles" / f"{figure.profile}.json").read_bytes()
    assert all(has(figure.sentence, lang) for lang in LANGUAGES)


@pytest.mark.django_db
def test_the_clock_moves_on_and_never_back(client):
    from openentry_web import clock
    from openentry_web.audit import services as audit_services

    before = clock.today()
    assert client.get("/en/demonstration/clock/").status_code == 200
    assert client.post("/en/demonstration/clock/", {"days": "7"}).status_code == 302
    assert clock.today() == before + timedelta(days=7)
    for wrong in ("-7", "0", "8", "99999999999999999999", "", "a\x00"):
        answer = client.post("/fr/demonstration/clock/", {"days": wrong})
        assert answer.status_code == 400
        assert "1, 7, 30 ou 90" in answer.content.decode()
    assert clock.today() == before + timedelta(days=7)
    with pytest.raises(ValueError, match="only on"):
        audit_services.move_clock_by(timedelta(days=-1))
