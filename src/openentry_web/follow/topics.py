"""What can be followed: every round held here, the rounds for one category, changes of the law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from openentry.messages import text
from openentry_web.pool import law
from openentry_web.ui.templatetags.ui import lang

ROUNDS = "rounds"
LAW = "law"
_CATEGORY = "category:"


def of_category(category: str) -> str:
    """The topic of the rounds for a category."""
    return _CATEGORY + category


def choices(day: date) -> list[tuple[str, str]]:
    """Every topic on a day, with what it is called in the language of the page."""
    found = []
    for name, version in law.book().on(day).of_kind("categories."):
        category = name.removeprefix("categories.")
        found.append((of_category(category), text("web.follow.topic.category", lang(), name=version.content.name)))
    categories = sorted(found, key=lambda pair: pair[1])
    return [(ROUNDS, text("web.follow.topic.rounds", lang())), (LAW, text("web.follow.topic.law", lang())), *categories]


def names(topics: Iterable[str], day: date) -> list[str]:
    """What these topics are called, in the order of :func:`choices`; one that is no more is left out."""
    wanted = set(topics)
    return [words for topic, words in choices(day) if topic in wanted]
