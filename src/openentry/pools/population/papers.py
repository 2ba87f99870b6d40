"""The papers a profile rests on: results of language tests, credentials and their assessments, jobs."""

from __future__ import annotations

from datetime import date
from typing import Any

from openentry.law import Law
from openentry.law.domains import ABILITIES
from openentry.pools.population.dice import Dice

Json = dict[str, Any]

#: A language test counts for two years, an assessment for five: papers here are younger, with some days to spare.
_TEST_DAYS, _ASSESSMENT_DAYS = 700, 1700
_RESULT_DAYS = 8
#: Every body of ``assessment.bodies`` used here was designated by then.
_FIRST_ASSESSMENT = date(2014, 2, 1).toordinal()
_BODIES = ("wes", "icas", "ces")


def day(ordinal: int) -> str:
    """An ordinal as a day in ISO form."""
    return date.fromordinal(ordinal).isoformat()


def between(dice: Dice, first: int, last: int) -> int:
    """A day from ``first`` to ``last``, as an ordinal."""
    return first + dice.up_to(last - first)


class Papers:
    """Makes the papers of people who came into the pool by ``received`` and are there on ``today`` (ordinals)."""

    def __init__(self, law: Law, today: int) -> None:
        self._law = law
        self._today = today
        self._bodies = {code: key for key, b in law.content("assessment.bodies").bodies.items() for code in b.only_for}

    def language_test(self, dice: Dice, language: str, levels: list[int], received: int) -> Json:
        """A result with exactly these levels, of a test accepted on the day of receipt."""
        kind = "english_test" if language == "en" else "french_test"
        test, usual = dice.chosen(kind), "ielts_general" if language == "en" else "tef_canada"
        if self._law.book.on(date.fromordinal(received)).get(f"language.{test}") is None:
            test = usual
        taken = between(dice, self._today - _TEST_DAYS, received - _RESULT_DAYS - 1)
        scales = self._law.content(f"language.{test}").scales
        scores: Json = {}
        for ability, level in zip(ABILITIES, levels, strict=True):
            band = next(b for b in scales[ability].bands if b.level == level)
            score = band.low + scales[ability].step * dice.up_to(int((band.high - band.low) / scales[ability].step))
            scores[ability] = int(score) if score == int(score) else float(score)
        return {"test": test, "taken_on": day(taken), "result_on": day(taken + _RESULT_DAYS), **scores, "reference": None}

    def assessed(self, dice: Dice, level: str, country: str, completed: int, received: int, noc: str) -> Json:
        """A credential from abroad with its assessment, by the professional body where the occupation has one."""
        first = max(completed + 20, self._today - _ASSESSMENT_DAYS, _FIRST_ASSESSMENT)
        body = self._bodies.get(noc) or dice.one_of(_BODIES)
        found = foreign(level, country, completed)
        found["professional_degree"] = noc in self._bodies and level in ("master", "doctorate")
        found["eca"] = {"body": body, "issued_on": day(between(dice, first, received)), "reference": None}
        return found

    def credentials(self, dice: Dice, level: str, country: str, completed: int, received: int, noc: str) -> list[Json]:
        """The credentials of somebody educated abroad to ``level``."""
        if level == "none":
            return []
        if level == "two_or_more":
            return [
                self.assessed(dice, "bachelor", country, completed - 400, received, noc),
                self.assessed(dice, "one_year", country, completed, received, noc),
            ]
        return [self.assessed(dice, level, country, completed, received, noc)]


def foreign(level: str, country: str, completed: int) -> Json:
    """A credential from abroad that nobody assessed."""
    return {
        "level": level,
        "professional_degree": False,
        "country": country,
        "completed_on": day(completed),
        "institution": None,
        "eca": None,
        "study_in_canada": None,
    }


def canadian(level: str, start: int, end: int) -> Json:
    """A credential earned by full-time study in Canada."""
    months = (end - start + 1) * 12 // 366
    study = {
        "full_time": True,
        "months_enrolled": months,
        "months_present": months,
        "distance_learning": False,
        "language_study_over_half": False,
        "return_home_award": False,
        "started_on": day(start),
        "ended_on": day(end),
    }
    return foreign(level, "CAN", end) | {"study_in_canada": study}


def job(noc: str, country: str, employer: str, start: int, end: int | None, hours: float) -> Json:
    """Paid work as an employee, authorized where it was done, with the duties of the occupation."""
    here = country == "CAN"
    return {
        "noc": noc,
        "employer": employer,
        "country": country,
        "start": day(start),
        "end": None if end is None else day(end),
        "hours_per_week": hours,
        "paid": True,
        "self_employed": False,
        "full_time_student": False,
        "authorized": True,
        "temporary_resident_status": here,
        "employer_country": country,
        "physically_in_canada": here,
        "lead_statement": True,
        "main_duties": True,
        "meets_employment_requirements": True,
        "primary_occupation": True,
        "qualified_to_practise_on": day(start),
    }
