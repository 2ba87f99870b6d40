"""What the worker does for rounds, by itself."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.rounds import selectors, services

#: How long an answer that was sent in the last moment may take to be written down.
IN_HAND = timedelta(minutes=2)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="pool", queueing_lock="lapse_invitations", lock="lapse_invitations", pass_context=False)
def lapse_now(timestamp: int) -> None:
    """Close invitations that were not answered in time; what was sent in time and is still in hand is not overtaken."""
    services.lapse(clock.now() - IN_HAND)


@app.periodic(cron="20 3 * * *")
@app.task(queue="pool", queueing_lock="replay", lock="replay", pass_context=False)
def replay_last(timestamp: int) -> None:
    """Hold the last round again, each night."""
    last = selectors.last_released()
    if last is not None:
        services.replay(last.number, clock.now())
