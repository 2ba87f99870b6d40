"""What the mails say, in the language they were asked for in."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import override

from openentry.messages import text
from openentry_web.follow import tokens
from openentry_web.follow.models import Announcement, Ask, Follower
from openentry_web.follow.topics import names
from openentry_web.ui.templatetags.ui import stored


def to_confirm(asked: Ask) -> EmailMessage:
    """The mail with the link that confirms an address."""
    with override(asked.language):
        told = {
            "service": settings.ALLOWED_HOSTS[0],
            "topics": names(asked.topics, asked.made_at.date()),
            "link": asked.origin + reverse("follow_confirm", args=[tokens.made(tokens.CONFIRM, asked.key)]),
            "day": asked.ends_at.date(),
            "time": f"{asked.ends_at:%H:%M}",
        }
        return EmailMessage(
            subject=text("follow.mail.confirm.subject", asked.language),
            body=_body(asked.language, text("follow.mail.confirm.body", asked.language, **told)),
            to=[asked.address],
            headers={"Content-Language": asked.language},
        )


def telling(announcement: Announcement, to: Follower) -> EmailMessage:
    """The mail that tells a follower what was announced, with the headers by which a mail program ends it in one click."""
    with override(to.language):
        stop = to.origin + reverse("follow_stop", args=[tokens.made(tokens.STOP, to.key)])
        mine = to.origin + reverse("follow_mine", args=[tokens.made(tokens.MINE, to.key)])
        link = to.origin + reverse(announcement.page, args=announcement.page_args)
        told = stored({"id": "", "params": announcement.params}).params
        return EmailMessage(
            subject=text(f"follow.mail.{announcement.kind}.subject", to.language, **told),
            body=_body(
                to.language,
                text(f"follow.mail.{announcement.kind}.body", to.language, **told),
                text("follow.mail.read", to.language, link=link),
                text("follow.mail.why", to.language, mine=mine, stop=stop),
            ),
            to=[to.address],
            headers={
                "Content-Language": to.language,
                "List-Id": f"OpenEntry <updates.{settings.ALLOWED_HOSTS[0]}>",
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


def _body(language: str, *parts: str) -> str:
    return "\n\n".join([*parts, text("mail.foot", language, service=settings.ALLOWED_HOSTS[0])])
