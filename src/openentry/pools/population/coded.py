"""Drawn people as rows of codes, ready to be scored by the tables of the day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openentry.law import Law
from openentry.law.domains import ABILITIES, JOB_OFFER, domain
from openentry.pools.columns import Columns
from openentry.pools.layout import COLUMN_ROW, FIRST_LANGUAGE, LANGUAGE_ROWS, OCCUPATION, ROW, ROWS
from openentry.pools.population.draw import Draws
from openentry.pools.population.model import occupations

_SPOUSE = slice(ROW[f"spouse_{ABILITIES[0]}"], ROW[f"spouse_{ABILITIES[-1]}"] + 1)
_PLAIN = {
    "age": "age",
    "education": "education",
    "canadian_work_years": "canadian_years",
    "foreign_work_years": "foreign_years",
    "sibling_in_canada": "sibling",
    "certificate_of_qualification": "certificate",
    "nomination": "nomination",
    "spouse_education": "spouse_education",
    "spouse_canadian_work_years": "spouse_years",
}
_NOCS = [one.noc for one in occupations()]


class Coder:
    """The codes of one day: what the law of that day does not ask is not there."""

    def __init__(self, law: Law) -> None:
        offers = bool(law.get("crs.job_offer")) and "a" in law.content("crs.counting").offer_cases
        kinds = [JOB_OFFER.index("major_group_00" if noc.startswith("00") else "other") for noc in _NOCS]
        self._offer: NDArray[np.uint8] = np.array(kinds if offers else [0] * len(_NOCS), np.uint8)
        self._study = bool(law.get("crs.canadian_education"))
        self._occupation = np.array([domain(OCCUPATION).position[noc] for noc in _NOCS], np.uint16)

    def codes(self, found: Draws) -> Columns:
        """The facts of each person."""
        codes = np.zeros((len(ROWS), len(found["age"])), np.uint8)
        codes[COLUMN_ROW] = found["counted"]
        codes[ROW[FIRST_LANGUAGE]] = found["french_first"]
        for rows, language in zip(LANGUAGE_ROWS, ("en", "fr"), strict=True):
            codes[rows] = found[language]
        codes[_SPOUSE] = found["spouse"]
        for fact, name in _PLAIN.items():
            codes[ROW[fact]] = found[name]
        if self._study:
            codes[ROW["canadian_education"]] = found["canadian_education"]
        codes[ROW["job_offer"]] = np.where(found["offer"], self._offer[found["occupation"]], 0)
        occupation = np.where(found["canadian_years"] > 0, self._occupation[found["occupation"]], 0)
        return Columns(codes, occupation.astype(np.uint16))
