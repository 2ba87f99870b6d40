"""What the worker does for profiles, by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.profiles.questionnaires import delete_ended


@app.periodic(cron="*/10 * * * *")
@app.task(queue="profiles", queueing_lock="delete_ended", pass_context=False)
def delete_ended_answers(timestamp: int) -> None:
    """Answers to the questionnaire are deleted when their day, or their code, ends."""
    delete_ended(clock.now())
