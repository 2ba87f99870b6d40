"""The columns of a facts table (DESIGN 5.1), and the row of codes each becomes in memory.

A code is the place of a value in the domain of its fact, so every fact but one fits a byte; an occupation needs two and stands
apart. What the rules look up but nobody writes down (``first_lowest``) is worked out from these rows, block by block.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from openentry.law.domains import ABILITIES, FACT_NAMES, OLDEST, domain

#: A fact of the table that no rule looks up: it says whose levels are the first language's.
FIRST_LANGUAGE = "first_language"
#: The languages in the order of their codes.
LANGUAGES = ("en", "fr")
OCCUPATION = "canadian_occupation"
ID = "id"
#: Columns of a pool that the score does not look at; they are copied to the output as they stand.
CARRIED = ("received_at", "sequence", "programs", "categories", "state")
#: The score a pool was drawn or stored with: it is counted afresh, so this one is neither looked at nor copied.
EARLIER_SCORE = "score"
#: Whether somebody is nominated, beside the points of a pool: the points alone cannot say so under a law that gives none for it.
NOMINATED = "nominated"

_LEVELS = tuple(f"{language}_{ability}" for language in LANGUAGES for ability in ABILITIES)
_DERIVED = (
    *(f"{which}_{ability}" for which in ("first", "second") for ability in ABILITIES),
    *("first_lowest", "second_lowest", "french_lowest", "english_for_french"),
)
_COLUMN = "accompanying_spouse"
_PLAIN = tuple(name for name in FACT_NAMES if name not in _DERIVED and name != OCCUPATION)

#: The rows of codes that are kept: which column of the tables applies, the languages, then every other fact.
ROWS = (_COLUMN, FIRST_LANGUAGE, *_LEVELS, *_PLAIN)
ROW = {name: at for at, name in enumerate((*ROWS, *_DERIVED))}
DERIVED = tuple(ROW[name] for name in _DERIVED)
COLUMN_ROW = ROW[_COLUMN]
#: The four levels of each language.
LANGUAGE_ROWS = tuple(slice(ROW[f"{language}_listening"], ROW[f"{language}_speaking"] + 1) for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a facts table. ``values`` are in the order of their codes; a number above the last reads as the last.

    ``most`` is the largest number accepted: beyond it nobody can mean it.
    """

    name: str
    values: tuple[Any, ...]
    most: int = 0

    @property
    def is_number(self) -> bool:
        """Whether its cells are whole numbers from 0 to ``most``."""
        return self.most > 0

    @property
    def is_yes_no(self) -> bool:
        """Whether its cells are ``false`` or ``true``."""
        return self.values == (False, True)


def _column(name: str) -> Column:
    if name == _COLUMN:
        return Column(name, (False, True))
    if name == FIRST_LANGUAGE:
        return Column(name, LANGUAGES)
    values = domain("first_lowest" if name in _LEVELS else name).values
    if type(values[0]) is not int:
        return Column(name, values)
    return Column(name, values, OLDEST if name.endswith("_years") else values[-1])


#: Every column that holds facts, by name, in the order of the rows; the occupation last.
COLUMNS = {name: _column(name) for name in (*ROWS, OCCUPATION)}


@cache
def highest_code(row: int) -> int:
    """The highest code a row can have."""
    if row < len(ROWS):
        return len(COLUMNS[ROWS[row]].values) - 1
    return len(domain(_DERIVED[row - len(ROWS)]).values) - 1
