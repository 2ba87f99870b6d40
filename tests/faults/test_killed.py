"""kill -9 in the middle of a round: afterwards it is wholly released or wholly not, and can be finished; nobody twice or missed."""

from __future__ import annotations

import random

import psycopg
import pytest

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
@pytest.mark.parametrize("number", range(40))
def test_killed_anywhere(service, statements, number):
    killed(service, random.Random(number).randint(1, statements))


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
