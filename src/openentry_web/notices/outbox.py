"""What every mail in the outbox is: a row with a number fixed before the first attempt, a job in the transaction that made it true.

A process that dies after the server took a mail, and before that was noted, leaves ``tried_at`` without ``sent_at``: the mail is
then sent again under the same Message-ID, because a second copy harms less than none.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.db import models
from django.db.models import F
from procrastinate import RetryStrategy

from openentry_web import clock

#: Again after 12, 14, 18, 26 ... seconds, each wait about twice the one before: for nine hours in all.
AGAIN = RetryStrategy(max_attempts=14, exponential_wait=2, wait=10)
#: Mails that many people get at once are sent so many a second.
A_SECOND = 20
_PART = 200


def new_message_id() -> str:
    """A number no other mail has."""
    return f"<{uuid.uuid4()}@openentry>"


class Outgoing(models.Model):
    """A mail to be sent, and its attempts. ``message_id`` is fixed before the first, so that a receiver can drop a second copy."""

    message_id = models.CharField(max_length=80, unique=True, default=new_message_id)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


def deliver(waiting: Outgoing, mail: EmailMessage) -> None:
    """Send ``mail`` for ``waiting``, and note the attempt before and the success after. Raises what the mail server raises."""
    row = type(waiting)._default_manager.filter(pk=waiting.pk)
    row.update(tried_at=clock.now(), tries=F("tries") + 1)
    mail.extra_headers = {"Message-ID": waiting.message_id, "Auto-Submitted": "auto-generated", **mail.extra_headers}
    mail.send()
    row.update(sent_at=clock.now())


def defer_paced(task: Any, name: str, rows: Sequence[Any]) -> None:
    """A job of ``task`` for each of ``rows``, their numbers under ``name``; they begin :data:`A_SECOND` a second."""
    for first in range(0, len(rows), _PART):
        waiting = task.configure(schedule_in={"seconds": first // A_SECOND})
        jobs: list[Any] = [{name: row} for row in rows[first : first + _PART]]
        waiting.batch_defer(*jobs)
