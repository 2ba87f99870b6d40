"""Reading what somebody typed, and writing an answer as they would type it, kind by kind and in either language.

An answer is typed into one or more boxes: ``Raw`` has what stood in each, by the box's name ("" is the only or the main one).
Reading gives a :class:`Held` value, :data:`EMPTY`, or :class:`Wrong` with the sentence to show; nothing typed is ever lost by it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openentry.law import occupations, places
from openentry.messages import Message, write_date, write_list, write_money, write_number
from openentry.messages import text as said
from openentry_web.profiles.names import country_of, month_of, province_of
from openentry_web.profiles.questions import Field

Raw = Mapping[str, Any]
#: What a radio button says for "there is none", and for "not answered".
NULL, LATER = "null", ""
#: Characters of one box that are kept as they were typed; the rest of a longer text is cut.
MOST_TYPED = 20_000
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009'’]+")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


@dataclass(frozen=True, slots=True)
class Held:
    """An answer as it stands in the profile."""

    value: Any


@dataclass(frozen=True, slots=True)
class Wrong:
    """What to say of an answer that cannot be read. ``begun`` when it looks as if somebody is still typing it."""

    message: Message
    begun: bool = False


class Empty:
    """Nothing was answered."""


EMPTY = Empty()
Reading = Held | Wrong | Empty


def boxes(field: Field) -> tuple[str, ...]:
    """The names of a field's boxes."""
    match field.kind:
        case "day":
            names: tuple[str, ...] = ("d", "m", "y")
        case "occupation":
            names = ("", "words")
        case "provinces":
            names = ("", "some")
        case _:
            names = ("",)
    separate = field.nullable and field.kind not in ("yes_no", "choice")
    return (*names, "null") if separate else names


def read(field: Field, raw: Raw, lang: str) -> Reading:
    """What was meant by ``raw``."""
    if raw.get("null"):
        typed = [raw.get(box) for box in boxes(field) if box != "null" and raw.get(box)]
        return _wrong("both", words=_cut(" ".join(map(str, typed)))) if typed else Held(None)
    return _READERS[field.kind](field, raw, lang)


def write(field: Field, value: Any, lang: str) -> dict[str, Any]:
    """``value`` as somebody would type it; ``read(field, write(field, value, lang), lang)`` gives it back."""
    separate = "null" in boxes(field)
    if value is None and not field.gate:
        return {"null": "1"} if separate else {"": NULL}
    match field.kind:
        case "day":
            day = date.fromisoformat(value)
            return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}
        case "yes_no":
            return {"": "yes" if is_yes(value) else "no"}
        case "whole" | "money" | "hours" | "score":
            return {"": write_number(Decimal(str(value)), lang)}
        case "country":
            return {"": places.country_name(value, lang) if places.is_country(value) else str(value)}
        case "provinces":
            return {"": "all"} if value == "all" else {"": "some", "some": list(value)} if value else {"": "none"}
        case "texts":
            return {"": "\n".join(value)}
    return {"": str(value)}


def told(field: Field, value: Any, words: Callable[[str, str], str], lang: str) -> str:
    """``value`` in words, as a list of answers shows it. ``words(kind of words, value)`` gives those of an option or of null."""
    if value is None and not field.gate:
        return words("null", "")
    match field.kind:
        case "day":
            return write_date(date.fromisoformat(value), lang)
        case "yes_no":
            return said("web.word.yes" if is_yes(value) else "web.word.no", lang)
        case "choice":
            return words("option", str(value))
        case "money":
            return write_money(value, lang)
        case "whole" | "hours" | "score":
            number = write_number(Decimal(str(value)), lang)
            one = value == 1 or (lang == "fr" and abs(value) < 2)
            return f"{number}\u00a0{words('unit', 'one' if one else '')}" if field.unit else number
        case "country":
            return places.country_name(value, lang)
        case "province":
            return places.province_name(value, lang)
        case "provinces":
            if value == "all" or not value:
                return said("web.provinces.all" if value else "web.provinces.none", lang)
            return write_list([places.province_name(code, lang) for code in value], lang)
        case "occupation":
            return f"{value}\u00a0– {occupations.occupation(value).title(lang)}"
        case "texts":
            return write_list(list(value), lang)
    return str(value)


