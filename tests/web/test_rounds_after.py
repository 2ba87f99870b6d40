"""After a round: declining, lapsing, replaying, rehearsing the next, and mending a mistake."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from openentry import Profile
from openentry.rounds import receipts, select
from openentry_web.audit import selectors as audit
from openentry_web.audit.models import Record
from openentry_web.notices import selectors as notices
from openentry_web.pool import deciding
from openentry_web.pool import services as pool_services
from openentry_web.pool.models import Entry
from openentry_web.rounds import correcting, rehearsing, selecting, selectors, services, snapshots
from openentry_web.rounds.models import Rehearsal, SnapshotEntry
from openentry_web.rounds.services import Refused
from tests.web.people import declared
from tests.web.round_pools import MOMENT, SOON, Console, Pool, invited, order, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def pool():
    return Pool()


@pytest.fixture
def console():
    return Console()


def fresh(entry):
    return Entry.objects.get(pk=entry.pk)


def submitted(somebody):
    """A real profile in the pool, in time for the round."""
    pool_services.begin(somebody, MOMENT - 2 * DAY)
    return pool_services.submit(somebody, Profile.model_validate(declared("amara-okafor")), MOMENT - DAY)


# --- declining and lapsing ---


def test_declining_on_the_last_moment_goes_back_and_a_moment_later_does_not(pool, console):
    a, b = pool("a", 480), pool("b", 480)
    console.held(size=2)
    last = selectors.invitation(a.person).apply_by
    assert services.decline(a.person, last).state == "declined"
    with pytest.raises(Refused, match="invitation_over"):
        services.decline(b.person, last + timedelta(microseconds=1))
    assert services.lapse(last) == 0
    assert services.lapse(last + timedelta(microseconds=1)) == 1
    assert services.lapse(last + timedelta(microseconds=1)) == 0
    assert fresh(b).state == "ITA_LAPSED"
    with pytest.raises(Refused, match="no_invitation"):
        services.decline(b.person, last)
    with pytest.raises(Refused, match="no_invitation"):
        services.decline(a.person, last)


def test_declining_after_the_year_is_over_leads_to_expiry(pool, console):
    a = pool("a", 480)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE pool_entry SET expires_at = %s WHERE id = %s", [MOMENT + 10 * DAY, a.pk])
        cursor.execute("SET session_replication_role = origin")
    console.held(size=1)
    services.decline(a.person, MOMENT + 11 * DAY)
    assert fresh(a).state == "EXPIRED"
    assert {one.kind for one in notices.of(a.person_id)} == {"invited", "declined", "expired"}


def test_declining_decides_anew_where_time_has_changed_something(console):
    somebody = person("somebody")
    entry = submitted(somebody)
    assert invited(console.held(size=1))[0][0] == "somebody"
    Entry.objects.filter(pk=entry.pk).update(changes_on=SOON.date(), score=1)
    services.decline(somebody, SOON + DAY)
    assert (fresh(entry).state, fresh(entry).score) == ("IN_POOL", entry.score)
    assert [one.action for one in audit.about(str(somebody.public_id))][:2] == ["pool.T7", "pool.T12"]


def test_who_is_invited_cannot_change_or_withdraw(pool, console):
    a = pool("a", 480)
    console.held(size=1)
    with pytest.raises(Refused, match="not_in_pool"):
        pool_services.withdraw(a.person, SOON)


# --- rehearsing ---


def test_a_rehearsal_draws_the_curve_and_hides_small_cells(pool, console):
    for number in range(12):
        pool(f"p{number}", 480 - number // 2, programs="fsw" if number < 9 else "cec", categories="french" if number < 3 else "")
    found = services.rehearse(console.first, order(size=12), SOON)
    assert (found.pool, found.eligible, found.invited, found.cut_off) == (12, 12, 12, 475)
    assert found.curve == ((480, 2), (479, 4), (478, 6), (477, 8), (476, 10), (475, 12))
    assert {cell.key: cell.count for cell in found.breakdowns["program"]} == {"fsw": None, "cec": None}  # 3 would give 9 away
    assert {cell.key: cell.count for cell in found.breakdowns["category"]} == {"french": None}
    assert [cell.count for cell in found.breakdowns["age"]] == [12]
    assert not Entry.objects.filter(state="INVITED").exists()
    assert Rehearsal.objects.count() == 1
    assert Record.objects.filter(action="round.rehearse").count() == 1


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("aaaaabbbbbb", {"a": 5, "b": 6}),
        ("aaaaaaabbbbbbcc", {"a": 7, "b": None, "c": None}),
        ("aaaaaabbcc", {"a": 6, "b": None, "c": None}),
        ("aaa", {"a": None}),
        ("", {}),
    ],
)
def test_a_small_cell_cannot_be_worked_out_from_the_whole(keys, shown):
    assert {cell.key: cell.count for cell in rehearsing.cells(keys)} == shown


# --- replaying ---


def test_a_replay_gives_the_same_list_root_and_line(pool, console):
    for number in range(30):
        pool(f"p{number}", 480 - number % 7)
    console.held(size=10)
    pool_services.withdraw(Entry.objects.filter(state="IN_POOL").latest("pk").person, SOON)
    found = services.replay("1", SOON + DAY)
    assert (found.holds, found.differences) == (True, [])
    assert selectors.alarm() is None


@pytest.mark.parametrize(
    "tampered",
    [
        "UPDATE rounds_snapshotentry SET score = score + 100, core = core + 100 WHERE position = 20",
        "UPDATE rounds_snapshotentry SET salt = '\\x00000000000000000000000000000000' WHERE position = 3",
        "UPDATE rounds_invitation SET program = 'fsw' WHERE rank = 1",
        "DELETE FROM rounds_invitation WHERE rank = 10",
        "UPDATE rounds_round SET cut_off = cut_off - 1",
        "UPDATE rounds_round SET published = replace(published, '\"invited\": 10', '\"invited\": 11')",
        "UPDATE rounds_snapshot SET root = repeat('0', 64)",
    ],
)
def test_whatever_is_altered_afterwards_raises_the_alarm(pool, console, client, tampered):
    for number in range(30):
        pool(f"p{number}", 480 - number % 7)
    console.held(size=10)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(tampered)
        cursor.execute("SET session_replication_role = origin")
    assert services.replay("1", SOON).holds is False
    assert selectors.alarm().round.number == "1"
    assert Record.objects.filter(action="round.replay_differs").exists()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "round 1" in answer.json()["replay"]


def test_the_nightly_job_replays_the_last_round(pool, console):
    from openentry_web.rounds import tasks

    tasks.replay_last(0)
    pool("a", 480)
    round_ = console.held(size=1)
    tasks.replay_last(0)
    assert [one.holds for one in selectors.replays(round_)] == [True]
    tasks.lapse_now(0)


def test_only_what_was_released_is_replayed(console):
    services.plan(console.first, order(size=1), MOMENT)
    with pytest.raises(Refused, match="not_released"):
        services.replay("1", SOON)


# --- correcting ---


def mistaken(console, monkeypatch, wrong, **keys):
    """A round held by a selector that is wrong in the same way everywhere, so that no check noticed."""
    with monkeypatch.context() as patched:
        patched.setattr(selecting, "select", lambda entries, *rest: select(wrong(entries), *rest))
        patched.setattr(selecting, "checks", lambda *_: [])

        def second(order_, then, snapshot=None):
            result = select(wrong(snapshots.entries(snapshot)), order_, then)
            return [(int(one.id), one.program, one.score) for one in result.invited]

        patched.setattr(selecting, "by_sql", second)
        return console.held(**keys)


def corrected(console):
    services.correct(
        console.first, "1", "1a", SOON, cause_en="A filter dropped people.", cause_fr="Un filtre a écarté des personnes."
    )
    services.freeze("1a", console.first, SOON)
    with pytest.raises(Refused, match="four_eyes"):
        services.approve("1a", console.first, SOON)
    services.approve("1a", console.second, SOON)
    services.run("1a", console.first, SOON)
    return services.release("1a", console.first, SOON)


def test_a_correction_invites_those_missed_and_cancels_what_was_in_error(pool, console, monkeypatch):
    missed, gone, wrong = (
        pool("missed", 490, categories="french stem"),
        pool("gone", 489, categories="french stem"),
        pool("wrong", 485),
    )
    right = pool("right", 480, categories="french")
    pool("below", 470, categories="french stem")

    def faulty(entries):
        for one in entries:
            if one.id == str(wrong.pk):
                yield replace(one, categories=frozenset({"french"}))
            elif one.categories != {"french", "stem"}:
                yield one

    first = mistaken(console, monkeypatch, faulty, kind="category", category="french", size=2)
    assert invited(first) == [("wrong", "cec"), ("right", "cec")]
    pool_services.withdraw(gone.person, SOON)
    round_ = corrected(console)
    assert (round_.state, round_.invited, round_.cancelled, round_.left_out) == ("released", 1, 1, {"gone": 1})
    assert invited(round_) == [("missed", "cec")]
    assert [fresh(one).state for one in (missed, wrong, right)] == ["INVITED", "IN_POOL", "INVITED"]
    assert fresh(wrong).received_at == wrong.received_at
    cancelled = selectors.invitations(wrong.person)[0]
    assert (cancelled.state, cancelled.cancelled_by) == ("cancelled", round_)
    assert "invitation_cancelled" in [one.kind for one in notices.of(wrong.person_id)]
    published = json.loads(round_.published)
    assert published["corrects"]["number"] == "1"
    assert (published["cut_off"], published["tie_break"]["sequence"]) == (480, right.sequence)
    assert {record.action for record in audit.about(str(wrong.person.public_id))} >= {"pool.T13", "pool.T13a"}
    for entry, program in ((missed, "cec"), (right, "cec"), (wrong, None)):
        found = receipts.verify(receipts.written(selectors.receipt(entry.person, "1a")), round_.published.encode())
        assert (found.holds, found.outcome.program) == (True, program)
    assert services.replay("1a", SOON).holds
    assert services.replay("1", SOON).holds is False  # the faulty round stays on the record as it was, and does not replay


def test_an_invitation_under_the_wrong_class_is_cancelled_and_issued_again(pool, console, monkeypatch):
    a = pool("a", 480, programs="cec fsw")
    first = mistaken(console, monkeypatch, lambda entries: (replace(one, programs=frozenset({"fsw"})) for one in entries), size=1)
    assert invited(first) == [("a", "fsw")]
    round_ = corrected(console)
    assert invited(round_) == [("a", "cec")]
    assert [(one.state, one.program) for one in selectors.invitations(a.person)] == [("live", "cec"), ("cancelled", "fsw")]
    assert fresh(a).state == "INVITED"


def test_profiles_are_decided_again_as_of_the_round_where_law_or_library_were_wrong(console, monkeypatch):
    somebody = person("somebody")
    entry = submitted(somebody)
    Entry.objects.filter(pk=entry.pk).update(score=3, core=3, spouse=0, transferability=0, additional=0)
    Pool()("other", 5)
    first = console.held(size=1)
    assert invited(first) == [("other", "cec")]
    monkeypatch.setattr(deciding, "VERSION", "99.0")  # another library than the one that decided: everybody is looked at again
    round_ = corrected(console)
    assert [name for name, _ in invited(round_)] == ["somebody"]
    row = SnapshotEntry.objects.get(snapshot=round_.snapshot_id, entry=entry.pk)
    assert (row.score, row.programs) == (entry.score, entry.programs)
    assert row.core + row.spouse + row.transferability + row.additional == row.score


def test_a_correction_of_a_round_that_was_right_changes_nothing(pool, console):
    for number in range(9):
        pool(f"p{number}", 480 - number)
    console.held(size=4)
    round_ = corrected(console)
    assert (round_.invited, round_.cancelled) == (0, 0)
    assert Entry.objects.filter(state="INVITED").count() == 4


def test_a_correction_names_a_released_round_and_its_cause(pool, console):
    pool("a", 480)
    with pytest.raises(Refused, match="not_released"):
        services.correct(console.first, "1", "1a", SOON, cause_en="x", cause_fr="x")
    console.held(size=1)
    with pytest.raises(Refused, match="cause"):
        services.correct(console.first, "1", "1a", SOON, cause_en="x", cause_fr=" ")
    corrected(console)
    with pytest.raises(Refused, match="corrects_original"):
        services.correct(console.first, "1a", "1b", SOON, cause_en="x", cause_fr="x")
    services.correct(console.first, "1", "1b", SOON, cause_en="x", cause_fr="x")
    with pytest.raises(Refused, match="correction"):
        services.change_plan("1b", console.first, order("1b", size=1), SOON)


def test_a_second_selection_that_differs_stops_a_correction(pool, console, monkeypatch):
    pool("a", 480)
    console.held(size=1)
    services.correct(console.first, "1", "1a", SOON, cause_en="x", cause_fr="x")
    services.freeze("1a", console.first, SOON)
    services.approve("1a", console.second, SOON)
    monkeypatch.setattr(correcting, "_within_by_sql", lambda round_: [])
    assert services.run("1a", console.first, SOON).state == "aborted"
