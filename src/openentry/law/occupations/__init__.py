"""Occupations: the 516 unit groups of the National Occupational Classification (NOC) 2021, version 1.0.

Express Entry counts work by unit group (IRPR 73(1), 75(2), 87.1, 87.2). Here are their codes, TEER categories, titles in
English and French, lead statements and example titles, and a search by everyday words in either language.

**A title decides nothing.** The law asks whether a person did what the lead statement says and a substantial number of the
main duties. So :func:`search` returns candidates with their lead statements, for the person to read and choose from.

The data stands beside this module, is read when first needed, and is described in ``SOURCES.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from openentry.law.occupations.codes import is_unit_group, unit_groups
from openentry.law.occupations.groups import Occupation, Successor, Text, from_noc_2016, occupation, teer
from openentry.law.occupations.index import find

__all__ = [
    "Hit",
    "Occupation",
    "Successor",
    "Text",
    "from_noc_2016",
    "is_unit_group",
    "occupation",
    "search",
    "teer",
    "unit_groups",
]


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate: its title, the example title whose words matched best, the lead statement to compare one's work with.

    ``score`` is a whole number that only orders the hits of one search.
    """

    code: str
    title: str
    example_title: Text
    lead_statement: Text
    score: int


def search(words: str, lang: str | None = None, limit: int = 10) -> list[Hit]:
    """The unit groups nearest to ``words``, best first, at most ``limit``; none if no word is known.

    ``words`` may be of either language, unfinished, without accents, plural, of either gender, or a code or its first digits;
    a word no title begins with is also tried with one letter changed. ``lang`` (``en``, ``fr``, or None for the language of
    the title that matched) is the language of ``title``, not of ``words``.
    """
    if lang not in ("en", "fr", None):
        raise KeyError(f"no titles in the language {lang!r}")
    hits = []
    for match in find(words, limit):
        group = occupation(match.code)
        shown = lang or match.example_lang
        example = Text(match.example_title, match.example_lang)
        hits.append(Hit(match.code, group.title(shown), example, group.lead_statement(shown), match.score))
    return hits
