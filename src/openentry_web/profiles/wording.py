"""The words of questions: found by id, so that a section is declared without a sentence."""

from __future__ import annotations

import re
from typing import Any

from openentry.law.sources import Text
from openentry.messages import has, text
from openentry_web.profiles import outline
from openentry_web.profiles.content import Content, get, loc_of
from openentry_web.profiles.questions import Field, Many, Page, Section

_THING = re.compile(r"([a-z_.]+)\[(\d+)\]")


def word(message_id: str, lang: str, otherwise: str = "") -> str:
    """The words with that id, or others where the catalogue has none."""
    return text(message_id, lang) if has(message_id, lang) else otherwise


def label(page: Page, field: Field, lang: str) -> str:
    """The question."""
    return word(f"q.{page.id}.{field.id}.label", lang, field.id)


def option(field: Field, value: str, lang: str) -> str:
    """The words of one of the choices."""
    return word(f"q.option.{field.words or field.id}.{value}", lang, value)


def null(page: Page, field: Field, lang: str) -> str:
    """The words of "there is none"."""
    return word(f"q.{page.id}.{field.id}.null", lang, text("web.word.none", lang))


def unit(field: Field, lang: str, *, one: bool = False) -> str:
    """The unit of a number, or of a single one."""
    words = word(f"q.unit.{field.unit}", lang) if field.unit else ""
    return word(f"web.unit.{field.unit}.one", lang, words) if one else words


def page_title(page: Page, lang: str) -> str:
    """The title of a page."""
    return word(f"q.{page.id}.title", lang, page.id)


def section_title(section: Section, lang: str) -> str:
    """The title of a section."""
    return word(f"q.section.{section.id}.title", lang, section.id)


def of_list(section: Section, many: Many, name: str, lang: str) -> str:
    """The words of a list: ``add``, ``none``, ``question``, ``title``."""
    return word(f"q.section.{many.id or section.id}.{name}", lang, "")


def thing(many: Many, of: Any, lang: str) -> str:
    """A thing of a list in a line."""
    return many.title(of if isinstance(of, dict) else {}, lang)


def thing_at(words: str, content: Content) -> Any:
    """``work[1]`` as the line of that job, in both languages; other words as they are."""
    found = _THING.fullmatch(words)
    many = found and next((m for s in outline.sections() for m in s.lists if m.path == found[1]), None)
    if not found or not many:
        return words
    of = get(content, (*loc_of(many.path), int(found[2])))
    return Text(thing(many, of, "en"), thing(many, of, "fr"))
