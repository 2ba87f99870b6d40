"""What the steps of the journey are called, and where they are."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from openentry_web.ui.templatetags.ui import lang, say

register = template.Library()


@register.simple_tag
def journey_title(step: str) -> SafeString:
    """The title of a step."""
    return say(f"journey.{step}.title")


@register.simple_tag
def journey_intro(step: str) -> SafeString:
    """What a step is about."""
    return say(f"journey.{step}.intro")


@register.simple_tag
def journey_address(step: str) -> str:
    """The address of a step."""
    return reverse(f"journey_{step}")


@register.filter
def cited(source: Any) -> str:
    """A source as it is cited."""
    return str(source.cite(lang()))
