"""A process that prepares a pool, or holds a round in it and kills itself at the statement it is told: run by the tests of faults.

holder.py prepare            40 people in the pool, two officers, two rounds of ten planned
holder.py hold N             freeze, approve, run and release it; kill -9 before statement N (0: never), after which says how many
holder.py take NUMBER        every step that is left of a round
holder.py act VERB COUNT     COUNT people withdraw (from the last) or decline, one after another, and what each was told
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from openentry_web.pool import services as pool  # noqa: E402
from openentry_web.pool.models import Entry  # noqa: E402
from openentry_web.rounds import services  # noqa: E402
from openentry_web.rounds.models import Round  # noqa: E402
from tests.web.round_pools import MOMENT, SOON, Console, Pool, order  # noqa: E402


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
        if state == "planned":
            services.freeze(number, first, SOON)
        elif state == "frozen":
            services.approve(number, second, SOON)
        elif state == "approved":
            services.run(number, first, SOON)
        else:
            services.release(number, second, SOON)
    raise SystemExit(f"round {number} was never released")


def act(verb, count):
    for entry in Entry.objects.filter(number__startswith="T").order_by("-sequence" if verb == "withdraw" else "sequence")[
        : int(count)
    ]:
        try:
            if verb == "withdraw":
                pool.withdraw(entry.person, SOON)
            elif verb == "decline":
                services.decline(entry.person, SOON)
        except pool.Refused as refused:
            print(entry.number, refused.message_id)
        else:
            print(entry.number, "done")


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "prepare":
        prepare()
    elif verb == "hold":
        hold(int(rest[0]))
    elif verb == "take":
        first_officer, second_officer = officers()
        take(first_officer, second_officer, rest[0])
    else:
        act(*rest)
