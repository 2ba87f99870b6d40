"""What the worker does for the public pages, by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from openentry_web.public.rounds import charts


@app.periodic(cron="7 * * * *")
@app.task(queue="pool", queueing_lock="charts", lock="charts", pass_context=False)
def draw_charts(timestamp: int = 0) -> None:
    """Draw the charts that are not drawn yet: each hour, and when the service starts."""
    charts.draw_all()
