"""The whole of a life: rounds, invitations declined, let lapse and taken up, nominations, concerns and bars, over two years.

What holds of the pool alone (``test_pool_stateful``) holds here too, after every step. The numbers in the names are those of
``docs/explanation/the-life-of-a-profile.md``.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from openentry import Profile, decide, lifecycle
from openentry.rounds import Instructions
from openentry_web.demo.people import moved
from openentry_web.integrity import services as integrity
from openentry_web.integrity.models import Bar, Concern
from openentry_web.integrity.services import Determination
from openentry_web.invited import listing
from openentry_web.invited import selectors as invited
from openentry_web.invited import services as inviting
from openentry_web.invited.models import Application
from openentry_web.notices.models import Notice
from openentry_web.partners import services as partners
from openentry_web.partners.models import Nomination
from openentry_web.pool import law, selectors, services
from openentry_web.pool.models import Entry
from openentry_web.pool.services import Refused
from openentry_web.pool.sweep import sweep
from openentry_web.rounds import invitations
from openentry_web.rounds import selectors as rounds
from openentry_web.rounds import services as console
from openentry_web.rounds.models import Invitation
from tests.web.partners_pool import province
from tests.web.round_pools import officer
from tests.web.test_pool_stateful import BEGUN, EXAMPLE_PROFILES, PEOPLE, Lives

ORDER = ("pnp", "cec", "fsw", "fst")
TICK = timedelta(microseconds=1)
MOVED = [moved(content, BEGUN.date()) for content in EXAMPLE_PROFILES]
#: People who get into the pool, and are open to every province.
ELIGIBLE = [
    content | {"open_to_provinces": "all"}
    for content in MOVED
    if decide(Profile.model_validate(content), BEGUN.date(), last_changed_on=BEGUN.date()).eligible
]
THINGS = (
    *(f"invitations {state}" for state in ("live", "declined", "lapsed", "cancelled", "applied")),
    *(f"nominations {state}" for state in ("offered", "accepted", "rejected", "lapsed")),
    "bars",
)


class WholeLives(Lives):
    """Four people, two officers, two provinces and the clock. ``seen``: how often each thing happened, in all runs together."""

    seen: ClassVar[Counter[str]] = Counter()

    who = Lives.who
    what = st.one_of(st.sampled_from(ELIGIBLE), Lives.what)

    def __init__(self):
        super().__init__()
        self.rounds = 0

    @initialize(profiles=st.tuples(*[st.sampled_from(ELIGIBLE)] * PEOPLE))
    def others(self, profiles):
        for person, content in zip(self.people, profiles, strict=True):
            services.begin(person, self.now)
            services.submit(person, Profile.model_validate(content), self.now)
        self.first, self.second = officer("first"), officer("second")
        self.provinces = [province(code)[1] for code in ("ON", "BC")]

    def teardown(self):
        for one in Invitation.objects.values_list("state", flat=True):
            self.seen[f"invitations {one}"] += 1
        for one in Nomination.objects.values_list("state", flat=True):
            self.seen[f"nominations {one.lower()}"] += 1
        self.seen["bars"] += Bar.objects.count()
        self.seen["rounds"] += self.rounds
        super().teardown()

    # --- what a locked or closed profile refuses ---

    @rule(n=who, content=what)
    def submit(self, n, content):
        person = self.people[n]
        draft, live = selectors.draft(person), selectors.live(person)
        try:
            entry = services.submit(person, Profile.model_validate(content), self.now)
        except Refused:
            late = draft is not None and self.now > draft.submit_by
            assert draft is None or live is not None or late or self.barred(person)
            return
        if draft is None:
            assert entry == live
            return
        assert not self.barred(person), "nobody who is barred submits (A10.1(4))"
        assert entry.received_at == self.now

    @rule(n=who)
    def begin(self, n):
        before = selectors.draft(self.people[n])
        try:
            draft = services.begin(self.people[n], self.now)
        except Refused:
            assert before is None
            assert self.barred(self.people[n])
            return
        assert draft.state == "DRAFT"
        assert before in (None, draft)

    @rule(n=who, content=what)
    def update(self, n, content):
        live = selectors.live(self.people[n])
        try:
            assert services.update(self.people[n], Profile.model_validate(content), self.now) == live
        except Refused:
            assert live is None or live.state != "IN_POOL", "only what is in the pool is open to change"

    @rule(n=who)
    def withdraw(self, n):
        live = selectors.live(self.people[n])
        try:
            assert services.withdraw(self.people[n], self.now).state == "WITHDRAWN"
        except Refused:
            assert live is None or live.state != "IN_POOL"

    # --- time ---

    @rule(days=st.sampled_from([0, 0, 1, 6, 29, 30, 31, 61, 310]), seconds=st.integers(0, 86_399))
    def time_passes(self, days, seconds):
        self.to(self.now + timedelta(days=days, seconds=seconds))

    @rule(late=st.booleans())
    def to_the_last_moment_of_an_invitation(self, late):
        """The last microsecond of the sixtieth day, or the one after it."""
        ends = [one.apply_by for one in Invitation.objects.filter(state="live") if one.apply_by >= self.now]
        if ends:
            self.to(min(ends) + TICK * late)

    def to(self, moment):
        self.now = moment
        invitations.lapse(moment)
        partners.lapse(moment)
        sweep(moment)

    # --- rounds ---

    @rule(size=st.integers(1, 3), programs=st.sampled_from([(), ("cec",), ("fst",), ("pnp",), ("fsw", "fst")]))
    def a_round(self, size, programs):
        sweep(self.now)
        ranked = self.ranked(programs)
        self.rounds += 1
        number = str(self.rounds)
        keys = {"kind": "programs", "programs": list(programs)} if programs else {"kind": "general"}
        order = Instructions.model_validate({"number": number, "moment": self.now, "size": size, **keys})
        console.plan(self.first, order, self.now, text_en="As ordered", text_fr="Selon l’ordre")
        console.freeze(number, self.first, self.now)
        with pytest.raises(Refused):
            console.approve(number, self.first, self.now)
        console.approve(number, self.second, self.now)
        console.run(number, self.first, self.now)
        round_ = console.release(number, self.second, self.now)
        assert round_.state == "released"
        assert [(one.entry_id, one.program) for one in round_.invitations.order_by("rank")] == ranked[:size]

    def ranked(self, programs):
        """Those the instructions reach, in order, each with the class the law names (6, 7, 10)."""
        there = []
        for entry in self.mine().filter(state="IN_POOL"):
            met = [name for name in ORDER if name in entry.programs]
            if entry.nominated:  # A10.1(1.1): as a nominee, or not at all
                met = [name for name in met if name == "pnp"]
            met = [name for name in met if not programs or name in programs][:1]
            if met:
                there.append((-entry.score, entry.received_at, entry.sequence, entry.pk, met[0]))
        return [(pk, program) for *_, pk, program in sorted(there)]

    # --- what an invited person does ---

    @rule(n=who, first=st.booleans())
    def decline(self, n, first):
        if first:
            self.a_round(2, ())
        invitation = self.open_invitation(n)
        try:
            declined = invitations.decline(self.people[n], self.now)
        except Refused:
            assert invitation is None
            return
        assert declined == invitation
        entry = Entry.objects.get(pk=declined.entry_id)
        profile = Profile.model_validate(entry.version.content)
        eligible = decide(profile, self.now.date(), last_changed_on=entry.last_changed_on).eligible
        over = self.now > entry.expires_at
        assert entry.state == ("EXPIRED" if over else "IN_POOL" if eligible else "INELIGIBLE_IN_POOL")

    @rule(n=who, complete=st.booleans(), first=st.booleans())
    def apply(self, n, complete, first):
        if first:
            self.a_round(2, ())
        person, invitation = self.people[n], self.open_invitation(n)
        before = Application.objects.filter(entry__person=person).count()
        if invitation is not None and complete:
            self.prepare(person)
        try:
            made = inviting.apply(person, self.now)
        except Refused:
            assert invitation is None or not complete
            assert Application.objects.filter(entry__person=person).count() == before
            return
        assert made == inviting.apply(person, self.now), "sent twice it is one"
        assert selectors.live(person).state == "APPLIED"
        assert invitation is None or (made.received_at, made.program) == (self.now, invitation.program)

    def prepare(self, person):
        """Everything said and ticked; of whoever declared a spouse, who that is, of the others one child."""
        kept = inviting.open_preparation(person, self.now)
        given = {"name": "S", "born_on": date(1990, 1, 1), "accompanying": True, "adopted": None}
        family = rounds.invitation(person).entry.version.content.get("family", {})
        if not kept.members.exists():
            relation = "spouse" if family.get("spouse") else "child"
            inviting.name_member(person, given | {"relation": relation}, self.now)
        member = kept.members.first()
        for whose in (None, member):
            if not kept.residences.filter(member=whose).exists():
                there = {"country": "NGA", "since": date(1990, 1, 1), "until": None}
                inviting.name_residence(person, there, whose.public_id if whose else None, self.now)
        for row in listing.rows(invited.preparation(rounds.invitation(person)), self.now.date()):
            inviting.tick(person, row.id, row.answers[0], self.now)
        assert not listing.missing(invited.preparation(rounds.invitation(person)), self.now.date())

    def open_invitation(self, n):
        found = rounds.invitation(self.people[n])
        return found if found is not None and self.now <= found.apply_by else None

    # --- provinces ---

    @rule(n=who, which=st.integers(0, 1))
    def nominate(self, n, which):
        live = selectors.live(self.people[n])
        standing = Nomination.objects.filter(entry=live, state__in=["OFFERED", "ACCEPTED"]).exists()
        try:
            made = partners.nominate(
                self.provinces[which], (live and live.number) or "E000000000", (live and live.validation_code) or "0000", self.now
            )
        except Refused:
            return
        assert live.state == "IN_POOL"
        assert not standing
        assert made.answer_by == lifecycle.deadline(law.book().on(self.now.date()), "nomination_days", self.now)

    @rule(n=who, yes=st.booleans(), first=st.booleans())
    def answer(self, n, yes, first):
        if first:
            self.nominate(n, 0)
        offered = Nomination.objects.filter(entry__person=self.people[n], state="OFFERED").first()
        if offered is None:
            return
        before = Entry.objects.get(pk=offered.entry_id)
        try:
            (partners.accept if yes else partners.refuse)(self.people[n], offered.public_id, self.now)
        except Refused:
            assert self.now > offered.answer_by or before.state not in ("IN_POOL", "INVITED")
            return
        after = Entry.objects.get(pk=offered.entry_id)
        if before.state == after.state == "IN_POOL":
            assert after.additional == (600 if yes else before.additional), "600 at once, and never more (MI)"

    # --- integrity ---

    @rule(n=who)
    def concern(self, n):
        entry = self.mine().filter(person=self.people[n], version__isnull=False).exclude(state="DRAFT").last()
        fields = [name for name, _ in integrity.facts(entry.version.content)] if entry is not None else []
        if fields and not Concern.objects.filter(entry=entry, state="open").exists():
            integrity.open_concern(self.first, entry.pk, fields[0], "Please explain.", self.now)

    @rule(n=who, found=st.booleans(), answered=st.booleans(), first=st.booleans())
    def determined(self, n, found, answered, first):
        if first:
            self.concern(n)
        concern = Concern.objects.filter(entry__person=self.people[n], state="open").first()
        if concern is None:
            return
        if answered and concern.replied_at is None and self.now <= concern.reply_by:
            integrity.reply(self.people[n], concern.public_id, "It is so.", self.now)
        early = self.now <= concern.reply_by and not answered and concern.replied_at is None
        for by, may in ((self.first, False), (self.second, not early)):
            try:
                if found:
                    outside = Determination(self.now.date(), inside=False)
                    integrity.record_determination(by, concern.public_id, outside, "Forged.", self.now)
                else:
                    integrity.close(by, concern.public_id, "Explained.", self.now)
            except Refused:
                assert not may
            else:
                assert may, "four eyes, and a time to answer"
        if found and not early:
            assert not self.mine().filter(person=self.people[n], state__in=["IN_POOL", "INVITED", "APPLIED", "DRAFT"]).exists()

    def barred(self, person):
        return any(bar.until is None or self.now.date() <= bar.until for bar in Bar.objects.filter(person=person))

    # --- what must hold ---

    @invariant()
    def an_invitation_is_live_while_its_person_is_invited_4_5(self):
        for entry in self.mine():
            live = Invitation.objects.filter(entry=entry, state="live")
            assert live.count() == (entry.state == "INVITED")
            for one in Invitation.objects.filter(entry=entry):
                assert one.apply_by == lifecycle.deadline(law.book().on(one.issued_at.date()), "apply_days", one.issued_at)
            lapsed = Invitation.objects.filter(entry=entry, state="lapsed").first()
            if lapsed is not None:
                assert entry.state in ("ITA_LAPSED", "BARRED")
                assert not Invitation.objects.filter(entry=entry, issued_at__gt=lapsed.issued_at).exists(), "A10.1(6)"

    @invariant()
    def an_application_was_received_in_time_and_once(self):
        for made in Application.objects.select_related("invitation", "entry"):
            assert made.invitation.state == "applied" or made.state == "refused"
            assert made.invitation.issued_at <= made.received_at <= made.invitation.apply_by
            assert made.entry.state in ("APPLIED", "BARRED")
            assert (made.state == "refused") == (made.entry.state == "BARRED")

    @invariant()
    def whoever_is_invited_was_told_once(self):
        for person in self.people:
            told = Notice.objects.filter(person=person, kind="invited").count()
            assert told == Invitation.objects.filter(entry__person=person).count()

    @invariant()
    def nobody_barred_is_anywhere(self):
        for person in self.people:
            if self.barred(person):
                assert selectors.live(person) is None
                assert selectors.draft(person) is None


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_random_whole_lives():
    limits = settings(max_examples=8, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(WholeLives, settings=limits)


@pytest.mark.proof
@pytest.mark.django_db
def test_many_random_whole_lives(proof_figures):
    limits = settings(max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(WholeLives, settings=limits)
    for thing in THINGS:
        assert WholeLives.seen[thing] > 0, f"the runs never came to it: {thing}"
    figures = proof_figures("whole-lives")
    figures["runs of forty steps, four people each, in which every invariant held at every step"] = 40
    figures["people a run"] = PEOPLE
    for thing in sorted(WholeLives.seen):
        figures[thing] = WholeLives.seen[thing]
