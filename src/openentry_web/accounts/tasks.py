"""What the worker does for accounts, by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.accounts import recovery


@app.periodic(cron="*/10 * * * *")
@app.task(queue="mail", queueing_lock="recovery", lock="recovery", pass_context=False)
def tell_recoveries_due(timestamp: int) -> None:
    """Whoever has waited long enough for their account is sent the way back."""
    recovery.tell_those_due(clock.now())
