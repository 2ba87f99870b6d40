"""Declared facts in words: each path of a profile with its label and its value."""

from __future__ import annotations

import re
from typing import Any

from openentry_web.integrity.services import facts
from openentry_web.mine import words

_KEYS = re.compile(r"[^.\[\]]+(?=\[|\.|$)")


def label(path: str, lang: str) -> str:
    """What a fact is called; its path where the catalogue has no name for it."""
    try:
        return words.field(path, lang)
    except KeyError:
        return path


def value(path: str, found: Any, lang: str) -> str:
    """A fact as it was declared."""
    keys = [key for key in _KEYS.findall(path) if not key.isdecimal()]
    if found in (None, [], {}):
        return words.value(keys[-1], None, lang)
    try:
        return words.value(keys[-1], found, lang, keys[-2] if len(keys) > 1 else "")
    except KeyError:
        return str(found)


def rows(content: Any, lang: str) -> list[tuple[str, str, str]]:
    """Everything declared: path, label, value."""
    return [(path, label(path, lang), value(path, found, lang)) for path, found in facts(content) if path]
