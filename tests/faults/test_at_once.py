"""Two rounds at once, and people who withdraw or decline meanwhile: what comes out is what some order would give."""

from __future__ import annotations

import pytest

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
