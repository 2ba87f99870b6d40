"""Mails about an account: short, no facts about the person, no link but where the step cannot be taken without one."""

from __future__ import annotations

import smtplib
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

from openentry import messages
from openentry_web import clock

log = structlog.get_logger("openentry_web.accounts")
#: These tell of a change that somebody else may have made, and say what to do then.
_CHANGES = frozenset(
    "email_changed email_deleted email_confirm password_changed password_reset password_set recovery_codes_generated "
    "totp_activated totp_deactivated webauthn_added webauthn_removed account_connected account_disconnected "
    "recovery_finished".split()
)


def send(kind: str, address: str, language: str, **params: Any) -> bool:
    """Send ``mail.KIND`` to ``address`` now. Whether the mail server took it; if not, the log says so, without the address."""
    now = clock.now()
    told = {"service": settings.ALLOWED_HOSTS[0], "day": now.date(), "time": f"{now:%H:%M}"} | params

    def text(message_id: str) -> str:
        return messages.text(message_id, language, **told)

    parts = [text(f"mail.{kind}.body"), *([text("mail.not_you")] if kind in _CHANGES else []), text("mail.foot")]
    mail = EmailMessage(
        subject=text(f"mail.{kind}.subject"),
        body="\n\n".join(parts),
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
    )
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as wrong:
        log.error("a mail was not taken", kind=kind, wrong=type(wrong).__name__)
        return False
    return True
