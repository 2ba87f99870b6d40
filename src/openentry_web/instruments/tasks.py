"""What the worker does for overlays and outages."""

from __future__ import annotations

from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.instruments import outages, overlays, selectors


@app.task(queue="pool", lock="count_overlay", pass_context=False)
def count_overlay(public_id: str) -> None:
    """Count whom a proposed overlay affects, where that takes too long for a page."""
    found = selectors.overlay(public_id)
    if found is not None:
        overlays.count(found, clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="pool", queueing_lock="settle_outages", lock="settle_outages", pass_context=False)
def settle_outages(timestamp: int) -> None:
    """Extend what runs in an outage, while it lasts and once more after it."""
    for outage in selectors.unsettled(clock.now()):
        outages.settle(outage.pk, clock.now())
