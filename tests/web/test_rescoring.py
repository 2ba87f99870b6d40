"""A new law: everybody's score at once, and then everybody decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openentry_web.demo import loading
from openentry_web.pool import deciding, law, selectors
from openentry_web.pool.models import Decision, Entry
from openentry_web.pool.rescoring import rescore
from openentry_web.pool.sweep import sweep

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROPOSAL = Path(__file__).parents[2] / "examples" / "law" / "reform-2026-proposal"
AFTER = 60


@pytest.fixture
def another_law(monkeypatch):
    """The law of the service, once the pool is loaded, is another."""

    def lay():
        monkeypatch.setenv("OPENENTRY_LAW", str(OVERLAY))

    return lay


OVERLAY = PROPOSAL


@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_scores_at_once_are_those_of_the_decisions_that_follow(another_law):
    loading.load(200, NOW, lambda done: None)
    before = dict(Entry.objects.values_list("pk", "score"))
    another_law()
    moment = NOW + timedelta(minutes=1)
    day = moment.date()
    changed = rescore(moment)
    at_once = dict(Entry.objects.values_list("pk", "score"))
    assert changed == sum(at_once[pk] != score for pk, score in before.items())
    assert sum(selectors.tally().values()) == len(at_once)
    sweep(moment)
    decided = dict(Entry.objects.filter(state="IN_POOL").values_list("pk", "score"))
    assert decided
    assert {pk: at_once[pk] for pk in decided} == decided
    kept = Decision.objects.filter(as_of=day, law_id=law.digest())
    assert kept.count() >= len(decided)
    assert not Entry.objects.filter(state="IN_POOL").exclude(decision__law_id=law.digest()).exists()


@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_an_old_decision_reads_under_its_own_law(another_law):
    loading.load(12, NOW, lambda done: None)
    old = list(Decision.objects.select_related("version", "law").order_by("pk"))
    scores = [kept.outcome["score"] for kept in old]
    another_law()
    sweep(NOW + timedelta(minutes=1))
    assert [list(deciding.again(kept).score_range) for kept in old] == scores