def is_yes(value: Any) -> bool:
    """Whether an answer is a yes: ``true``, or, of a gate, an object or a list with something in it."""
    return value is True or isinstance(value, Mapping) or (isinstance(value, list) and bool(value))


# --- one reader a kind ---


def _text(field: Field, raw: Raw, lang: str) -> Reading:
    words = str(raw.get("", "")).strip()
    return Held(words) if words else EMPTY


def _texts(field: Field, raw: Raw, lang: str) -> Reading:
    lines = [line.strip() for line in str(raw.get("", "")).splitlines() if line.strip()]
    if len(lines) > 50:
        return _wrong("too_many_lines", most=50)
    return Held(lines) if lines else EMPTY


def _day(field: Field, raw: Raw, lang: str) -> Reading:
    typed = [str(raw.get(box, "")).strip() for box in ("d", "m", "y")]
    if not any(typed):
        return EMPTY
    missing = [Message(f"web.day.{box}") for box, words in zip("dmy", typed, strict=True) if not words]
    if missing:
        return Wrong(Message("web.problem.day.incomplete", {"missing": missing}), begun=True)
    figures = [_figures(typed[0]), month_of(typed[1]), _figures(typed[2])]
    if figures[0] is None or figures[1] is None or figures[2] is None:
        return _wrong("day.format")
    day, month, year = (int(figure or 0) for figure in figures)
    if len(typed[2]) < 4:
        return Wrong(Message("web.problem.day.year"), begun=True)
    if not 1900 <= year <= 2200:
        return _wrong("day.range", first=1900, last=2200)
    try:
        return Held(date(year, month, day).isoformat())
    except ValueError:
        return _wrong("day.impossible")


def _yes_no(field: Field, raw: Raw, lang: str) -> Reading:
    match raw.get("", LATER):
        case "yes":
            return Held(json.loads(field.yes) if field.gate else True)
        case "no":
            return Held(json.loads(field.no) if field.gate else False)
        case "null" if field.nullable:
            return Held(None)
        case "":
            return EMPTY
    return _wrong("choice")


def _choice(field: Field, raw: Raw, lang: str) -> Reading:
    chosen = raw.get("", LATER)
    if chosen == LATER:
        return EMPTY
    if chosen == NULL and field.nullable and NULL not in field.options:
        return Held(None)
    return Held(chosen) if chosen in field.options else _wrong("choice")


def _whole(field: Field, raw: Raw, lang: str) -> Reading:
    return _number(field, raw, 0, "whole")


def _money(field: Field, raw: Raw, lang: str) -> Reading:
    return _number(field, raw, 0, "money")


def _hours(field: Field, raw: Raw, lang: str) -> Reading:
    return _number(field, raw, 2, "hours")


def _score(field: Field, raw: Raw, lang: str) -> Reading:
    return _number(field, raw, 1, "score")


def _number(field: Field, raw: Raw, decimals: int, name: str) -> Reading:
    typed = str(raw.get("", "")).strip()
    if not typed:
        return EMPTY
    number = number_of(typed, money=field.kind == "money")
    if number is None:
        return _wrong(f"{name}.format", found=_cut(typed))
    if number != round(number, decimals):
        return _wrong(f"{name}.decimals", found=_cut(typed))
    if field.least is not None and number < field.least:
        return _wrong("too_small", least=field.least)
    if field.most is not None and number > field.most:
        return _wrong("too_large", most=field.most)
    return Held(int(number) if number == int(number) else float(number))


