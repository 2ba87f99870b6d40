"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from openentry_web import clock
from openentry_web.instruments import current as instruments
from openentry_web.notices import selectors as notices
from openentry_web.ui.templatetags.ui import lang


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The language, the version, whether this is a demonstration, outages that last, and how many messages are unread."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "lang": lang(),
        "other": "fr" if lang() == "en" else "en",
        "version": settings.VERSION,
        "demonstration": settings.DEMO,
        "today": clock.today() if settings.DEMO else None,
        "outages_now": instruments.outages(clock.now()),
        "unread": notices.unread(user.pk) if signed_in and user else 0,
    }
