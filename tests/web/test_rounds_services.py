"""A round from plan to release: who may, in which order, what voids it, and what everybody has afterwards."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from openentry import lifecycle
from openentry.errors import InstructionsError
from openentry.law import load_law
from openentry.rounds import receipts
from openentry_web.audit import selectors as audit
from openentry_web.notices import selectors as notices
from openentry_web.notices.models import Mail, Notice
from openentry_web.pool import selectors as pool_selectors
from openentry_web.pool import services as pool_services
from openentry_web.pool.models import Entry
from openentry_web.rounds import publishing, selectors, services, snapshots
from openentry_web.rounds.models import Invitation, Round, Snapshot, SnapshotEntry
from openentry_web.rounds.services import Refused
from tests.web.round_pools import MOMENT, SOON, Console, Pool, invited, order, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool():
    return Pool()


@pytest.fixture
def console():
    return Console()


def state_of(entry):
    return Entry.objects.get(pk=entry.pk).state


# --- a round that goes well ---


def test_the_highest_are_invited_and_everybody_is_told(pool, console):
    third, first, second = pool("third", 470), pool("first_", 500), pool("second_", 480, programs="fsw fst")
    round_ = console.held(size=2)
    assert invited(round_) == [("first_", "cec"), ("second_", "fsw")]
    assert (round_.state, round_.invited, round_.cut_off, round_.eligible) == ("released", 2, 480, 3)
    assert (round_.tie_break_at, round_.tie_break_sequence) == (second.received_at, second.sequence)
    assert [state_of(one) for one in (first, second, third)] == ["INVITED", "INVITED", "IN_POOL"]
    assert [one.kind for one in notices.of(first.person_id)] == ["invited"]
    assert list(notices.of(third.person_id)) == []
    assert Mail.objects.filter(kind="invited").count() == 2
    live = selectors.invitation(first.person)
    assert live.apply_by == lifecycle.deadline(load_law(SOON.date()), "apply_days", SOON)
    assert live.apply_by.isoformat() == "2027-01-23T23:59:59.999999+00:00"
    assert [record.action for record in audit.about(str(first.person.public_id))] == ["pool.T11"]
    assert audit.verify().broken_at is None
    assert pool_selectors.tally() == {470: 1}


def test_equal_scores_stand_in_the_order_of_receipt_then_of_number(pool, console):
    pool("late", 480, minute=14)
    pool("early", 480, minute=0)
    pool("same_then", 480, minute=7)
    pool("same_after", 480, minute=7)
    round_ = console.held(size=2)
    assert invited(round_) == [("early", "cec"), ("same_then", "cec")]


@pytest.mark.parametrize("text", ["notice.invited", "notice.declined", "notice.invitation_lapsed", "notice.invitation_cancelled"])
def test_the_notices_can_be_read_in_both_languages(text):
    from openentry.messages import text as said

    for lang in ("en", "fr"):
        for part in ("title", "body"):
            assert said(f"{text}.{part}", lang, round="1", number="E1", day=SOON.date())


def test_the_record_of_a_round_is_published_as_it_says(pool, console):
    for number in range(7):
        pool(f"p{number}", 480 - number, categories="french" if number % 2 else "")
    round_ = console.held("12", kind="category", category="french", size=2, citation={"en": "MI 12", "fr": "IM 12"})
    published = json.loads(round_.published)
    assert receipts.written(published) == round_.published.encode()
    assert published["digest"] == receipts.digest(published)
    assert published["instructions"]["category"] == "french"
    assert published["text"] == {"en": "Instruction", "fr": "Instruction"}
    assert published["left_out"] == {"other_category": 4}
    assert len(published["distribution"]) == 18
    assert published["distribution"][-1] == {"field": "dd18", "band": "total", "count": 7}
    leaves = [one for one in published["distribution"] if one["field"] not in ("dd3", "dd9", "dd18")]
    assert sum(one["count"] for one in leaves) == 7
    assert published["snapshot"]["leaves"] == 7
    assert publishing.document(round_) == published


def test_everybody_in_the_pool_gets_a_receipt_that_holds(pool, console):
    entries = [pool(f"p{number}", 480 - number % 3, programs="fst" if number % 4 else "cec fsw") for number in range(20)]
    outside = person("outside")
    round_ = console.held(size=5)
    held = round_.published.encode()
    got = {}
    for entry in entries:
        given = selectors.receipt(entry.person, "1")
        found = receipts.verify(receipts.written(given), held)
        assert found.holds, found
        got[entry.person.email.partition("@")[0]] = found.outcome.program
    assert {(name, program) for name, program in got.items() if program} == set(invited(round_))
    assert selectors.receipt(outside, "1") is None
    assert selectors.receipt(entries[0].person, "2") is None


def test_leaves_and_digest_are_those_that_the_library_makes(pool, console):
    from hashlib import sha256

    from openentry.rounds import merkle

    for number in range(600):
        pool(f"p{number}", 300 + number % 50, categories="french stem" if number % 3 else "", nominated=number % 7 == 0)
    round_ = console.approved(size=5)
    rows = list(SnapshotEntry.objects.filter(snapshot=round_.snapshot_id).order_by("position"))
    assert [row.position for row in rows] == list(range(600))
    assert [(-row.score, row.received_at, row.sequence) for row in rows] == sorted(
        (-row.score, row.received_at, row.sequence) for row in rows
    )
    leaves = [receipts.leaf(bytes(row.salt), snapshots.record(row)) for row in rows]
    assert merkle.root(leaves).hex() == round_.snapshot.root
    lines = b"".join(receipts.canonical(snapshots.record(row)) + b"\n" for row in rows)
    assert sha256(lines).hexdigest() == round_.snapshot.digest
    assert len({bytes(row.salt) for row in rows}) == 600
    assert {len(bytes(row.salt)) for row in rows} == {16}
    for position in (0, 255, 256, 511, 599):
        assert snapshots.beside(round_.snapshot, position) == merkle.path(leaves, position)


# --- in which class ---


def test_who_meets_all_three_is_named_by_the_round_and_after_declining_named_the_same(pool, console):
    every = pool("every", 480, programs="cec fsw fst")
    assert invited(console.held("1", size=1)) == [("every", "cec")]
    services.decline(every.person, SOON)
    assert state_of(every) == "IN_POOL"
    assert Entry.objects.get(pk=every.pk).received_at == every.received_at
    assert invited(console.held("2", size=1)) == [("every", "cec")]
    services.decline(every.person, SOON)
    assert invited(console.held("3", kind="programs", programs=["fst"], size=1)) == [("every", "fst")]
    assert [one.state for one in selectors.invitations(every.person)] == ["live", "declined", "declined"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, [("nominee", "pnp"), ("other", "cec")]),
        ({"kind": "programs", "programs": ["pnp"]}, [("nominee", "pnp")]),
        ({"kind": "programs", "programs": ["pnp", "cec"]}, [("nominee", "pnp"), ("other", "cec")]),
        ({"kind": "programs", "programs": ["cec"]}, [("other", "cec")]),
        ({"kind": "category", "category": "french"}, [("other", "cec")]),
    ],
)
def test_a_nominee_is_selected_by_general_and_nominee_rounds_only(pool, console, keys, expected):
    pool("nominee", 1080, programs="pnp cec fsw", categories="french", nominated=True)
    pool("other", 480, categories="french")
    assert invited(console.held(size=10, **keys)) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"size": 0}, []),
        ({"lowest_score": 480}, ["a", "b"]),
        ({"lowest_score": 480, "size": 1}, ["a"]),
        ({"lowest_score": 1000}, []),
        ({"size": 100}, ["a", "b", "c"]),
    ],
)
def test_the_number_is_what_the_instruction_says(pool, console, keys, expected):
    for name, score in (("a", 500), ("b", 480), ("c", 470)):
        pool(name, score)
    round_ = console.held(**keys)
    assert [name for name, _ in invited(round_)] == expected
    for entry in Entry.objects.exclude(score=None).filter(number__startswith="T"):
        given = selectors.receipt(entry.person, "1")
        assert receipts.verify(receipts.written(given), round_.published.encode()).holds


# --- who may, and in which order ---


def test_nobody_approves_their_own_plan_here_or_in_the_database(pool, console):
    pool("a", 480)
    services.plan(console.first, order(size=1), MOMENT)
    services.freeze("1", console.second, SOON)
    with pytest.raises(Refused, match="four_eyes"):
        services.approve("1", console.first, SOON)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Round.objects.filter(number="1").update(approved_by=console.first)
    assert services.approve("1", console.second, SOON).approved_by == console.second


def test_whoever_changes_the_plan_cannot_approve_it(pool, console):
    pool("a", 480)
    console.approved(size=1)
    changed = services.change_plan("1", console.second, order(size=2), SOON)
    assert (changed.state, changed.approved_by, changed.snapshot) == ("planned", None, None)
    assert not Snapshot.objects.exists()
    assert not SnapshotEntry.objects.exists()
    services.freeze("1", console.first, SOON)
    with pytest.raises(Refused, match="four_eyes"):
        services.approve("1", console.second, SOON)
    services.approve("1", console.first, SOON)


@pytest.mark.parametrize("role", ["candidate", "province", "job_bank"])
def test_only_officers_hold_rounds(pool, console, role):
    other = person("other")
    other.role = role
    other.save()
    steps = [
        lambda: services.plan(other, order(size=1), MOMENT),
        lambda: services.rehearse(other, order(size=1), MOMENT),
        lambda: services.change_plan("1", other, order(size=1), MOMENT),
        lambda: services.freeze("1", other, SOON),
        lambda: services.approve("1", other, SOON),
        lambda: services.run("1", other, SOON),
        lambda: services.release("1", other, SOON),
        lambda: services.abort("1", other, SOON, "because"),
        lambda: services.correct(other, "1", "2", SOON, cause_en="x", cause_fr="x"),
    ]
    for step in steps:
        with pytest.raises(Refused, match="officer"):
            step()


def test_an_officer_who_no_longer_is_one_does_nothing(pool, console):
    services.plan(console.first, order(size=1), MOMENT)
    services.freeze("1", console.first, SOON)
    type(console.second).objects.filter(pk=console.second.pk).update(role="candidate")
    with pytest.raises(Refused, match="officer"):
        services.approve("1", console.second, SOON)


STATES = ("planned", "frozen", "approved", "selected", "released", "aborted")
ALLOWED = {
    "change_plan": ("planned", "frozen", "approved", "selected"),
    "freeze": ("planned", "frozen", "approved", "selected"),
    "approve": ("frozen",),
    "run": ("approved",),
    "release": ("selected",),
    "abort": ("planned", "frozen", "approved", "selected"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", ALLOWED)
def test_every_step_in_every_state(pool, console, state, verb):
    pool("a", 480)
    services.plan(console.first, order(size=1), MOMENT)
    if state == "aborted":
        services.abort("1", console.first, SOON, "no longer needed")
    for step in (services.freeze, services.approve, services.run, services.release):
        if Round.objects.get(number="1").state == state:
            break
        step("1", console.second if step is services.approve else console.first, SOON)
    assert Round.objects.get(number="1").state == state
    by = console.second if verb == "approve" else console.first

    def take():
        if verb == "change_plan":
            return services.change_plan("1", by, order(size=1), SOON)
        return services.abort("1", by, SOON, "because") if verb == "abort" else getattr(services, verb)("1", by, SOON)

    if state in ALLOWED[verb]:
        take()
    else:
        with pytest.raises(Refused, match="state"):
            take()
        assert Round.objects.get(number="1").state == state


def test_a_round_is_frozen_from_its_moment_on_and_on_its_day(pool, console):
    services.plan(console.first, order(size=1), MOMENT)
    with pytest.raises(Refused, match="too_early"):
        services.freeze("1", console.first, MOMENT - timedelta(microseconds=1))
    with pytest.raises(Refused, match="another_day"):
        services.freeze("1", console.first, MOMENT + timedelta(days=1))
    services.freeze("1", console.first, MOMENT)
    services.approve("1", console.second, MOMENT)
    late = services.run("1", console.first, MOMENT + timedelta(days=1))
    assert (late.state, [one["id"] for one in late.reasons]) == ("planned", ["web.rounds.void.day"])


def test_a_plan_that_cannot_be_carried_out_is_refused(console):
    with pytest.raises(InstructionsError):
        services.plan(console.first, order(kind="category", category="cobblers", size=1), MOMENT)
    services.plan(console.first, order(size=1), MOMENT)
    with pytest.raises(Refused, match="number"):
        services.plan(console.first, order(size=2), MOMENT)
    with pytest.raises(Refused, match="unknown"):
        services.freeze("77", console.first, SOON)


# --- what voids an approval ---


def test_freezing_again_voids_an_approval(pool, console):
    pool("a", 480)
    console.approved(size=1)
    again = services.freeze("1", console.first, SOON)
    assert (again.state, again.approved_by) == ("frozen", None)
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize("when", ["approve", "run", "release"])
def test_a_change_of_the_pool_on_which_the_outcome_depends_voids_it(pool, console, when):
    gone, rises = pool("gone", 500), pool("rises", 400)
    pool("stays", 480)
    services.plan(console.first, order(size=1), MOMENT)
    services.freeze("1", console.first, SOON)
    if when != "approve":
        services.approve("1", console.second, SOON)
    if when == "release":
        services.run("1", console.first, SOON)
    pool_services.withdraw(gone.person, SOON)
    Entry.objects.filter(pk=rises.pk).update(score=510, core=510)
    by = console.second if when == "approve" else console.first
    round_ = getattr(services, when)("1", by, SOON)
    assert round_.state == "planned"
    assert [one["id"] for one in round_.reasons] == ["web.rounds.void.pool"]
    assert not Invitation.objects.exists()
    assert not Notice.objects.filter(kind="invited").exists()
    services.freeze("1", console.first, SOON)
    services.approve("1", console.second, SOON)
    services.run("1", console.first, SOON)
    assert invited(services.release("1", console.first, SOON)) == [("rises", "cec")]


def test_a_change_that_cannot_change_the_outcome_is_counted_and_voids_nothing(pool, console):
    pool("a", 500)
    low, comes = pool("low", 300), pool("low2", 310)
    round_ = console.approved(size=1)
    pool_services.withdraw(low.person, SOON)
    Entry.objects.filter(pk=comes.pk).update(score=320, core=320)
    found = selectors.changes(round_, SOON)
    assert (found.entries, found.bearing) == (2, [])
    services.run("1", console.first, SOON)
    assert services.release("1", console.first, SOON).state == "released"


def test_an_approval_is_of_the_plan_and_the_database_holds_it_to_it(pool, console):
    pool("a", 480)
    console.approved(size=1)
    for change in ({"size": 2}, {"text_en": "other"}, {"moment": SOON}, {"approved_digest": "0" * 64}):
        with pytest.raises(DatabaseError, match="is approved"), transaction.atomic():
            Round.objects.filter(number="1").update(**change)
    with connection.cursor() as cursor:  # whoever gets past the trigger is found by the digest
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE rounds_round SET size = 2")
        cursor.execute("SET session_replication_role = origin")
    round_ = services.run("1", console.first, SOON)
    assert (round_.state, [one["id"] for one in round_.reasons]) == ("planned", ["web.rounds.void.plan"])


# --- what never changes ---


def test_what_was_released_stays_and_so_do_snapshots_and_invitations(pool, console):
    pool("a", 480)
    round_ = console.held(size=1)
    attempts = [
        lambda: Round.objects.filter(number="1").update(cut_off=470),
        lambda: Round.objects.filter(number="1").update(published="{}"),
        lambda: Round.objects.filter(number="1")._raw_delete("default"),
        lambda: SnapshotEntry.objects.filter(snapshot=round_.snapshot_id).update(score=1),
        lambda: SnapshotEntry.objects.filter(snapshot=round_.snapshot_id)._raw_delete("default"),
        lambda: Snapshot.objects.update(root="0" * 64),
        lambda: Invitation.objects.update(program="fsw"),
        lambda: Invitation.objects.all()._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    row = SnapshotEntry.objects.get(snapshot=round_.snapshot_id)
    row.position, row.entry = 99, 99
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        row.save(force_insert=True)


def test_nobody_has_two_live_invitations(pool, console):
    entry = pool("a", 480)
    round_ = console.held(size=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            round=round_, entry=entry, rank=2, program="cec", score=480, issued_at=SOON, apply_by=SOON, state="live"
        )


def test_an_aborted_round_keeps_its_reason(pool, console):
    with pytest.raises(Refused, match="unknown"):
        services.abort("1", console.first, SOON, "x")
    services.plan(console.first, order(size=1), MOMENT)
    with pytest.raises(Refused, match="reason"):
        services.abort("1", console.first, SOON, "  ")
    assert services.abort("1", console.first, SOON, "Wrong category").reasons[0]["en"].endswith("Wrong category")
