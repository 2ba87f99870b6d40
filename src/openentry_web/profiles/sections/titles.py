"""One thing of a list in a line: a test, a credential, a job."""

from __future__ import annotations

from datetime import date
from typing import Any

from openentry.law.occupations import is_unit_group, occupation
from openentry.law.places import country_name, is_country
from openentry.messages import Message, has, text
from openentry_web.profiles.questions import Part
from openentry_web.profiles.sections.asked import at


def test(thing: Part, lang: str) -> str:
    """IELTS General Training, 10 January 2025."""
    name, day = _option("test", at(thing, "test"), lang), _day(at(thing, "taken_on"))
    if name is None:
        return text("q.title.test.none", lang)
    return text("q.title.dated", lang, what=name, day=day) if day else name


def credential(thing: Part, lang: str) -> str:
    """Master's degree, Université de Rennes, France, 15 September 2023: as much of it as is known."""
    what = _option("level.short", at(thing, "level"), lang)
    if what is None:
        return text("q.title.credential.none", lang)
    if place := _text(at(thing, "institution")) or _country(at(thing, "country"), lang):
        what = text("q.title.placed", lang, what=what, place=place)
    day = _day(at(thing, "completed_on"))
    return text("q.title.dated", lang, what=what, day=day) if day else what


def study(thing: Part, lang: str) -> str:
    """From 4 September 2019 to 30 April 2021."""
    when = _when(thing)
    return text("q.title.study", lang, when=when) if when else text("q.title.study.none", lang)


def job(thing: Part, lang: str) -> str:
    """Software engineers and designers (21231), Acme, since 10 January 2022."""
    what = _occupation(at(thing, "noc"), lang)
    if what is None:
        what = text("q.title.job.none", lang)
    if place := _text(at(thing, "employer")) or _country(at(thing, "country"), lang):
        what = text("q.title.placed", lang, what=what, place=place)
    when = _when(thing)
    return text("q.title.job", lang, what=what, when=when) if when else what


def certificate(thing: Part, lang: str) -> str:
    """Welders and related machine operators (72106), Alberta, 3 May 2020."""
    what = _occupation(at(thing, "noc"), lang)
    if what is None:
        return text("q.title.certificate.none", lang)
    if place := _text(at(thing, "authority")):
        what = text("q.title.placed", lang, what=what, place=place)
    day = _day(at(thing, "issued_on"))
    return text("q.title.dated", lang, what=what, day=day) if day else what


def relative(thing: Part, lang: str) -> str:
    """Brother or sister of your spouse or partner."""
    relation = _option("relation", at(thing, "relation"), lang)
    if relation is None:
        return text("q.title.relative.none", lang)
    of = at(thing, "of")
    return text(f"q.title.relative.{of}", lang, relation=relation) if of in ("self", "spouse") else relation


def _when(thing: Part) -> Message | None:
    start, end = _day(at(thing, "start")), _day(at(thing, "end"))
    if start and end:
        return Message("q.title.from_to", {"start": start, "end": end})
    if start:
        return Message("q.title.since" if "end" in thing else "q.title.from", {"start": start})
    return None


def _option(group: str, value: Any, lang: str) -> str | None:
    return text(f"q.option.{group}.{value}", lang) if has(f"q.option.{group}.{value}", lang) else None


def _occupation(noc: Any, lang: str) -> str | None:
    if not (isinstance(noc, str) and is_unit_group(noc)):
        return None
    return text("q.title.occupation", lang, title=occupation(noc).title(lang), noc=noc)


def _country(code: Any, lang: str) -> str | None:
    return country_name(code, lang) if isinstance(code, str) and is_country(code) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
