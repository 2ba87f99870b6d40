"""What the worker does for invited people, by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.invited import services
from openentry_web.invited.reminders import remind


@app.periodic(cron="5 * * * *")
@app.task(queue="pool", queueing_lock="remind_invited", lock="remind_invited", pass_context=False)
def remind_invited(timestamp: int) -> None:
    """Tell whose last day comes near; forget what was prepared for invitations that are closed."""
    services.clear()
    remind(clock.now())
