"""For the pages of where a person stands: what the last round held here came to for them."""

from __future__ import annotations

from typing import Any

from django import template

from openentry_web.rounds.console import mine

register = template.Library()


@register.inclusion_tag("rounds/_latest.html")
def latest_round_here(somebody: Any) -> dict[str, Any]:
    """One line, or nothing."""
    found = mine.came(somebody, limit=1)
    return {"came": found[0] if found else None}
