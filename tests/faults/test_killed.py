"""kill -9 in the middle of a round: afterwards it is wholly released or wholly not, and can be finished; nobody twice or missed."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from contextlib import suppress

import psycopg
import pytest

from tests.faults.conftest import a_copy

WHOLE = """
SELECT (SELECT state FROM rounds_round WHERE number = '1'),
  (SELECT count(*) FROM rounds_invitation), (SELECT count(*) FROM pool_entry WHERE state = 'INVITED'),
  (SELECT count(*) FROM notices_notice WHERE kind = 'invited'), (SELECT count(*) FROM notices_mail WHERE kind = 'invited'),
  (SELECT count(*) FROM audit_record WHERE action = 'pool.T11'),
  (SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%send_mail'
     AND (args->>'mail_id')::bigint IN (SELECT id FROM notices_mail WHERE kind = 'invited')),
  (SELECT coalesce(sum(n), 0) FROM pool_tally)
"""
PEOPLE = "SELECT e.number FROM rounds_invitation i JOIN pool_entry e ON e.id = i.entry_id ORDER BY rank"
TWICE = "SELECT person_id FROM notices_notice GROUP BY person_id, kind HAVING count(*) > 1"
#: The ten with the highest scores, the earliest first.
RIGHT = [(f"T{number:09d}",) for number in range(1, 11)]


def wholly(service):
    """Whether it is released; AssertionError when it is half so."""
    state, *counts = service.rows(WHOLE)[0]
    assert counts == ([10, 10, 10, 10, 10, 10, 30] if state == "released" else [0, 0, 0, 0, 0, 0, 40]), (state, counts)
    assert service.rows(TWICE) == []
    return state == "released"


def finished(service):
    """Whoever comes next finishes the round, and it is the right one."""
    status, _, err = service.run("take", "1")
    assert status == 0, err
    assert wholly(service)
    assert service.rows(PEOPLE) == RIGHT


def killed(service, at):
    status, _, err = service.run("hold", at)
    assert status == -9, err
    wholly(service)
    finished(service)


def test_a_round_that_nobody_disturbs_is_released(service):
    finished(service)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("part", [0.35, 0.8, 1.0])
def test_killed_in_freezing_in_releasing_and_just_before_the_end(service, statements, part):
    killed(service, max(1, int(statements * part)))


@pytest.mark.proof
def test_kill_9_at_forty_random_statements(prepared, statements, proof_figures):
    figures, chance, ended = proof_figures("rounds-faults"), random.Random(1), Counter()
    for at in (chance.randint(1, statements) for _ in range(40)):
        with a_copy(prepared) as service:
            killed(service, at)
            ended[at] += 1
    figures["statements from freezing to release"] = statements
    figures["kill -9 just before one of them, drawn by lot"] = (
        f"{ended.total()} times, {len(ended)} statements from {min(ended)} to {max(ended)}"
    )
    figures["half released, somebody twice or missed, a message twice"] = 0


@pytest.mark.timeout(240)
def test_the_connection_to_the_database_killed_in_the_middle_of_a_release(service):
    """The server ends the session while it waits for a lock, as when it is killed: the transaction is undone."""
    with service.connect() as holding:
        holding.execute("SELECT id FROM pool_entry WHERE number = 'T000000005' FOR UPDATE")
        process = service.start("take", "1")
        with psycopg.connect(host=str(service.server.socket), user="postgres", dbname=service.name, autocommit=True) as other:
            waiting = None
            while waiting is None:
                assert process.poll() is None, process.communicate()
                waiting = other.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ).fetchone()
            other.execute("SELECT pg_terminate_backend(%s)", waiting)
        process.communicate(timeout=60)
        assert process.returncode != 0
    assert wholly(service) is False
    finished(service)


def killed_server(durable, waiting_for):
    """kill -9 to PostgreSQL, all its processes, while a round waits for a lock; then it is started again."""
    data = durable.server.data
    with durable.connect() as holding:
        holding.execute(waiting_for)
        process = durable.start("take", "1")
        with psycopg.connect(host=str(durable.server.socket), user="postgres", dbname=durable.name, autocommit=True) as other:
            there = None
            while not there:
                assert process.poll() is None, process.communicate()
                there = other.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ).fetchone()
            pids = [pid for (pid,) in other.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()]
        postmaster = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        for pid in [postmaster, *pids]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.kill()  # it would wait a minute for the database to come back
        process.communicate(timeout=60)
        with suppress(psycopg.Error):
            holding.rollback()
    durable.server.start()


#: What the release waits for when the server is killed, and how far it is then.
LOCKS = {
    "the people are being locked": "SELECT id FROM pool_entry WHERE number = 'T000000005' FOR UPDATE",
    "they are moved, their invitations not yet written": "LOCK TABLE rounds_invitation IN SHARE MODE",
    "invited, and not told": "LOCK TABLE notices_mail IN SHARE MODE",
    "told, and no mail on its way": "LOCK TABLE procrastinate_jobs IN SHARE MODE",
}


@pytest.mark.proof
def test_postgresql_killed_in_mid_release(durable, proof_figures):
    for lock in LOCKS.values():
        with a_copy(durable) as service:
            killed_server(service, lock)
            assert wholly(service) is False
            finished(service)
    figures = proof_figures("rounds-faults")
    figures["PostgreSQL, all its processes, killed with -9 in mid-release"] = "; ".join(LOCKS)
    figures["started again: nothing released, and the round was finished"] = f"{len(LOCKS)} of {len(LOCKS)}"
