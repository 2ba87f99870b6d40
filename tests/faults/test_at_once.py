"""Two rounds at once, and people who change, withdraw or decline meanwhile: what comes out is what one after another would give.

The log has an order in which everything happened; a plain walk along it says whom each round had to invite.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.faults.conftest import a_copy
from tests.faults.test_killed import RIGHT, TWICE

INVITED = """
SELECT r.number, e.number FROM rounds_invitation i JOIN rounds_round r ON r.id = i.round_id JOIN pool_entry e ON e.id = i.entry_id
ORDER BY r.released_at, r.id, i.rank
"""
ORDER = """
SELECT number, id FROM rounds_round WHERE state = 'released'
ORDER BY (SELECT max(seq) FROM audit_record WHERE action = 'round.release' AND object = 'round:' || number)
"""


def finish(*processes):
    said = []
    for process in processes:
        out, err = process.communicate(timeout=100)
        assert process.returncode == 0, err
        said.append(out)
    return said


@pytest.mark.timeout(240)
def test_two_rounds_at_once_are_two_rounds_one_after_the_other(service):
    finish(service.start("take", "1"), service.start("take", "2"))
    order = [number for number, _ in service.rows(ORDER)]
    assert sorted(order) == ["1", "2"]
    invited = service.rows(INVITED)
    assert sorted(number for _, number in invited) == [f"T{number:09d}" for number in range(1, 21)]
    assert [(number,) for round_, number in invited if round_ == order[0]] == RIGHT
    assert service.rows(TWICE) == []


@pytest.mark.timeout(240)
@pytest.mark.parametrize("repeat", range(2))
def test_people_who_withdraw_meanwhile_are_out_or_invited_and_the_best_of_the_others_are_in(service, repeat):
    rounds, withdrawing = service.start("take", "1"), service.start("act", "withdraw", 40)
    _, told = finish(rounds, withdrawing)
    assert service.rows("SELECT state FROM rounds_round WHERE number = '1'") == [("released",)]
    gone = {number for number, said in (line.split() for line in told.splitlines()) if said == "done"}
    invited = [number for _, number in service.rows(INVITED)]
    assert gone | set(invited) == {f"T{number:09d}" for number in range(1, 41)}
    assert not gone & set(invited)
    # Some order gives this: before the round those withdrew who were not there when it was held, the others after it.
    assert invited == sorted(invited)
    assert len(invited) <= 10
    assert service.rows("SELECT count(*) FROM pool_entry WHERE state = 'INVITED'") == [(len(invited),)]
    assert service.rows("SELECT coalesce(sum(n), 0) FROM pool_tally") == [(0,)]


@pytest.mark.timeout(240)
def test_people_who_decline_while_the_next_round_is_held(service):
    finish(service.start("take", "1"))
    rounds, declining = service.start("take", "2"), service.start("act", "decline", 10)
    _, told = finish(rounds, declining)
    assert [line.split()[1] for line in told.splitlines()] == ["done"] * 10
    live = service.rows("SELECT e.number FROM rounds_invitation i JOIN pool_entry e ON e.id = i.entry_id WHERE i.state = 'live'")
    assert len(live) == 10
    assert service.rows("SELECT count(*) FROM pool_entry WHERE state = 'INVITED'") == [(10,)]
    assert service.rows("SELECT count(*) FROM rounds_invitation GROUP BY entry_id, round_id HAVING count(*) > 1") == []


LOG = """
SELECT action, substr(object, strpos(object, ':') + 1), reason FROM audit_record
WHERE action IN ('pool.T6', 'pool.T8', 'pool.T10', 'pool.T11', 'pool.T12', 'round.release') ORDER BY seq
"""


def one_after_another(service, before):
    """Walk along the log from the pool as it was (``before``: score, moment and number in the order of receipt, by id): every round
    invites the ten who stood first when it was released, of those who were there when it was frozen: who came back since, because
    they declined, waits for the next. Returns how many of each step there were."""
    after = dict(service.rows("SELECT id::text, score FROM pool_entry"))
    pool, away, steps, invited = dict(before), {}, Counter(), []
    for action, what, reason in service.rows(LOG):
        steps[action] += 1
        if action == "pool.T6" and what in pool:
            pool[what] = (-after[what], *pool[what][1:])
        elif action in ("pool.T8", "pool.T10"):
            pool.pop(what, None)
        elif action == "pool.T11":
            invited.append((what, reason))
        elif action == "pool.T12":
            pool[what] = away.pop(what)
        elif action == "round.release":
            there = {id_ for (id_,) in service.rows(FROZEN.format(what))}
            first = sorted(there & pool.keys(), key=pool.get)[:10]
            assert sorted(invited) == sorted((id_, f"round {what}") for id_ in first)
            away |= {id_: pool.pop(id_) for id_ in first}
            invited = []
    assert dict.fromkeys(away, "INVITED") == dict(service.rows("SELECT id::text, state FROM pool_entry WHERE state = 'INVITED'"))
    assert dict.fromkeys(pool, "IN_POOL") == dict(service.rows("SELECT id::text, state FROM pool_entry WHERE state = 'IN_POOL'"))
    assert service.rows(TWICE_IN_A_ROUND) == []
    return steps


def everybody(service):
    rows = service.rows("SELECT id::text, -score, received_at, sequence FROM pool_entry WHERE state = 'IN_POOL'")
    return {id_: rest for id_, *rest in rows}


FROZEN = """SELECT s.entry::text FROM rounds_snapshotentry s JOIN rounds_round r ON r.snapshot_id = s.snapshot
WHERE r.number = '{}'"""
TWICE_IN_A_ROUND = "SELECT entry_id FROM rounds_invitation GROUP BY entry_id, round_id HAVING count(*) > 1"


@pytest.mark.timeout(240)
def test_people_who_change_their_profiles_while_a_round_is_held(service):
    before = {id_: tuple(rest) for id_, rest in everybody(service).items()}
    finish(service.start("take", "1"), service.start("act", "update", 40))
    steps = one_after_another(service, before)
    assert steps["round.release"] == 1
    assert steps["pool.T6"] >= 30


@pytest.mark.proof
def test_everything_at_once_is_as_one_after_another(prepared, proof_figures):
    """Two rounds, and people who change, withdraw and decline: all at the same time, ten times over."""
    together = Counter()
    for repeat in range(10):
        with a_copy(prepared) as service:
            before = {id_: tuple(rest) for id_, rest in everybody(service).items()}
            verbs = [("take", "1"), ("act", "update", 25), ("take", "2"), ("act", "withdraw", 12), ("act", "decline", 30)]
            random.Random(repeat).shuffle(verbs)
            finish(*(service.start(*verb) for verb in verbs))
            steps = one_after_another(service, before)
            assert (steps["round.release"], steps["pool.T11"]) == (2, 20)
            together += steps
    figures = proof_figures("rounds-faults")
    figures["two rounds, changes, withdrawals and declines at once"] = (
        "10 times; each round invited whom the order of the log gives"
    )
    figures["in all"] = (
        f"{together['pool.T6']} profiles changed, {together['pool.T10']} withdrawn, {together['pool.T12']} invitations declined,"
        f" {together['round.release']} rounds released"
    )
