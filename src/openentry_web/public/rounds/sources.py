"""Where the rounds of the public pages come from: the department's history, shipped with the library, and this installation's own.

The app that holds rounds hands its released ones in by :func:`register`, when it is loaded; these pages know nothing else of it.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal

from openentry.law.sources import Text
from openentry.messages import Message
from openentry.rounds.history import Band, RealRound, distribution, history
from openentry_web.pool import bands, past_rounds

HeldBy = Literal["department", "here"]

#: The department's own feed, which the history was read from.
FEED = "https://www.canada.ca/content/dam/ircc/documents/json/ee_rounds_123_en.json"


@dataclass(frozen=True, slots=True)
class Round:
    """A round as it was published, whoever held it. ``who``: whom it was for; ``bands``: the pool shortly before it, where that was
    published; ``address``: the page of a round held here."""

    held_by: HeldBy
    number: str
    day: date
    moment: datetime | None
    name: Text
    kind: str
    category: str | None
    version: str
    programs: tuple[str, ...]
    who: tuple[Text | Message, ...]
    invited: int
    lowest_score: int
    tie_break: datetime | None
    pool_as_of: date | None
    bands: tuple[Band, ...] | None
    note: str
    address: str = ""
    real: RealRound | None = None

    @property
    def group(self) -> str:
        """What it is filtered and coloured by: general, a program, or a category."""
        if self.kind == "general":
            return "general"
        if self.kind == "category":
            return "category"
        return self.programs[0] if len(self.programs) == 1 else "programs"


_own: list[Callable[[], Iterable[Round]]] = []


def register(released: Callable[[], Iterable[Round]]) -> None:
    """Have the rounds released here shown too. ``released`` is asked at each page, so it must be quick."""
    _own.append(released)


@cache
def department() -> tuple[Round, ...]:
    """The department's rounds, oldest first."""
    return tuple(_of_department(real) for real in history())


def _of_department(real: RealRound) -> Round:
    return Round(
        "department",
        real.number,
        real.day,
        real.moment,
        Text(real.name, french_name(real)),
        real.kind,
        real.category,
        real.version,
        real.programs,
        past_rounds.who(real),
        real.invited,
        real.lowest_score,
        real.tie_break,
        real.pool_as_of,
        distribution(real.number),
        real.note,
        real=real,
    )


def french_name(real: RealRound) -> str:
    """The department's French name where our translation of it is certain in meaning; the French feed itself was not found."""
    names = {
        "No Program Specified": "Aucun programme précisé",
        "General": "Générale",
        "Provincial Nominee Program": "Programme des candidats des provinces",
        "Canadian Experience Class": "Catégorie de l’expérience canadienne",
        "Federal Skilled Trades": "Métiers spécialisés (fédéral)",
        "Federal Skilled Worker": "Travailleurs qualifiés (fédéral)",
    }
    if real.name in names:
        return names[real.name]
    (name,) = past_rounds.who(real)
    words = name.in_("fr") if isinstance(name, Text) else name.text("fr")
    year, _, number = real.name.rpartition("ersion ")
    number = number.strip(" )")
    with_year = next((part for part in year.split() if part[:4].isdigit()), "")[:4]
    return f"{words} ({with_year}, version {number})" if with_year else f"{words} (version {number})" if number else words


def own() -> tuple[Round, ...]:
    """The rounds released here, oldest first."""
    return tuple(one for released in _own for one in released())


def every() -> tuple[Round, ...]:
    """All of them, oldest first."""
    held_here = own()
    return tuple(sorted([*department(), *held_here], key=lambda one: one.day)) if held_here else department()


def one(number: str) -> Round | None:
    """The department's round of that number."""
    return _by_number().get(number)


@cache
def _by_number() -> dict[str, Round]:
    return {one.number: one for one in department()}


def known_to() -> date:
    """The day of the department's newest round known here."""
    return department()[-1].day


@dataclass(frozen=True, slots=True)
class Year:
    """Invitations of a year: month by month, and in all."""

    year: int
    months: tuple[int, ...]
    total: int


def by_month(rounds: Sequence[Round]) -> list[Year]:
    """Invitations a month, the newest year first."""
    counted: dict[int, list[int]] = {}
    for round_ in rounds:
        counted.setdefault(round_.day.year, [0] * 12)[round_.day.month - 1] += round_.invited
    return [Year(year, tuple(months), sum(months)) for year, months in sorted(counted.items(), reverse=True)]


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Pool:
    """The pool on a day, in the bands of :func:`openentry_web.pool.bands.wide`."""

    as_of: date
    counts: tuple[int, ...]
    total: int


def pools(rounds: Sequence[Round]) -> list[Pool]:
    """The published pool, each day once, oldest first."""
    found: dict[date, Pool] = {}
    for round_ in rounds:
        if round_.bands and round_.pool_as_of:
            counts = tuple(sum(b.count for b in round_.bands if low <= b.lowest <= high) for low, high in bands.wide())
            found[round_.pool_as_of] = Pool(round_.pool_as_of, counts, sum(counts))
    return [found[day] for day in sorted(found)]


@dataclass(frozen=True, slots=True)
class Spread:
    """The rounds of one kind in a year: how many, and the least and the most of their lowest scores."""

    rounds: int
    low: int
    high: int


def cut_offs(rounds: Sequence[Round]) -> tuple[list[str], list[tuple[int, list[Spread | None]]]]:
    """The groups there are, and for each year, newest first, the lowest scores of each group."""
    groups = [name for name in GROUPS if any(one.group == name for one in rounds)]
    scores: dict[int, dict[str, list[int]]] = {}
    for one in rounds:
        scores.setdefault(one.day.year, {}).setdefault(one.group, []).append(one.lowest_score)
    rows: list[tuple[int, list[Spread | None]]] = []
    for year, of in sorted(scores.items(), reverse=True):
        rows.append((year, [Spread(len(found), min(found), max(found)) if (found := of.get(name)) else None for name in groups]))
    return groups, rows


#: In the order of legends and lists.
GROUPS = ("general", "pnp", "cec", "fsw", "fst", "programs", "category")
