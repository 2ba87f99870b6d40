"""Tags of pages about accounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django import template
from django.conf import settings

register = template.Library()
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to sign in as: what to type, and the id of the sentence that says who they are."""

    email: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """The accounts of a demonstration, and their common password."""

    people: list[Person]
    password: str


@register.simple_tag
def demonstration_accounts() -> Demonstrated | None:
    """Whom one can sign in as, in a demonstration only."""
    if not settings.DEMO:
        return None
    try:
        from openentry_web.demo import people
    except ImportError:
        return None
    return Demonstrated([Person(email, sentence) for email, sentence in people.accounts()], people.PASSWORD)


@register.filter
def browser(user_agent: str) -> str:
    """“Firefox, Windows”, as far as what a browser says of itself can be trusted."""
    name = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "Linux" if "Linux" in user_agent else "")
    return ", ".join(part for part in (name, system) if part) or re.sub(r"\s+", " ", user_agent)[:60] or "?"


@register.filter
def clock(value: datetime) -> str:
    """The time of day in UTC."""
    return f"{value.astimezone(UTC):%H:%M}"


@register.filter
def fours(key: str) -> str:
    """A key in groups of four, as it is easier to type; apps leave the spaces out."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))
