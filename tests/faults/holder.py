"""A process that prepares a pool, or holds a round in it and kills itself at the statement it is told: run by the tests of faults.

holder.py prepare            40 people in the pool, two officers, two rounds of ten planned
holder.py hold N             freeze, approve, run and release it; kill -9 before statement N (0: never), after which says how many
holder.py take NUMBER        every step that is left of a round
holder.py act VERB COUNT     COUNT people withdraw (from the last), decline or update, one after another, and what each was told
holder.py full               hold round 1 on a disk that is full at each statement in turn; how many there were in each step
holder.py post PORT          send what is in the outbox to a mail server, once
holder.py serve              any of these, each in a process forked for it, as the lines of the standard input say
holder.py stalled            put what a dead worker was at back into its queue
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]

import django  # noqa: E402
import psycopg  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from procrastinate.contrib.django import app  # noqa: E402
from procrastinate.exceptions import ConnectorException  # noqa: E402

from openentry import Profile  # noqa: E402
from openentry_web.pool import services as pool  # noqa: E402
from openentry_web.pool.models import Entry  # noqa: E402
from openentry_web.rounds import services  # noqa: E402
from openentry_web.rounds.models import Round  # noqa: E402
from tests.web.people import declared  # noqa: E402
from tests.web.round_pools import MOMENT, SOON, Console, Pool, order  # noqa: E402

#: What people change their profiles to; both meet a program, with other scores.
CHANGED = ("hannah-schmidt", "rafael-santos")


@contextmanager
def killed_at(number):
    """SIGKILL to ourselves just before statement ``number`` of the block."""
    count = 0

    def counting(execute, *given):
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*given)

    with connection.execute_wrapper(counting):
        yield lambda: count


def officers():
    people = {one.email.partition("@")[0]: one for one in get_user_model().objects.filter(role="officer")}
    return people["first"], people["second"]


def prepare():
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    waiting, console = Pool(), Console()
    for place in range(40):
        waiting(f"p{place}", 480 - place // 3, programs="cec fsw" if place % 2 else "fst")
    for number in ("1", "2"):
        services.plan(console.first, order(number, size=10), MOMENT)
    connection.close()


def hold(statement):
    first, second = officers()
    with killed_at(statement) as count:
        take(first, second, "1")
        print(count())


def take(first, second, number):
    """Every step that is left of a round, as often as its approval turns out to be void."""
    for _ in range(50):
        state = Round.objects.get(number=number).state
        if state in ("released", "aborted"):
            return
        verb, by = STEPS[state]
        verb(number, second if by == "second" else first, SOON)
    raise SystemExit(f"round {number} was never released")


STEPS = {
    "planned": (services.freeze, "first"),
    "frozen": (services.approve, "second"),
    "approved": (services.run, "first"),
    "selected": (services.release, "second"),
}


def act(verb, count):
    entries = Entry.objects.filter(number__startswith="T").order_by("-sequence" if verb == "withdraw" else "sequence")
    for entry in entries[: int(count)]:
        try:
            if verb == "withdraw":
                pool.withdraw(entry.person, SOON)
            elif verb == "decline":
                services.decline(entry.person, SOON)
            elif verb == "update":
                pool.update(entry.person, Profile.model_validate(declared(CHANGED[entry.pk % 2])), SOON)
        except pool.Refused as refused:
            print(entry.number, refused.message_id)
        else:
            print(entry.number, "done")


#: Said by the server itself, as it says it when a file cannot grow: the statement fails, and the transaction with it.
FULL = """DO $$ BEGIN
RAISE EXCEPTION 'could not extend file "base/1/1": No space left on device' USING ERRCODE = 'disk_full'; END $$"""


@contextmanager
def full_at(number):
    """The disk is full at statement ``number`` of the block."""
    count = 0

    def counting(execute, sql, params, many, context):
        nonlocal count
        count += 1
        return execute(FULL, None, False, context) if count == number else execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        yield lambda: count


def everything():
    """What the whole database holds, table by table; sequences go on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        held = {}
        for name in names:
            cursor.execute(f'SELECT count(*), md5(string_agg(one::text, chr(10) ORDER BY one::text)) FROM "{name}" one')
            held[name] = cursor.fetchone()
    return held


def said_full(error):
    while error is not None and not isinstance(error, psycopg.errors.DiskFull):
        error = error.__cause__
    return error is not None


def full():
    first, second = officers()
    for state, (verb, by) in STEPS.items():
        before, number, done = everything(), 0, False
        while not done:
            number += 1
            try:
                with full_at(number) as count:
                    verb("1", second if by == "second" else first, SOON)
                done = count() < number
            except (OperationalError, ConnectorException) as error:
                if not said_full(error):
                    raise
                changed = [name for name, held in everything().items() if held != before[name]]
                if changed:
                    raise SystemExit(f"full at statement {number} of {verb.__name__}: {changed} changed") from None
        if not count() < number or Round.objects.get(number="1").state == state:
            raise SystemExit(f"{verb.__name__} was not taken")
        print(verb.__name__, number - 1)


def post(port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
    connection.close()
    call_command("procrastinate", "worker", "--one-shot", "--queues", "mail", "--no-listen-notify")


def stalled():
    """What :func:`openentry_web.pool.tasks.retry_stalled` does when a heartbeat has stopped for long enough."""
    worker = app.with_connector(app.connector.get_worker_connector())

    async def once():
        async with worker.open_async():
            for job in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=0):
                await worker.job_manager.retry_job(job)
                print(job.id)

    connection.close()
    asyncio.run(once())


def serve():
    """Do what each line of the standard input says, in a process forked for it; answer with its status. Starting from nothing takes
    seconds, most of which are Django's."""
    for line in sys.stdin:
        host, name, out, err, *given = json.loads(line)
        child = os.fork()
        if child == 0:
            os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
            connection.settings_dict.update(HOST=host, NAME=name)
            status = 1
            try:
                main(*given)
                sys.stdout.flush()
                status = 0
            except SystemExit as ended:
                os.write(2, f"{ended}\n".encode())
            except BaseException:  # noqa: BLE001 - whatever it is, it is told
                os.write(2, traceback.format_exc().encode())
            os._exit(status)
        _, ended_with = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended_with), flush=True)


def main(verb, *rest):
    if verb == "serve":
        serve()
    elif verb == "prepare":
        prepare()
    elif verb == "hold":
        hold(int(rest[0]))
    elif verb == "take":
        first_officer, second_officer = officers()
        take(first_officer, second_officer, rest[0])
    elif verb == "full":
        full()
    elif verb == "post":
        post(rest[0])
    elif verb == "stalled":
        stalled()
    else:
        act(*rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
