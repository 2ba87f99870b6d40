"""Countries by their ISO 3166-1 three-letter code, and the provinces and territories of Canada by their postal code.

Names are in English and French. The lists are data beside this module; ``SOURCES.md`` there says where they come from.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from openentry.errors import InputError

HERE = Path(__file__).parent


def is_country(alpha3: str) -> bool:
    """Whether ``alpha3`` is the three-letter code of a country (``CAN``). Capital letters only."""
    return alpha3 in _countries()


def countries() -> tuple[str, ...]:
    """The three-letter code of every country, in alphabetical order of the code."""
    return tuple(_countries())


def country_name(alpha3: str, lang: str) -> str:
    """The country's name in ``lang`` (``en`` or ``fr``). An unknown code is an :class:`InputError`."""
    try:
        return _countries()[alpha3][f"name_{lang}"]
    except KeyError:
        if is_country(alpha3):
            raise
        raise InputError.of("error.place.country", code=alpha3) from None


def is_province(code: str) -> bool:
    """Whether ``code`` is the two-letter code of a province or territory of Canada (``ON``). Capital letters only."""
    return code in _provinces()


def provinces() -> tuple[str, ...]:
    """The codes of the ten provinces and three territories, in alphabetical order."""
    return tuple(_provinces())


def is_territory(code: str) -> bool:
    """Whether ``code`` is one of the three territories."""
    return is_province(code) and _provinces()[code]["kind"] == "territory"


def province_name(code: str, lang: str) -> str:
    """The province's or territory's name in ``lang`` (``en`` or ``fr``). An unknown code is an :class:`InputError`."""
    try:
        return _provinces()[code][f"name_{lang}"]
    except KeyError:
        if is_province(code):
            raise
        raise InputError.of("error.place.province", code=code, known=provinces()) from None


@cache
def _countries() -> dict[str, dict[str, str]]:
    return _read("countries.csv")


@cache
def _provinces() -> dict[str, dict[str, str]]:
    return _read("provinces.csv")


def _read(name: str) -> dict[str, dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}
