"""Names people type for places and months, in either language, with or without accents and capitals."""

from __future__ import annotations

import difflib
import unicodedata
from functools import cache

from openentry.law import places

_MONTHS = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
#: What people call a country where the list of codes has a longer name.
_ALSO = {
    "usa": "USA", "united states": "USA", "etats-unis": "USA", "america": "USA", "uk": "GBR", "great britain": "GBR",
    "england": "GBR", "angleterre": "GBR", "scotland": "GBR", "wales": "GBR", "russia": "RUS", "russie": "RUS",
    "south korea": "KOR", "coree du sud": "KOR", "north korea": "PRK", "coree du nord": "PRK", "iran": "IRN", "syria": "SYR",
    "syrie": "SYR", "vietnam": "VNM", "viet nam": "VNM", "laos": "LAO", "tanzania": "TZA", "tanzanie": "TZA", "bolivia": "BOL",
    "bolivie": "BOL", "venezuela": "VEN", "moldova": "MDA", "moldavie": "MDA", "turkey": "TUR", "turquie": "TUR",
    "ivory coast": "CIV", "cote d’ivoire": "CIV", "czech republic": "CZE", "republique tcheque": "CZE", "palestine": "PSE",
    "taiwan": "TWN", "hong kong": "HKG", "macau": "MAC", "burma": "MMR", "birmanie": "MMR", "swaziland": "SWZ",
    "cape verde": "CPV", "holland": "NLD", "hollande": "NLD", "emirates": "ARE", "uae": "ARE", "brunei": "BRN",
    "democratic republic of the congo": "COD", "congo-kinshasa": "COD", "dr congo": "COD", "congo-brazzaville": "COG",
}  # fmt: skip


def folded(words: str) -> str:
    """``words`` without accents, capitals and doubled spaces."""
    plain = unicodedata.normalize("NFKD", words.replace("'", "’")).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def month_of(words: str) -> int | None:
    """1 to 12, from a number or a name (its first three letters do, where only one month begins so)."""
    if words.isdecimal():
        return int(words) if len(words) <= 2 and 1 <= int(words) <= 12 else None
    name = folded(words).rstrip(".")
    if len(name) < 3:
        return None
    found = {at for at, month in enumerate(_MONTHS, start=1) for one in month if one.startswith(name)}
    return found.pop() if len(found) == 1 else None


def country_of(words: str) -> tuple[str | None, list[str]]:
    """The three-letter code of a country, and, where none is meant for certain, those that may be."""
    name = folded(words[:200])
    known = _countries()
    if name in known:
        return known[name], []
    begins = sorted({code for one, code in known.items() if len(name) > 3 and one.startswith(name)})
    if len(begins) == 1:
        return begins[0], []
    near = begins or [known[one] for one in difflib.get_close_matches(name, known, n=3, cutoff=0.75)]
    return None, list(dict.fromkeys(near))[:4]


def province_of(words: str) -> str | None:
    """The two-letter code of a province or territory."""
    return _provinces().get(folded(words[:200]))


@cache
def _countries() -> dict[str, str]:
    codes = places.countries()
    also = {name: code for name, code in _ALSO.items() if places.is_country(code)}
    names = {folded(places.country_name(code, lang)): code for lang in ("en", "fr") for code in codes}
    return also | {code.casefold(): code for code in codes} | names


@cache
def _provinces() -> dict[str, str]:
    codes = places.provinces()
    names = {folded(places.province_name(code, lang)): code for lang in ("en", "fr") for code in codes}
    return {code.casefold(): code for code in codes} | names


@cache
def countries_by_name(lang: str) -> tuple[tuple[str, str], ...]:
    """Every country as (code, name), in the order of the names; Canada first."""
    named = sorted(((code, places.country_name(code, lang)) for code in places.countries()), key=lambda one: folded(one[1]))
    return tuple(sorted(named, key=lambda one: one[0] != "CAN"))


@cache
def provinces_by_name(lang: str) -> tuple[tuple[str, str], ...]:
    """Every province and territory as (code, name), in the order of the names."""
    return tuple(sorted(((c, places.province_name(c, lang)) for c in places.provinces()), key=lambda one: folded(one[1])))
