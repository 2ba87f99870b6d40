"""Words for the law's documents: where a cell stands, what stands in it, the days and source of a version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from openentry.cli import words
from openentry.cli.speech import chosen, said
from openentry.errors import InputError
from openentry.messages import has

if TYPE_CHECKING:
    from openentry.law.dated import Version

_CODE = re.compile(r"\d{5}", re.ASCII)


def place_words(place: Sequence[str]) -> str:
    """Where a cell stands, each step in words: an occupation by its code and its title."""
    return " › ".join([_occupation(part) if _CODE.fullmatch(part) else words.row((), part) for part in place])


def _occupation(code: str) -> str:
    from openentry.law.occupations import occupation

    try:
        return f"{code} {occupation(code).title(chosen())}"
    except InputError:
        return code


def found_words(place: Sequence[str], value: Any) -> str:
    """What stands in a cell; a fact that a rule looks at, in words."""
    fact = place[-1] in ("by", "fact") and isinstance(value, str) and has(f"fact.{value}")
    return words.fact(value) if fact else words.cell(value)


def dated(version: Version[Any]) -> str:
    """The days of a version, its citation and how it is known, in one line."""
    source = said("law.list.source", citation=version.source.cite(chosen()), evidence=said(f"evidence.{version.source.evidence}"))
    days = {"in_force": version.in_force, "until": version.until, "published": version.published}
    if version.until:
        sentence = "law.list.from_until"
    else:
        sentence = "law.list.published" if version.published and version.published != version.in_force else "law.list.from"
    line = said(sentence, source=source, **{key: day for key, day in days.items() if day})
    return said("law.list.laid_over", line=line, overlay=version.overlay) if version.overlay else line
