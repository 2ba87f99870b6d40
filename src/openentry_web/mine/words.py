"""Words for the keys and values of a profile, in either language."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from openentry import messages
from openentry.facts.names import occupation_title
from openentry.law.places import country_name, is_country, is_province, province_name
from openentry.messages import text

_ENTRY = re.compile(r"(\w+)(?:\[(\d+)\])?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ALSO_OF_SPOUSE = ("education", "language_tests", "work", "full_time_study_in_canada")
#: By which group of words the values of a key are called.
_GROUPS = {
    "level": "education",
    "first_official_language": "language",
    "test": "test",
    "marital_status": "q.option.marital_status",
    "body": "q.option.eca_body",
    "support": "q.option.support",
    "exemption": "q.option.exemption",
    "relation": "q.option.relation",
    "open_to_provinces": "q.option.open_to_provinces",
    "authorization_to_work.kind": "q.option.permit_kind",
    "relatives_in_canada.of": "q.option.relative_of",
    "nomination.status": "nomination_status",
    "bars.kind": "web.mine.bar",
}


def field(path: str, lang: str) -> str:
    """A key of the profile in words: ``work[0].paid`` is "job 1: whether it was paid by wages or commission"."""
    parts = [(match[1], match[2]) for match in _ENTRY.finditer(path)]
    *above, (last, _) = parts
    words = key(above[-1][0] if above else "", last, lang)
    for name, at in reversed(above):
        if name not in ("family", "person"):
            words = text("field.in", lang, place=place(name, int(at or 0)), field=words)
    return words


def key(owner: str, name: str, lang: str) -> str:
    """What one key of a part of the profile is called."""
    if owner == "spouse" and name in _ALSO_OF_SPOUSE:
        return text(f"field.{name}", lang)
    specific = f"field.{owner}.{name}"
    return text(specific if owner and messages.has(specific, lang) else f"field.{name}", lang)


def place(name: str, at: int) -> messages.Message:
    """A thing of a list: "job 1"."""
    return messages.Message(f"place.{name}", {"number": at + 1})


def value(name: str, found: Any, lang: str, owner: str = "") -> str:
    """One value of a profile in words; ``owner`` is the part it stands in."""
    match found:
        case None:
            return text("word.none", lang)
        case bool():
            return text("word.yes" if found else "word.no", lang)
        case int() | float():
            money = name == "funds_cad"
            return messages.write_money(int(found), lang) if money else str(found).replace(".", "," if lang == "fr" else ".")
        case list():
            return messages.write_list([value(name, one, lang, owner) for one in found], lang) if found else text("word.none", lang)
    return _text(name, str(found), lang, owner)


def _text(name: str, found: str, lang: str, owner: str) -> str:
    if _DAY.fullmatch(found):
        return messages.write_date(date.fromisoformat(found), lang)
    if name == "noc":
        return f"{found} – {occupation_title(found).in_(lang)}"
    if name in ("country", "citizenship", "country_of_residence", "employer_country") and is_country(found):
        return country_name(found, lang)
    if name in ("province", "intends_to_live_in", "open_to_provinces") and is_province(found):
        return province_name(found, lang)
    group = _GROUPS.get(f"{owner}.{name}") or _GROUPS.get(name)
    said = f"{group}.{found}"
    return text(said, lang) if group and messages.has(said, lang) else found
