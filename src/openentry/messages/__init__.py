"""Every sentence a person can read, in English and in French, by id.

A :class:`Message` is an id and named parameters; the sentence is made only when somebody reads it. Catalogues are gettext
files (``locale/LANG/LC_MESSAGES/openentry.po``, compiled to ``.mo`` with Babel). In a catalogue a parameter may carry how it is
to be written, so that no sentence is ever glued together:

    {day:date}          7 July 2025 · 7 juillet 2025
    {amount:money}      $15,263 · 15 263 $
    {count:number}      1,560 · 1 560
    {years:plural(year|years)}   1 year · 2 years (French: 0 and 1 are singular)
    {items:list}        a, b and c · a, b et c
    {level:level}       7 · below 4 (an official-language level)
    {name:name(occupation)}      another message, ``occupation.<value>``, in the same language
    {inner:message}     a Message, in the same language
    {place}             words that stand in both languages (a Text of the law), in the same language
"""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr")
LOCALE = Path(__file__).parent / "locale"

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_NARROW = "\u202f"  # the thin no-break space French writes between thousands
_NO_BREAK = "\u00a0"
_SOURCES = [(LOCALE, "openentry")]
_ASKED: list[Callable[[str], Any]] = []
_CALL = re.compile(r"(\w+)\((.*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet written: its id and its parameters (whole numbers, dates, texts, other messages)."""

    id: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str = "en") -> str:
        """The sentence in ``lang`` (``en`` or ``fr``)."""
        return text(self.id, lang, **self.params)

    def __hash__(self) -> int:
        return hash((self.id, tuple(sorted((k, str(v)) for k, v in self.params.items()))))


def text(message_id: str, lang: str = "en", /, **params: Any) -> str:
    """The sentence ``message_id`` in ``lang``. An id that no catalogue has is a KeyError: a mistake in the code, not in the
    input."""
    template = _template(message_id, lang)
    return _Writer(lang).vformat(template, (), params) if "{" in template else template


def ask(known: Callable[[str], Any]) -> None:
    """Have parameters that a sentence names and nobody gave asked of ``known``, which says None where it does not know either.

    So a figure that is the same for every sentence, such as a period of the law, is handed in once.
    """
    if known not in _ASKED:
        _ASKED.append(known)


def has(message_id: str, lang: str = "en") -> bool:
    """Whether the catalogue of ``lang`` has ``message_id``."""
    return message_id in ids(lang)


@cache
def ids(lang: str) -> frozenset[str]:
    """Every message id of the catalogue of ``lang``."""
    return frozenset(k for k in _catalogue(lang) if k)


def add(locale: Path, domain: str) -> None:
    """Reads the catalogues of another package too (``locale/LANG/LC_MESSAGES/DOMAIN.mo``); an id of ours is not replaced."""
    if (locale, domain) not in _SOURCES:
        _SOURCES.append((locale, domain))
        for cached in (ids, _catalogue, _template):
            cached.cache_clear()


def write_date(day: date, lang: str) -> str:
    """``7 July 2025`` or ``7 juillet 2025`` (French writes the first of a month ``1er``)."""
    first = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    return f"{first} {_MONTHS[lang][day.month - 1]} {day.year}".replace(" ", _NO_BREAK)


def write_number(value: int | Decimal, lang: str) -> str:
    """``1,560`` or ``1 560``; decimals after a point or, in French, a comma: ``8.5`` or ``8,5``."""
    grouped = f"{value:,}"
    return grouped.replace(",", _NARROW).replace(".", ",") if lang == "fr" else grouped


def write_money(amount: int, lang: str) -> str:
    """Whole Canadian dollars: ``$15,263`` or ``15 263 $``."""
    number = write_number(amount, lang)
    return f"{number}{_NO_BREAK}$" if lang == "fr" else f"${number}"


def write_list(items: Sequence[str], lang: str) -> str:
    """``a, b and c`` or ``a, b et c``."""
    *head, last = items or [""]
    joint = " et " if lang == "fr" else " and "
    return joint.join([", ".join(head), last]) if head else last


@cache
def _catalogue(lang: str) -> dict[str, str]:
    if lang not in LANGUAGES:
        raise KeyError(f"no catalogue for the language {lang!r}")
    found: dict[str, str] = {}
    for locale, domain in reversed(_SOURCES):
        with (locale / lang / "LC_MESSAGES" / f"{domain}.mo").open("rb") as file:
            found |= gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return found


@cache
def _template(message_id: str, lang: str) -> str:
    template = _catalogue(lang).get(message_id)
    if template is None:
        raise KeyError(f"the {lang} catalogue has no message {message_id!r}")
    return str(template)


class _Writer(string.Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if isinstance(key, str) and key not in kwargs:
            for known in _ASKED:
                value = known(key)
                if value is not None:
                    return value
        return super().get_value(key, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        call = _CALL.fullmatch(format_spec)
        how, argument = call.groups() if call else (format_spec, "")
        match how:
            case "" if isinstance(value, Message):
                return value.text(self.lang)
            case "" if isinstance(value, date):
                return write_date(value, self.lang)
            case "" if hasattr(value, "in_"):
                return str(value.in_(self.lang))
            case "":
                return str(value)
            case "date":
                return write_date(value if isinstance(value, date) else date.fromisoformat(value), self.lang)
            case "number":
                return write_number(value, self.lang)
            case "money":
                return write_money(value, self.lang)
            case "plural":
                one, many = argument.split("|")
                single = value in (0, 1) if self.lang == "fr" else value == 1
                return f"{write_number(value, self.lang)}{_NO_BREAK}{one if single else many}"
            case "list":
                return write_list([self.format_field(v, "") for v in value], self.lang)
            case "level":
                return str(value) if value >= 4 else text("level.below", self.lang)
            case "name":
                return text(f"{argument}.{value}", self.lang)
            case "message":
                return str(value.text(self.lang))
            case _:
                return str(super().format_field(value, format_spec))
