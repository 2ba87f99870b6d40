"""Sending mails."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from openentry.messages import text
from openentry_web.notices.models import Mail
from openentry_web.notices.outbox import AGAIN, deliver


@app.task(queue="mail", retry=AGAIN, pass_context=False)
def send_mail(mail_id: int) -> None:
    """Send one mail, unless it was sent (:mod:`~openentry_web.notices.outbox`)."""
    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is None or mail.sent_at:  # none: its account was deleted
        return
    deliver(
        mail,
        EmailMessage(
            subject=text("web.mail.subject", mail.language),
            body=text("web.mail.body", mail.language, service=settings.ALLOWED_HOSTS[0]),
            to=[mail.to],
        ),
    )
