"""Drawn people as complete profiles, with dates: what a person would have to declare for exactly these facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openentry.law.domains import EDUCATION
from openentry.pools.population.dice import Dice, dice
from openentry.pools.population.model import STUDIES, YOUNGEST, occupations
from openentry.pools.population.papers import Json, Papers, between, canadian, day, foreign, job
from openentry.pools.population.pool import People
from openentry.pools.population.table import ids

_AT_ONCE = 1024


def profiles_of(people: People) -> Iterator[Json]:
    """The profile of everyone, in the order of receipt, as ``Profile.model_validate`` and JSON take it.

    Each is complete, and decided under the law of the day it has the facts, programs and categories of its row in the table.
    """
    maker = _Maker(people)
    throws = dice(people.seed, len(people))
    names = ids(people).to_pylist()
    for start in range(0, len(people), _AT_ONCE):
        part = {name: column[..., start : start + _AT_ONCE].T.tolist() for name, column in people.found.items()}
        for at, name in enumerate(names[start : start + _AT_ONCE]):
            yield maker.profile(name, {key: values[at] for key, values in part.items()}, next(throws))


class _Maker:
    """Makes the profiles of one pool."""

    def __init__(self, people: People) -> None:
        law = people.law
        self._today = people.day.toordinal()
        self._papers = Papers(law, self._today)
        self._funds = law.content("funds.table")

    def profile(self, name: str, one: dict[str, Any], dice: Dice) -> Json:
        """One profile; ``one`` has what was drawn."""
        received = self._today - one["waited"]
        citizenship = dice.chosen("citizenship", "french" if one["french_first"] else "english")
        province = dice.chosen("province")
        noc = occupations()[one["occupation"]].noc
        work = _work(one, noc, citizenship, dice)
        return {
            "person": self._person(name, one, citizenship, received, dice),
            "family": self._family(one, citizenship, received, dice),
            "language_tests": [
                self._papers.language_test(dice, language, one[language], received) for language in ("en", "fr") if one[language][0]
            ],
            "first_official_language": "fr" if one["french_first"] else "en",
            "education": self._education(one, noc, citizenship, received, dice),
            "full_time_study_in_canada": _study(one),
            "work": work,
            "certificates_of_qualification": _certificates(one, noc, province, received, dice),
            "job_offer": _offer(noc, work[0]["employer"], self._today) if one["offer"] else None,
            "authorization_to_work": self._permit(one, noc, work[0]["employer"], dice) if one["in_canada"] else None,
            "nomination": self._nomination(province, received, dice) if one["nomination"] else None,
            "funds_cad": self._money(one, dice),
            "relatives_in_canada": [_SIBLING] if one["sibling"] else [],
            "intends_to_live_in": province,
            "open_to_provinces": "all",
            "bars": [],
        }

    def _person(self, name: str, one: dict[str, Any], citizenship: str, received: int, dice: Dice) -> Json:
        issued = between(dice, received - 3000, received)
        return {
            "family_name": "Synthetic",
            "given_names": name,
            "date_of_birth": day(one["born"]),
            "citizenship": citizenship,
            "country_of_residence": "CAN" if one["in_canada"] else citizenship,
            "passport": {
                "country": citizenship,
                "number": f"X{dice.up_to(99_999_999):08d}",
                "issued_on": day(issued),
                "expires_on": day(issued + 3650),
            },
        }

    def _education(self, one: dict[str, Any], noc: str, country: str, received: int, dice: Dice) -> list[Json]:
        study, before = STUDIES[one["study"]], EDUCATION[one["before"]]
        if not study.days:
            return self._papers.credentials(dice, before, country, one["finished"], received, noc)
        if study.after == "two_or_more":
            earlier = self._papers.assessed(dice, before, country, one["finished"], received, noc)
        else:
            earlier = foreign(before, country, one["finished"])  # the Canadian credential stands above it
        return [earlier, canadian(study.earned, one["study_start"], one["study_end"])]

    def _family(self, one: dict[str, Any], country: str, received: int, dice: Dice) -> Json:
        if not one["partner"]:
            alone = dice.one_of(("never_married", "never_married", "never_married", "divorced"))
            return {"marital_status": alone, "size": one["size"], "spouse": None}
        level = EDUCATION[one["spouse_education"]]
        begun = one["spouse_start"] if one["spouse_years"] else received - 400
        finished = begun - 60 - dice.up_to(200)
        youngest = max(round(YOUNGEST[level] * 365.25), 18 * 366)
        # Of two languages without points the decision names English.
        language = "fr" if one["french_first"] and max(one["spouse"]) > 4 else "en"
        noc = dice.one_of(occupations()).noc
        spouse: Json = {
            "accompanying": one["coming"],
            "citizen_or_permanent_resident": one["partner_canadian"],
            "date_of_birth": day(finished - youngest - dice.up_to(3000)),
            "education": self._papers.credentials(dice, level, country, finished, received, ""),
            "language_tests": [],
            "work": [],
            "full_time_study_in_canada": [],
        }
        if one["spouse"][0]:
            spouse["language_tests"] = [self._papers.language_test(dice, language, one["spouse"], received)]
        if one["spouse_years"]:
            employer = f"Employer {dice.up_to(9999):04d}"
            spouse["work"] = [job(noc, "CAN", employer, one["spouse_start"], None, dice.chosen("hours_per_week"))]
        return {"marital_status": dice.one_of(("married", "married", "common_law")), "size": one["size"], "spouse": spouse}

    def _permit(self, one: dict[str, Any], noc: str, employer: str, dice: Dice) -> Json:
        kind = "lmia_permit" if one["offer"] else dice.chosen("permit")
        tied = kind in ("lmia_permit", "exempt_permit")
        return {
            "kind": kind,
            "exemption": "R205" if kind == "exempt_permit" else None,
            "noc": noc if tied else None,
            "employers": [employer] if tied else [],
            "expires_on": day(self._today + 60 + dice.up_to(600)),
        }

    def _nomination(self, province: str, received: int, dice: Dice) -> Json:
        on = day(between(dice, received, self._today))
        return {"province": province, "status": "accepted", "on": on, "enhanced": True, "passive_investment": False}

    def _money(self, one: dict[str, Any], dice: Dice) -> int:
        """Well above, or well below, what the family needs."""
        needed = int(self._funds.required(one["size"]))
        return needed * 6 // 5 + dice.up_to(needed) if one["funds_suffice"] else dice.up_to(needed * 7 // 10)


_SIBLING = {"relation": "sibling", "of": "self", "citizen_or_permanent_resident": True, "lives_in_canada": True, "adult": True}


def _work(one: dict[str, Any], noc: str, country: str, dice: Dice) -> list[Json]:
    """The job of today, and the one abroad before it."""
    employer = f"Employer {dice.up_to(9999):04d}"
    here = "CAN" if one["in_canada"] else country
    found = [job(noc, here, employer, one["main_start"], None, dice.chosen("hours_per_week"))]
    if one["earlier_days"]:
        employer = f"Employer {dice.up_to(9999):04d}"
        found.append(job(noc, country, employer, one["earlier_start"], one["earlier_end"], dice.chosen("hours_per_week")))
    return found


def _study(one: dict[str, Any]) -> list[Json]:
    study = STUDIES[one["study"]]
    if not study.days:
        return []
    start, end = day(one["study_start"]), day(one["study_end"])
    return [{"start": start, "end": end, "programme_months": study.programme_months, "good_standing": True}]


def _certificates(one: dict[str, Any], noc: str, province: str, received: int, dice: Dice) -> list[Json]:
    if not one["certificate"]:
        return []
    issued = between(dice, max(one["main_start"], received - 1500), received)
    return [{"noc": noc, "authority": f"Apprenticeship authority ({province})", "issued_on": day(issued)}]


def _offer(noc: str, employer: str, today: int) -> Json:
    """An offer from the employer of the permit held."""
    return {
        "noc": noc,
        "employers": [employer],
        "full_time": True,
        "paid": True,
        "seasonal": False,
        "in_writing": True,
        "starts_on": day(today + 30),
        "duration_months": None,
        "indeterminate": True,
        "support": "lmia_permit",
        "ineligible_employer": False,
        "diplomatic_mission": False,
    }
