"""Rows of facts tables for the tests of whole pools, and what the readable rules give for a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from openentry.crs import Facts, instrument, score
from openentry.law import Law, load_law

ABILITIES = ("listening", "reading", "writing", "speaking")
EDUCATION = ("none", "secondary", "one_year", "two_year", "bachelor", "two_or_more", "master", "doctorate")
CANADIAN_EDUCATION = ("none", "one_or_two_year", "three_year_or_more")
JOB_OFFER = ("none", "major_group_00", "other")
YES_NO = (False, True)

#: The seven versions, and the columns of DESIGN 5.1 with the values a random row takes.
VERSIONS = [
    date(2015, 1, 1),
    date(2015, 5, 30),
    date(2016, 11, 19),
    date(2017, 6, 6),
    date(2020, 10, 20),
    date(2022, 11, 16),
    date(2025, 3, 25),
]
VALUES: dict[str, Sequence[Any]] = {
    "age": range(15, 50),
    "education": EDUCATION,
    "first_language": ("en", "fr"),
    **{f"{language}_{ability}": range(13) for language in ("en", "fr") for ability in ABILITIES},
    "canadian_work_years": range(8),
    "foreign_work_years": range(6),
    "certificate_of_qualification": YES_NO,
    "accompanying_spouse": YES_NO,
    "sibling_in_canada": YES_NO,
    "nomination": YES_NO,
    "spouse_education": EDUCATION,
    **{f"spouse_{ability}": range(13) for ability in ABILITIES},
    "spouse_canadian_work_years": range(8),
    "canadian_education": CANADIAN_EDUCATION,
    "job_offer": JOB_OFFER,
}
OUTPUT = (
    "id total core spouse transferability additional age education first_language second_language canadian_work spouse_education "
    "spouse_language spouse_canadian_work education_and_language education_and_canadian_work foreign_work_and_language "
    "foreign_work_and_canadian_work certificate_and_language nomination job_offer canadian_education sibling french"
).split()


def law_of(day: date) -> Law:
    return load_law(day)


def random_places(rows: int, seed: int) -> dict[str, np.ndarray]:
    """For each column the places of its values in VALUES; four in ten have low levels everywhere, as real pools do."""
    draw = np.random.default_rng(seed)
    found = {name: draw.integers(0, len(values), rows) for name, values in VALUES.items()}
    for language in ("en", "fr", "spouse"):
        absent = draw.random(rows) < 0.2
        level = draw.integers(4, 13, rows)
        alike = draw.random(rows) < 0.5
        for ability in ABILITIES:
            column = found[f"{language}_{ability}"]
            column[alike] = level[alike]
            column[absent] = 0
    return found


def table(places: Mapping[str, np.ndarray]) -> pa.RecordBatch:
    """The rows as a facts table with an id."""
    columns = {}
    for name, at in places.items():
        values = VALUES[name]
        if isinstance(values, range):
            columns[name] = pa.array((at + values.start).astype(np.int16))
        elif values is YES_NO:
            columns[name] = pa.array(at.astype(bool))
        else:
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(at.astype(np.int8)), pa.array(list(values))).dictionary_decode()
    rows = len(next(iter(places.values())))
    return pa.RecordBatch.from_pydict({"id": [f"P{row:07}" for row in range(rows)], **columns})


def readable(law: Law, row: Mapping[str, Any]) -> dict[str, int]:
    """The output columns of one row, by the readable rules; what the row does not have is the first value of its column."""
    given: dict[str, Any] = {name: values[0] if name != "age" else None for name, values in VALUES.items()} | dict(row)
    english, french = ([given[f"{language}_{ability}"] for ability in ABILITIES] for language in ("en", "fr"))
    first, second = (french, english) if given["first_language"] == "fr" else (english, french)
    known = {
        name: value for name, value in given.items() if name[:3] not in ("en_", "fr_") and name not in ("id", "first_language")
    }
    known |= {f"first_{ability}": level for ability, level in zip(ABILITIES, first, strict=True)}
    known |= {f"second_{ability}": level for ability, level in zip(ABILITIES, second, strict=True)}
    known |= {"first_lowest": min(first), "second_lowest": min(second), "french_lowest": min(french)}
    known["english_for_french"] = max(english) if law.choice("FRENCH-MIXED") == "upper_tier" else min(english)
    known.setdefault("canadian_occupation", "none")
    found = score(instrument(law), [Facts(bool(known.pop("accompanying_spouse")), known)])
    return {"total": found.total[0], **{k: v[0] for k, v in found.sections.items()}, **{k: v[0] for k, v in found.factors.items()}}
