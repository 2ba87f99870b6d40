"""For which countries a police certificate is needed: where somebody lived six months or more in a row, in the last ten years and
since they were eighteen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from openentry.after.people import Residence, Somebody
from openentry.facts.three import Truth
from openentry.law.book import Law
from openentry.law.shapes.after import Police
from openentry.work import FOREVER, months_after, years_after, years_before


@dataclass(frozen=True, slots=True)
class Lived:
    """A country for which a certificate is needed (``sure``), or may be (None: the stay is only partly within the time looked at).

    ``current``: they still live there; ``until``: else, the last day.
    """

    country: str
    sure: Truth
    current: bool
    until: date


def countries(one: Somebody, residences: Iterable[Residence], day: date, law: Law) -> tuple[Lived, ...]:
    """The countries for one person on the day of the application, the last left first; the day of birth is known."""
    rules: Police = law.content("procedure.police")
    assert one.born_on is not None
    today = day.toordinal()
    first = max(years_before(today, rules.window_years), years_after(one.born_on.toordinal(), rules.from_age))
    found: dict[str, Lived] = {}
    for stay in _stays(residences, day):
        if stay.country in rules.not_for:
            continue
        begins, ends = stay.since.toordinal(), today if stay.until is None else min(stay.until.toordinal(), today)
        if ends < first or not _long_enough(begins, ends, rules, law):
            continue
        sure: Truth = True if _long_enough(max(begins, first), ends, rules, law) else None
        if sure is None and law.choice("POLICE-WINDOW") == "reaching_into":
            sure = True
        before = found.get(stay.country)
        new = Lived(stay.country, sure, ends == today, date.fromordinal(ends))
        found[stay.country] = replace(new, sure=True) if before and before.sure else new
    return tuple(sorted(found.values(), key=lambda lived: (lived.until, lived.country), reverse=True))


def _long_enough(begins: int, ends: int, rules: Police, law: Law) -> bool:
    """Whether the days from ``begins`` to ``ends``, both in, are the months in a row (switch POLICE-SIX-MONTHS)."""
    complete = months_after(begins, rules.months_in_a_row)
    if law.choice("POLICE-SIX-MONTHS") == "both_days_in":
        complete -= 1
    return complete <= ends


def _stays(residences: Iterable[Residence], day: date) -> list[Residence]:
    """Stays by country, those that follow on each other or overlap made one; what begins after the day is left out."""
    found: list[Residence] = []
    for stay in sorted(residences, key=lambda stay: (stay.country, stay.since)):
        if stay.since > day:
            continue
        last = found[-1] if found else None
        if last is not None and last.country == stay.country and stay.since.toordinal() <= _end(last) + 1:
            longer = last if _end(last) >= _end(stay) else stay
            found[-1] = replace(last, until=longer.until)
        else:
            found.append(stay)
    return sorted(found, key=lambda stay: stay.since)


def _end(stay: Residence) -> int:
    return FOREVER if stay.until is None else stay.until.toordinal()
