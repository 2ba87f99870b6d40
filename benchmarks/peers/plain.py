"""Plain Python, a row at a time: our own readable rules, and the shortest program one would write by hand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from openentry.crs import Facts
from openentry.law.domains import ABILITIES

# --- our readable rules: what a row of a facts table says, as they take it ---


def facts(row: Mapping[str, Any]) -> Facts:
    """The facts of a row of a facts table, with those that nobody writes down."""
    english, french = ([row[f"{language}_{ability}"] for ability in ABILITIES] for language in ("en", "fr"))
    first, second = (french, english) if row["first_language"] == "fr" else (english, french)
    known = {k: v for k, v in row.items() if k[:3] not in ("en_", "fr_") and k not in ("first_language", "accompanying_spouse")}
    known |= {f"first_{ability}": level for ability, level in zip(ABILITIES, first, strict=True)}
    known |= {f"second_{ability}": level for ability, level in zip(ABILITIES, second, strict=True)}
    known |= {"first_lowest": min(first), "second_lowest": min(second)}
    known |= {"french_lowest": min(french), "english_for_french": min(english), "canadian_occupation": "none"}
    return Facts(bool(row["accompanying_spouse"]), known)


# --- by hand: what each step gives, in the order of the codes of a facts table; the law of 25 March 2025 ---

_AGES = (18, 19, 20, *range(30, 46))
_AGE = (
    (0, 90, 95, 100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50, 45, 35, 25, 15, 5, 0),
    (0, 99, 105, 110, 105, 99, 94, 88, 83, 77, 72, 66, 61, 55, 50, 39, 28, 17, 6, 0),
)
_EDUCATION = ((0, 28, 84, 91, 112, 119, 126, 140), (0, 30, 90, 98, 120, 128, 135, 150))
_FIRST = ((0, 0, 0, 0, 6, 6, 8, 16, 22, 29, 32, 32, 32), (0, 0, 0, 0, 6, 6, 9, 17, 23, 31, 34, 34, 34))
_SECOND = (0, 0, 0, 0, 0, 1, 1, 3, 3, 6, 6, 6, 6)
_CANADIAN = ((0, 35, 46, 56, 63, 70), (0, 40, 53, 64, 72, 80))
_SPOUSE_EDUCATION = (0, 2, 6, 7, 8, 9, 10, 10)
_SPOUSE_LANGUAGE = (0, 0, 0, 0, 0, 1, 1, 3, 3, 5, 5, 5, 5)
_SPOUSE_WORK = (0, 5, 7, 8, 9, 10)
_STEP = ((0, 0, 0), (0, 13, 25), (0, 25, 50))
_CREDENTIAL = (0, 0, 1, 1, 1, 2, 2, 2)
_ABROAD = (0, 1, 1, 2)
_STUDY = (0, 15, 30)

Codes = tuple[int, ...]
#: The columns :func:`by_hand` takes, in order: codes of a facts table.
TAKEN = (
    *("accompanying_spouse", "first_language"),
    *(f"{language}_{ability}" for language in ("en", "fr") for ability in ABILITIES),
    *("age", "education", "canadian_work_years", "foreign_work_years", "certificate_of_qualification"),
    *("sibling_in_canada", "nomination", "canadian_education", "spouse_education"),
    *(f"spouse_{ability}" for ability in ABILITIES),
    "spouse_canadian_work_years",
)


def by_hand(row: Codes) -> tuple[int, int, int, int, int]:
    """Total, core, spouse, transferability, additional."""
    with_spouse, french_first, e0, e1, e2, e3, f0, f1, f2, f3, age, education, canadian, foreign = row[:14]
    certificate, sibling, nomination, study, partner_education, s0, s1, s2, s3, partner_work = row[14:]
    column = 0 if with_spouse else 1
    english, french = min(e0, e1, e2, e3), min(f0, f1, f2, f3)
    lowest = french if french_first else english
    first = _FIRST[column]
    if french_first:
        levels = first[f0] + first[f1] + first[f2] + first[f3]
        second = _SECOND[e0] + _SECOND[e1] + _SECOND[e2] + _SECOND[e3]
    else:
        levels = first[e0] + first[e1] + first[e2] + first[e3]
        second = _SECOND[f0] + _SECOND[f1] + _SECOND[f2] + _SECOND[f3]
    core = _AGE[column][bisect_right(_AGES, age)] + _EDUCATION[column][education] + levels
    core += min(second, 24 if column else 22) + _CANADIAN[column][min(canadian, 5)]
    spouse = 0
    if with_spouse:
        spouse = _SPOUSE_EDUCATION[partner_education] + _SPOUSE_WORK[min(partner_work, 5)]
        spouse += _SPOUSE_LANGUAGE[s0] + _SPOUSE_LANGUAGE[s1] + _SPOUSE_LANGUAGE[s2] + _SPOUSE_LANGUAGE[s3]
    language = 2 if lowest >= 9 else 1 if lowest >= 7 else 0
    work = min(canadian, 2)
    credential, abroad = _STEP[_CREDENTIAL[education]], _STEP[_ABROAD[min(foreign, 3)]]
    transferability = min(credential[language] + credential[work], 50) + min(abroad[language] + abroad[work], 50)
    if certificate:
        transferability += 50 if lowest >= 7 else 25 if lowest >= 5 else 0
    transferability = min(transferability, 100)
    additional = (600 if nomination else 0) + _STUDY[study] + (15 if sibling else 0)
    if french >= 7:
        additional += 50 if english >= 5 else 25
    additional = min(additional, 600)
    return core + spouse + transferability + additional, core, spouse, transferability, additional
