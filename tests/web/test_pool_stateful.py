"""People doing what is allowed and what is not, over two years: what must always hold of a profile's life, holds at every step.

The numbers in the names of the checks are those of the invariants in ``docs/explanation/the-life-of-a-profile.md``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from openentry import Profile, decide, lifecycle
from openentry.pools import population
from openentry_web.audit import selectors as audit
from openentry_web.demo.people import moved
from openentry_web.notices import selectors as notices
from openentry_web.pool import law, selectors, services
from openentry_web.pool.models import Entry
from openentry_web.pool.reminders import remind
from openentry_web.pool.sweep import sweep
from tests.web.people import EXAMPLES, declared

BEGUN = datetime(2026, 3, 1, 9, tzinfo=UTC)
EXAMPLE_PROFILES = [declared(path.stem) for path in sorted(EXAMPLES.glob("*.json"))]
SYNTHETIC = list(population.profiles(60, 7, BEGUN.date()))
PEOPLE = 4


class Lives(RuleBasedStateMachine):
    """Four people and the clock."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = BEGUN
        self.people = [get_user_model().objects.create(email=f"p{n}@example.org", password="!") for n in range(PEOPLE)]
        self.received = {}  # entry -> what never changes
        self.closed = {}  # entry -> the state it ended in

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize()
    def begin_all(self):
        for person in self.people:
            services.begin(person, self.now)

    who = st.integers(0, PEOPLE - 1)
    what: Any = st.one_of(
        st.sampled_from(EXAMPLE_PROFILES).map(lambda content: moved(content, BEGUN.date())), st.sampled_from(SYNTHETIC), st.just({})
    )

    @rule(n=who)
    def begin(self, n):
        before = selectors.draft(self.people[n])
        draft = services.begin(self.people[n], self.now)
        assert draft.state == "DRAFT"
        assert before in (None, draft)

    @rule(n=who, content=what)
    def submit(self, n, content):
        person = self.people[n]
        draft, live = selectors.draft(person), selectors.live(person)
        try:
            entry = services.submit(person, Profile.model_validate(content), self.now)
        except services.Refused:
            refused = draft is None or live is not None or self.now > draft.submit_by
            assert refused
            return
        if draft is None:
            assert entry == live
            return
        eligible = bool(decide(Profile.model_validate(content), self.now.date()).eligible)
        assert entry.state == ("IN_POOL" if eligible else "INELIGIBLE_AT_SUBMISSION")
        assert entry.received_at == self.now

    @rule(n=who, content=what)
    def update(self, n, content):
        live = selectors.live(self.people[n])
        try:
            entry = services.update(self.people[n], Profile.model_validate(content), self.now)
        except services.Refused:
            assert live is None
            return
        assert entry == live

    @rule(n=who)
    def withdraw(self, n):
        live = selectors.live(self.people[n])
        try:
            assert services.withdraw(self.people[n], self.now).state == "WITHDRAWN"
        except services.Refused:
            assert live is None

    @rule(days=st.sampled_from([0, 1, 6, 30, 59, 61, 120, 364, 366]), seconds=st.integers(0, 86_399))
    def time_passes(self, days, seconds):
        self.now += timedelta(days=days, seconds=seconds)
        sweep(self.now)
        remind(self.now)

    @rule()
    def sweep_twice(self):
        states = list(Entry.objects.order_by("pk").values_list("state", "score", "decision_id"))
        sweep(self.now)
        again = list(Entry.objects.order_by("pk").values_list("state", "score", "decision_id"))
        sweep(self.now)
        assert list(Entry.objects.order_by("pk").values_list("state", "score", "decision_id")) == again
        assert len(again) == len(states)

    def mine(self):
        return Entry.objects.filter(person__in=self.people).select_related("version", "decision").order_by("pk")

    @invariant()
    def the_year_and_the_moment_never_move_1_2_9(self):
        for entry in self.mine().filter(received_at__isnull=False):
            kept = (entry.received_at, entry.expires_at, entry.sequence, entry.number)
            assert self.received.setdefault(entry.pk, kept) == kept
            assert entry.expires_at == lifecycle.deadline(law.book().on(entry.received_at.date()), "pool_years", entry.received_at)

    @invariant()
    def one_live_profile_and_one_draft_3(self):
        for person in self.people:
            states = list(self.mine().filter(person=person).values_list("state", flat=True))
            assert sum(state in ("IN_POOL", "INVITED", "APPLIED") for state in states) <= 1
            assert states.count("DRAFT") <= 1

    @invariant()
    def what_ended_stays_ended(self):
        for entry in self.mine():
            if entry.closed_at is not None:
                assert self.closed.setdefault(entry.pk, entry.state) == entry.state
            assert entry.pk not in self.closed or entry.closed_at is not None

    @invariant()
    def ties_go_to_the_earlier_7(self):
        there = sorted(self.mine().filter(state="IN_POOL"), key=lambda e: (-e.score, e.received_at, e.sequence))
        ranks = [selectors.standing(entry).rank for entry in there]
        assert ranks == sorted(ranks)
        assert len(set(ranks)) == len(ranks)

    @invariant()
    def nothing_in_the_pool_is_stale_8(self):
        sweep(self.now)
        for entry in self.mine().filter(state="IN_POOL"):
            assert self.now <= entry.expires_at
            found = decide(Profile.model_validate(entry.version.content), self.now.date(), last_changed_on=entry.last_changed_on)
            assert found.eligible
            assert found.score_range[0] == entry.score
            assert [name for name, verdict in found.evaluation.programs.items() if verdict.met] == entry.programs
        with connection.cursor() as cursor:
            cursor.execute("SELECT score, count(*) FROM pool_entry WHERE state = 'IN_POOL' GROUP BY score")
            assert dict(cursor.fetchall()) == selectors.tally()

    @invariant()
    def everything_is_on_the_record(self):
        assert audit.verify().broken_at is None
        for person in self.people:
            told = [notice.kind for notice in notices.of(person.pk)]
            ended = self.mine().filter(person=person, state__in=["EXPIRED", "DRAFT_LAPSED", "WITHDRAWN", "INELIGIBLE_IN_POOL"])
            for entry in ended:
                kind = {"EXPIRED": "expired", "DRAFT_LAPSED": "draft_over", "WITHDRAWN": "withdrawn"}.get(entry.state)
                assert (kind or "no_longer_eligible") in told


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_random_lives():
    limits = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Lives, settings=limits)


@pytest.mark.proof
@pytest.mark.django_db
def test_many_random_lives(proof_figures):
    limits = settings(max_examples=400, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Lives, settings=limits)
    figures = proof_figures("profile-lives")
    figures["runs of thirty steps, four people each, in which every invariant held at every step"] = 400
