"""A selector that goes wrong is stopped before anybody is told: both failures that happened, and any other one hypothesis finds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openentry.rounds import receipts, select
from openentry_web.notices.models import Mail, Notice
from openentry_web.pool.models import Entry
from openentry_web.rounds import selecting, services, snapshots
from openentry_web.rounds.models import Invitation, Round, SnapshotEntry
from tests.web.round_pools import MOMENT, SOON, Console, Pool, officer, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool():
    return Pool()


@pytest.fixture
def console():
    return Console()


def nothing_was_sent(round_, *checks):
    assert round_.state == "aborted"
    assert not Invitation.objects.exists()
    assert not Notice.objects.filter(kind="invited").exists()
    assert not Mail.objects.filter(kind="invited").exists()
    assert not Entry.objects.filter(state="INVITED").exists()
    found = " ".join(one["id"] for one in round_.reasons)
    assert all(check in found for check in checks), found
    assert all(one["en"] and one["fr"] for one in round_.reasons)
    with pytest.raises(services.Refused, match="state"):
        services.release("1", Round.objects.get(number="1").approved_by, SOON)


def test_a_classification_that_moved_and_invites_the_ineligible_is_stopped(pool, console, monkeypatch):
    """Like 23 November 2022: codes were moved to a new classification, and people without the experience passed for CEC."""
    for number in range(10):
        pool(f"eligible{number}", 480 - number, programs="cec")
    for number in range(10):
        pool(f"not{number}", 490 - number, programs="fsw")

    def faulty(entries, *rest):
        return select([replace(one, programs=one.programs | {"cec"}) for one in entries], *rest)

    console.approved(kind="programs", programs=["cec"], size=5)
    monkeypatch.setattr(selecting, "select", faulty)
    round_ = services.run("1", console.first, SOON)
    nothing_was_sent(round_, "round.check.not_open", "round.check.figures", "web.rounds.check.second")


def test_a_category_filter_that_drops_the_eligible_is_stopped(pool, console, monkeypatch):
    """Like round 418: some who were eligible and above the line were missed."""
    for number in range(20):
        pool(f"p{number}", 480 - number, categories="french stem" if number % 2 else "french")

    def faulty(entries, *rest):
        return select([one for one in entries if one.categories == {"french"}], *rest)

    console.approved(kind="category", category="french", size=6)
    monkeypatch.setattr(selecting, "select", faulty)
    nothing_was_sent(services.run("1", console.first, SOON), "round.check.omission", "web.rounds.check.second")


def test_a_second_selection_that_differs_stops_the_round_too(pool, console, monkeypatch):
    for number in range(5):
        pool(f"p{number}", 480 - number)
    console.approved(size=3)
    whole = selecting.by_sql
    monkeypatch.setattr(selecting, "by_sql", lambda *given, **named: whole(*given, **named)[1:])
    nothing_was_sent(services.run("1", console.first, SOON), "web.rounds.check.second")


def test_a_selector_that_cannot_finish_stops_the_round_with_its_sentence(pool, console, monkeypatch):
    pool("a", 480)
    console.approved(size=3)
    entries = snapshots.entries
    monkeypatch.setattr(snapshots, "entries", lambda snapshot: entries(snapshot) * 2)
    nothing_was_sent(services.run("1", console.first, SOON), "error.round.entry.twice")


def test_a_list_that_is_another_at_release_stops_the_round(pool, console, monkeypatch):
    for number in range(5):
        pool(f"p{number}", 480 - number)
    console.selected(size=3)
    whole = selecting.by_sql
    monkeypatch.setattr(selecting, "by_sql", lambda *given, **named: list(reversed(whole(*given, **named))))
    nothing_was_sent(services.release("1", console.first, SOON), "web.rounds.check.list")


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from([470, 480, 490]),
        st.sampled_from(["cec", "cec fsw fst", "fsw", "fst", "pnp fsw", ""]),
        st.sampled_from(["", "french", "french stem", "stem"]),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)
ORDERS = st.sampled_from(
    [
        {"kind": "general"},
        {"kind": "programs", "programs": ["cec"]},
        {"kind": "programs", "programs": ["fst", "pnp"]},
        {"kind": "category", "category": "french"},
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(PEOPLE, ORDERS, st.one_of(st.none(), st.integers(0, 8)), st.sampled_from([None, 480]))
def test_sql_and_library_agree_on_any_pool_and_any_line_is_drawn_alike(pool, people, keys, size, lowest):
    size = 4 if size is None and lowest is None else size
    keys |= {key: value for key, value in (("size", size), ("lowest_score", lowest)) if value is not None}
    with transaction.atomic():
        for score, programs, categories, minute, nominated in people:
            nominee = nominated and "pnp" in programs
            pool(f"h{pool.count}", score, programs=programs, categories=categories, minute=minute, nominated=nominee)
        by, other = officer(f"o{pool.count}a"), officer(f"o{pool.count}b")
        services.plan(by, order(**keys), MOMENT)
        services.freeze("1", by, SOON)
        round_ = services.approve("1", other, SOON)
        found = selecting.chosen(round_)
        assert found.failures == []
        then = selecting.law_of(round_)
        published = selecting.line(selecting.instructions_of(round_), then, found.places, round_.snapshot_id)
        rows = SnapshotEntry.objects.filter(snapshot=round_.snapshot_id)
        within = {(row.entry, gave.program) for row in rows if (gave := receipts.outcome(snapshots.record(row), published)).invited}
        assert within == {(entry, program) for entry, program, _ in found.places}
        transaction.set_rollback(True)
