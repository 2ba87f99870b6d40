"""One row of a facts table (DESIGN 5.1) read by the plain rules: what ``openentry score`` does for millions, for one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openentry.crs.score import Facts
from openentry.law.book import Law
from openentry.law.domains import ABILITIES, FACT_NAMES, domain

#: The facts of a row that are worked out from the levels of both languages.
_OF_LANGUAGES = frozenset(
    [f"{which}_{ability}" for which in ("first", "second") for ability in ABILITIES]
    + ["first_lowest", "second_lowest", "french_lowest", "english_for_french"]
)


def of_row(law: Law, row: Mapping[str, Any]) -> Facts:
    """The facts of the ranking system from the columns of DESIGN 5.1 (MI ss. 1, 12-14); ``age`` is required.

    A column that is absent, or None, is the value that never earns points; a number beyond the end of its domain is its last. Where
    ``first_language`` is absent it is French where only French has levels, else English. The cells are of their column's
    type: whoever reads them from outside checks them.

    >>> from datetime import date
    >>> from openentry.crs import instrument, score
    >>> from openentry.law import load_law
    >>> law = load_law(date(2025, 7, 15))
    >>> person = {"age": 29, "education": "master", **{f"en_{a}": 9 for a in ("listening", "reading", "writing", "speaking")}}
    >>> score(instrument(law), [of_row(law, person)]).total
    (419, 419)
    """
    levels = {tongue: [min(row.get(f"{tongue}_{ability}") or 0, 12) for ability in ABILITIES] for tongue in ("en", "fr")}
    only_french = any(levels["fr"]) and not any(levels["en"])
    first = row.get("first_language") or ("fr" if only_french else "en")
    one, two = levels[first], levels["fr" if first == "en" else "en"]
    lowest = law.choice("FRENCH-MIXED") == "lower_tier"
    known: dict[str, Any] = {
        "first_lowest": min(one),
        "second_lowest": min(two),
        "french_lowest": min(levels["fr"]),
        "english_for_french": (min if lowest else max)(levels["en"]),
    }
    for at, ability in enumerate(ABILITIES):
        known |= {f"first_{ability}": one[at], f"second_{ability}": two[at]}
    for name in FACT_NAMES:
        if name not in _OF_LANGUAGES:
            known[name] = _value(name, row.get(name))
    return Facts(bool(row.get("accompanying_spouse")), known)


def _value(name: str, found: Any) -> Any:
    values = domain(name).values
    if found is None:
        return values[0]
    return min(found, values[-1]) if domain(name).numeric else found
