"""What the classification says of one unit group, and where the codes of NOC 2016 went."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openentry.errors import InputError
from openentry.law.occupations.codes import is_unit_group
from openentry.law.occupations.index import titles

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the language they are in (``en`` or ``fr``), which may not be the one that was asked for."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Occupation:
    """A unit group. The digits of its code are its place in the classification; the second is its TEER category."""

    code: str

    @property
    def teer(self) -> int:
        """The category of training, education, experience and responsibilities, 0 to 5 (IRPR 73(1))."""
        return int(self.code[1])

    @property
    def broad_category(self) -> str:
        """One digit."""
        return self.code[:1]

    @property
    def major_group(self) -> str:
        """Two digits."""
        return self.code[:2]

    @property
    def sub_major_group(self) -> str:
        """Three digits."""
        return self.code[:3]

    @property
    def minor_group(self) -> str:
        """Four digits."""
        return self.code[:4]

    def title(self, lang: str) -> str:
        """The title of the unit group in ``lang``."""
        return _table()[self.code][f"title_{lang}"]

    def lead_statement(self, lang: str) -> Text:
        """What people in this unit group do. Only English is at hand: whatever ``lang`` is, the text says that it is English."""
        return Text(_table()[self.code]["lead_statement_en"], "en")

    def example_titles(self, lang: str) -> tuple[str, ...]:
        """The example titles in ``lang``, in the order of the classification. The lists of the two languages are not parallel."""
        return tuple(titles()[self.code][lang][1:])


@dataclass(frozen=True, slots=True)
class Successor:
    """One line of the concordance: (a part of) a NOC 2016 unit group became (a part of) one of NOC 2021."""

    noc_2016: str
    title_2016: str
    """In English."""
    noc_2021: str
    change: str
    """The kinds of change, as Statistics Canada writes them (``RC4.2 - Split off, VC1 - Code Change``)."""
    notes: str


def occupation(code: str) -> Occupation:
    """The unit group ``code``. An unknown code is an :class:`InputError`; for a code of NOC 2016 it says what that became."""
    if is_unit_group(code):
        return Occupation(code)
    successors = _concordance().get(code, ())
    if successors:
        raise InputError.of("error.occupation.noc_2016", code=code, now=[row.noc_2021 for row in successors])
    raise InputError.of("error.occupation.unknown", code=code)


def teer(code: str) -> int:
    """The TEER category of the unit group ``code``, 0 to 5; an unknown code is an :class:`InputError`."""
    return occupation(code).teer


def from_noc_2016(code: str) -> tuple[Successor, ...]:
    """What the four-digit unit group ``code`` of NOC 2016 became, in the order of the concordance.

    An unknown code is an :class:`InputError`.
    """
    try:
        return _concordance()[code]
    except KeyError:
        raise InputError.of("error.occupation.unknown_2016", code=code) from None


@cache
def _table() -> dict[str, dict[str, str]]:
    with (HERE / "unit_groups.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@cache
def _concordance() -> dict[str, tuple[Successor, ...]]:
    found: dict[str, tuple[Successor, ...]] = {}
    with (HERE / "noc_2016.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            old = row["noc2016_code"]
            line = Successor(old, row["noc2016_title_en"], row["noc2021_code"], row["change_type"], row["notes"])
            found[old] = (*found.get(old, ()), line)
    return found
