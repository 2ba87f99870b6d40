"""What the worker does for those who follow. Every task may run twice."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.follow.models import Announcement, Ask, Follower, Letter
from openentry_web.notices.outbox import AGAIN, defer_paced, deliver


@app.task(queue="mail", retry=AGAIN, pass_context=False)
def send_ask(ask_id: int) -> None:
    """Send the link that confirms an address; not after it was used or has ended."""
    from openentry_web.follow import mails

    asked = Ask.objects.filter(pk=ask_id, sent_at=None, ends_at__gt=clock.now()).first()
    if asked is not None:
        deliver(asked, mails.to_confirm(asked))


@app.task(queue="mail", lock="spread", retry=AGAIN, pass_context=False)
def spread(announcement_id: int) -> None:
    """A letter, and a job that sends it, for each follower who has none of this announcement yet."""
    with transaction.atomic():
        told = Announcement.objects.get(pk=announcement_id)
        following = Follower.objects.filter(topics__overlap=told.topics, confirmed_at__lte=told.at)
        new = following.exclude(letters__announcement=told).order_by("pk").values_list("pk", flat=True)
        now = clock.now()
        letters = Letter.objects.bulk_create(
            (Letter(follower_id=one, announcement=told, made_at=now) for one in new), batch_size=2_000
        )
        defer_paced(send_letter, "letter_id", [letter.pk for letter in letters])


@app.task(queue="mail", retry=AGAIN, pass_context=False)
def send_letter(letter_id: int) -> None:
    """Send one letter; not to somebody who has stopped following since."""
    from openentry_web.follow import mails

    letter = Letter.objects.filter(pk=letter_id, sent_at=None).select_related("follower", "announcement").first()
    if letter is not None and set(letter.follower.topics) & set(letter.announcement.topics):
        deliver(letter, mails.telling(letter.announcement, letter.follower))


@app.periodic(cron="* * * * *")
@app.task(queue="mail", queueing_lock="forget_unconfirmed", lock="forget_unconfirmed", pass_context=False)
def forget_unconfirmed(timestamp: int) -> None:
    """Within a minute of its end, nothing is kept of what nobody confirmed."""
    from openentry_web.follow import services

    services.forget_unconfirmed(clock.now())
