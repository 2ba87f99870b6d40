"""Tags of every template: sentences by their id, figures and days as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from openentry import messages
from openentry.messages import Message

register = template.Library()
_LINK = re.compile(r"\[([^\]]+)\]\((\w+)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


def lang() -> str:
    """The language of the page: en or fr."""
    return (get_language() or "en")[:2]


@register.simple_tag
def say(message_id: str, /, **params: Any) -> SafeString:
    """The sentence ``message_id``. In it ``[words](name)`` is a link to the address given as ``name``, ``**words**`` is strong."""
    return written(messages.text(message_id, lang(), **params), params)


@register.simple_tag
def say_if_any(message_id: str, /, **params: Any) -> SafeString:
    """The sentence ``message_id`` where the catalogue has it, or nothing."""
    return say(message_id, **params) if messages.has(message_id, lang()) else mark_safe("")


@register.filter
def told(message: Any) -> str:
    """A sentence of the library: a Message, a Text in both languages, or a stored ``{"id", "params"}``."""
    match message:
        case None:
            return ""
        case Message():
            return message.text(lang())
        case Mapping() if "id" in message:
            return stored(message).text(lang())
    return str(message.in_(lang())) if hasattr(message, "in_") else str(message)


def stored(said: Mapping[str, Any]) -> Message:
    """A message that was stored as JSON."""

    def again(value: Any) -> Any:
        match value:
            case Mapping() if "id" in value and "params" in value:
                return stored(value)
            case Mapping() if set(value) == {"en", "fr"}:
                return value[lang()]
            case list():
                return [again(part) for part in value]
        return value

    return Message(str(said["id"]), {name: again(value) for name, value in said.get("params", {}).items()})


def written(sentence: str, links: Mapping[str, Any]) -> SafeString:
    """A sentence as HTML: everything escaped, links and strong words marked up."""

    def link(found: re.Match[str]) -> str:
        return f'<a href="{escape(links[found[2]])}">{found[1]}</a>' if found[2] in links else found[0]

    return mark_safe(_STRONG.sub(r"<strong>\1</strong>", _LINK.sub(link, escape(sentence))))


@register.filter
def day(value: date | datetime | str | None) -> str:
    """``7 July 2025``, ``7 juillet 2025``."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return messages.write_date(value if not isinstance(value, datetime) else value.astimezone(UTC).date(), lang())


@register.simple_tag
def moment(value: datetime | None, seconds: bool = False) -> SafeString:
    """A day and a time in UTC, as a ``time`` element (a script may add the reader's own time)."""
    if value is None:
        return mark_safe("")
    utc = value.astimezone(UTC)
    clock = f"{utc:%H:%M:%S}" if seconds else f"{utc:%H:%M}"
    said = messages.text("web.moment", lang(), day=utc.date(), time=clock)
    return mark_safe(f'<time datetime="{utc.isoformat()}" data-local>{conditional_escape(said)}</time>')


@register.filter
def number(value: int | Decimal | None) -> str:
    """``21,406``, ``21 406``."""
    return "" if value is None else messages.write_number(value, lang())


@register.filter
def signed(value: int) -> str:
    """``+13``, ``−5``."""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{messages.write_number(abs(value), lang())}"


@register.filter
def money(value: int | None) -> str:
    """``$15,263``, ``15 263 $``."""
    return "" if value is None else messages.write_money(value, lang())


@register.filter
def of(mapping: Mapping[str, Any], key: Any) -> Any:
    """What ``mapping`` has under ``key``."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def other_language(context: Mapping[str, Any]) -> str:
    """The address of this page in the other language."""
    request = context.get("request")
    to = "fr" if lang() == "en" else "en"
    return translate_url(request.get_full_path(), to) if request else "/"


@register.simple_tag
def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or nothing where this installation does not have it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def notice_title(notice: Any) -> SafeString:
    """The title of a message in an account."""
    return say(f"notice.{notice.kind}.title", **_params(notice))


@register.simple_tag
def notice_body(notice: Any) -> SafeString:
    """The text of a message in an account."""
    return say(f"notice.{notice.kind}.body", **_params(notice))


def _params(notice: Any) -> Mapping[str, Any]:
    """The parameters of a message in an account, with the sentences among them as sentences again."""
    return stored({"id": notice.kind, "params": notice.params}).params
