"""Sending mails."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from openentry.messages import text
from openentry_web import clock
from openentry_web.notices.models import Mail

#: Again after 12, 14, 18, 26 ... seconds, each wait about twice the one before: for nine hours in all.
_AGAIN = RetryStrategy(max_attempts=14, exponential_wait=2, wait=10)


@app.task(queue="mail", retry=_AGAIN, pass_context=False)
def send_mail(mail_id: int) -> None:
    """Send one mail. A process that dies after the server took it, and before we noted it, leaves ``tried_at`` without
    ``sent_at``: it is then sent again under the same Message-ID, because a second copy harms less than none."""
    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is None or mail.sent_at:  # none: its account was deleted
        return
    Mail.objects.filter(pk=mail_id).update(tried_at=clock.now(), tries=F("tries") + 1)
    EmailMessage(
        subject=text("web.mail.subject", mail.language),
        body=text("web.mail.body", mail.language, service=settings.ALLOWED_HOSTS[0]),
        to=[mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    ).send()
    Mail.objects.filter(pk=mail_id).update(sent_at=clock.now())
