"""What the worker does for the pool, by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.pool import law
from openentry_web.pool.funds import announce
from openentry_web.pool.reminders import remind
from openentry_web.pool.sweep import alarm, sweep


@app.periodic(cron="*/10 * * * *")
@app.task(queue="pool", queueing_lock="sweep", lock="sweep", pass_context=False)
def sweep_now(timestamp: int) -> None:
    """Let time act on the pool: every ten minutes, so that a rank is never older. Days begin at 00:00 UTC."""
    alarm(clock.now())
    sweep(clock.now())


@app.periodic(cron="20 * * * *")
@app.task(queue="pool", queueing_lock="remind", lock="remind", pass_context=False)
def remind_now(timestamp: int) -> None:
    """Tell people in advance what will change. Every hour, because a draft may begin at any."""
    announce(clock.now())
    remind(clock.now())


@app.task(queue="pool", queueing_lock="catch_up", lock="sweep", pass_context=False)
def catch_up() -> None:
    """After the clock of a demonstration was moved, or law was published: decide, then tell."""
    clock.forget()
    law.forget()
    sweep(clock.now())
    announce(clock.now())
    remind(clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="pool", queueing_lock="stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Jobs of a worker that was killed begin again: its heartbeat has stopped, and every task may run twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
