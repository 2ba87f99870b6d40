"""Tags of the pool's pages: moments to the microsecond, states as tags, points with their range."""

from __future__ import annotations

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from openentry import messages
from openentry_web.ui.templatetags.ui import lang

register = template.Library()
_CLASS = {"yes": "ok", "no": "no", "unknown": "hm", "told": "soft"}


@register.simple_tag
def precisely(value: datetime) -> SafeString:
    """A moment to the microsecond in UTC, and a place where a script puts the reader's own time."""
    utc = value.astimezone(UTC)
    said = messages.text("web.moment", lang(), day=utc.date(), time=f"{utc:%H:%M:%S.%f}")
    words = messages.text("web.pool.your_time", lang(), time="%")
    return format_html(
        '<time datetime="{}">{}</time> <span class="soft small" data-moment="{}" data-words="{}" hidden></span>',
        *(utc.isoformat(), said, utc.isoformat(), words),
    )


@register.simple_tag
def state_tag(state: str, about: str = "program") -> SafeString:
    """``You qualify``, ``Not met``, ``Not known yet`` as a tag. ``about``: program, requirement or category."""
    return format_html('<span class="tag {}">{}</span>', _CLASS[state], messages.text(f"web.state.{about}.{state}", lang()))


@register.filter
def points(bounds: tuple[int, int]) -> str:
    """``490``, or ``470 to 490`` while it is not known."""
    low, high = bounds
    if low == high:
        return messages.write_number(low, lang())
    return messages.text("web.pool.range", lang(), low=low, high=high)
