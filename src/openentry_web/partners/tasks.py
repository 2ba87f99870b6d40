"""What the worker does for partners."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.notices.services import tell
from openentry_web.pool import disclosed


@app.task(queue="pool", pass_context=False)
def tell_of_match(entry_id: int, valid: bool, at: str) -> None:
    """Tell the person that their number was checked for Job Match. Made for every check, also where there is nobody to tell (0), so
    that no check takes longer than another. Wrong codes are told once a day; said twice, it is told once."""
    entry = disclosed.by_id(entry_id)
    if entry is None:
        return
    when = datetime.fromisoformat(at)
    with transaction.atomic():
        if valid:
            tell(entry.person_id, "job_match", when, key=f"job_match:{entry_id}:{at}", link="job_match", number=entry.number)
        else:
            key = f"job_match_refused:{entry_id}:{when.date()}"
            tell(entry.person_id, "job_match_refused", when, key=key, link="job_match", number=entry.number)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="pool", queueing_lock="nominations", lock="nominations", pass_context=False)
def lapse_nominations(timestamp: int) -> None:
    """Close nominations whose last moment has passed."""
    from openentry_web.partners.services import lapse

    lapse(clock.now())