def _country(field: Field, raw: Raw, lang: str) -> Reading:
    typed = str(raw.get("", "")).strip()
    if not typed:
        return EMPTY
    code, near = country_of(typed)
    if code:
        return Held(code)
    shown = [places.country_name(one, lang) for one in near]
    return _wrong("country.near", found=_cut(typed), near=shown) if near else _wrong("country.unknown", found=_cut(typed))


def _province(field: Field, raw: Raw, lang: str) -> Reading:
    typed = str(raw.get("", "")).strip()
    if not typed:
        return EMPTY
    code = province_of(typed)
    return Held(code) if code else _wrong("province.unknown", found=_cut(typed))


def _provinces(field: Field, raw: Raw, lang: str) -> Reading:
    match raw.get("", "some" if raw.get("some") else LATER):
        case "all":
            return Held("all")
        case "none":
            return Held([])
        case "some":
            chosen = raw.get("some") or []
            chosen = [chosen] if isinstance(chosen, str) else list(chosen)
            if not chosen:
                return Wrong(Message("web.problem.provinces.none_named"), begun=True)
            codes = [province_of(str(one)) for one in chosen]
            return Held(sorted({code for code in codes if code})) if all(codes) else _wrong("choice")
        case "":
            return EMPTY
    return _wrong("choice")


def _occupation(field: Field, raw: Raw, lang: str) -> Reading:
    chosen, words = str(raw.get("", "")).strip(), str(raw.get("words", "")).strip()
    if chosen:
        return Held(chosen) if occupations.is_unit_group(chosen) else _wrong("occupation.unknown", found=_cut(chosen))
    if not words:
        return EMPTY
    code = _figures(words)
    if code is not None and occupations.is_unit_group(words):
        return Held(words)
    if not occupations.search(words, lang, limit=1):
        return _wrong("occupation.not_found", found=_cut(words))
    return Wrong(Message("web.problem.occupation.choose"), begun=True)


_READERS: dict[str, Callable[[Field, Raw, str], Reading]] = {
    "text": _text,
    "texts": _texts,
    "day": _day,
    "yes_no": _yes_no,
    "choice": _choice,
    "whole": _whole,
    "money": _money,
    "hours": _hours,
    "score": _score,
    "country": _country,
    "province": _province,
    "provinces": _provinces,
    "occupation": _occupation,
}


# --- figures ---


def number_of(typed: str, *, money: bool = False) -> Decimal | None:
    """The number in ``typed``: ``1,560``, ``1 560``, ``37,5``, ``37.5``, ``$15,263``, ``15 263 $``; None when it is none.

    A comma before exactly three figures stands between thousands, any other before decimals. An amount of money may carry its
    sign and its cents.
    """
    words = _SPACES.sub("", unicodedata.normalize("NFKC", typed)).replace("−", "-")
    if money:
        words = re.sub(r"^(CAD|CA|\$)+|(CAD|CA|\$)+$", "", words.upper())
    if len(words) > 24 or not words:
        return None
    words = "".join(str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in words)
    head, point, tail = words.rpartition(".")
    if _THOUSANDS.fullmatch(words):
        words = words.replace(",", "")
    elif point and _THOUSANDS.fullmatch(head):
        words = f"{head.replace(',', '')}.{tail}"
    else:
        words = words.replace(",", ".")
    return Decimal(words) if re.fullmatch(r"-?\d+(\.\d+)?", words) else None


def _figures(words: str) -> int | None:
    """A whole number of a few figures, in any script's figures."""
    return int(words) if len(words) <= 5 and words.isdecimal() else None


def _wrong(name: str, **params: Any) -> Wrong:
    return Wrong(Message(f"web.problem.{name}", params))


def _cut(words: str) -> str:
    """What somebody typed, as far as a sentence repeats it."""
    shown = "".join(c if c.isprintable() else "�" for c in words[:41])
    return shown if len(words) <= 40 else f"{shown[:39]}…"
