"""The names of provinces and of occupations in both languages, for the sentences of a finding."""

from __future__ import annotations

from functools import cache

from openentry.law.occupations import occupation
from openentry.law.places import province_name
from openentry.law.sources import Text


@cache
def province(code: str) -> Text:
    """The name of a province or territory by its code."""
    return Text(province_name(code, "en"), province_name(code, "fr"))


@cache
def occupation_title(noc: str) -> Text:
    """The title of a unit group of NOC 2021 by its code."""
    found = occupation(noc)
    return Text(found.title("en"), found.title("fr"))
