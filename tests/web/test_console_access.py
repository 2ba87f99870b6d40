"""Who may do what to a round, and when: every role at every button in every state, with a token that would be good.

The table stands in ``docs/reference/rounds-access.md``, which this test makes: run it with ``WRITE_PERMISSIONS=1`` after a change,
and read the difference before it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from openentry_web import clock
from openentry_web.rounds import selectors, services
from openentry_web.rounds.console import tokens
from openentry_web.rounds.models import Rehearsal, Replay, Round
from tests.web.console_pages import PLAN, browser
from tests.web.round_pools import MOMENT, SOON, Console, Pool, order

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rounds-access.md"
ROLES = ("nobody", "candidate", "province", "job_bank", "officer, no second step", "officer who planned", "another officer")
STATES = ("planned", "frozen", "approved", "selected", "released", "aborted")
STEPS = ("change", "rehearse", "freeze", "approve", "run", "release", "abort", "replay", "correct")
#: In which states an officer can take a step; approving is for another than who planned.
OPEN = ("planned", "frozen", "approved", "selected")
MAY = {
    "change": OPEN,
    "rehearse": STATES,
    "freeze": OPEN,
    "approve": ("frozen",),
    "run": ("approved",),
    "release": ("selected",),
    "abort": OPEN,
    "replay": ("released",),
    "correct": ("released",),
}
MORE = {
    "change": PLAN | {"size": "3"},
    "rehearse": {"size": "1"},
    "abort": {"reason": "Why"},
    "correct": {"number": "99", "cause_en": "Cause", "cause_fr": "Cause"},
}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: SOON)
    monkeypatch.setattr(clock, "today", lambda: SOON.date())


def rounds_in_every_state(console):
    """A round in each state; only one of them is released, so that each may still find the pool as it was."""
    services.plan(console.first, order("planned", size=1), MOMENT)
    services.plan(console.first, order("frozen", size=1), MOMENT)
    console.held("released", size=1)
    services.freeze("frozen", console.first, SOON)
    console.approved("approved", size=1)
    console.selected("selected", size=1)
    services.plan(console.first, order("aborted", size=1), MOMENT)
    services.abort("aborted", console.first, SOON, "Why")


def everybody(console):
    made = {"nobody": (Client(), None)}
    for role in ("candidate", "province", "job_bank"):
        someone = get_user_model().objects.create_user(f"{role}@example.org", "correct horse battery", role=role)
        made[role] = (browser(someone, second_step=role != "candidate"), someone)
    bare = get_user_model().objects.create_user("bare@example.org", "correct horse battery", role="officer")
    made["officer, no second step"] = (browser(bare, second_step=False), bare)
    made["officer who planned"] = (browser(console.first), console.first)
    made["another officer"] = (browser(console.second), console.second)
    return made


def standing():
    """Everything about rounds that a step changes."""
    rounds = list(Round.objects.order_by("number").values_list("number", "state", "size", "snapshot_id", "approved_by_id"))
    return rounds, Rehearsal.objects.count(), Replay.objects.count()


def outcome(client, someone, step, state):
    """What a press comes to, in a word; whatever it did is undone."""
    address = f"/en/officers/rounds/{state}/{step}/"
    token = tokens.token(someone, step, selectors.find(state)) if someone else ""
    before = standing()
    with transaction.atomic():
        answer = client.post(address, {"token": token, **MORE.get(step, {})})
        changed = standing() != before
        transaction.set_rollback(True)
    if changed:
        return "done"
    if answer.status_code == 403:
        return "no"
    target = answer.headers.get("Location", "")
    return "sign in" if "/login/" in target else "second step" if "/2fa/" in target else "refused"


def expected(role, step, state):
    fixed = {"nobody": "sign in", "candidate": "no", "province": "no", "job_bank": "no", "officer, no second step": "second step"}
    if role in fixed:
        return fixed[role]
    if step == "approve" and role == "officer who planned":
        return "refused"
    return "done" if state in MAY[step] else "refused"


@pytest.mark.timeout(300)
def test_the_matrix_of_role_and_step_and_state():
    pool, console = Pool(), Console()
    for n in range(5):
        pool(f"p{n}", 480 - n)
    rounds_in_every_state(console)
    found, wrong = {}, []
    for role, (client, someone) in everybody(console).items():
        for step in STEPS:
            for state in STATES:
                came = found[role, step, state] = outcome(client, someone, step, state)
                if came != expected(role, step, state):
                    wrong.append((role, step, state, came))
    assert not wrong, wrong
    rows = [["step", "state", *ROLES]]
    rows.append(["---"] * len(rows[0]))
    rows += [[step, state, *(found[role, step, state] for role in ROLES)] for step in STEPS for state in STATES]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    text = f"{_INTRODUCTION}\n{table}\n"
    if os.environ.get("WRITE_PERMISSIONS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "run with WRITE_PERMISSIONS=1, and read the difference"


_INTRODUCTION = """# Who may do what to a round, and when

Made by `tests/web/test_console_access.py`, which presses every button of the officers’ console as everybody, in every state of a
round, each time with a token that would be good. *done*: the step was taken; *refused*: the page says why not, and nothing changed;
*no*: this role sees nothing of the console; *sign in*, *second step*: sent to do that first. Approving and releasing also ask an
officer who they are once more (`test_console.py`).
"""
