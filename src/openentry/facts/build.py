"""Profile, day and law in; facts out (contract sections A and B).

A fact that is not known is carried as the set of its possible values, with the keys of the profile that would settle it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openentry.asof import AsOf
from openentry.facts.education import Schooling, schooling, study_for_points
from openentry.facts.family import Household, household, sibling_in_canada
from openentry.facts.jobs import Picked, WorkRecord
from openentry.facts.languages import LanguageLevels, highest, language_levels, no_result
from openentry.facts.offers import OfferFinding, authorized_now, job_offer
from openentry.facts.three import Truth, every, some
from openentry.law.book import Law
from openentry.law.domains import ABILITIES, CANADIAN_EDUCATION, EDUCATION, JOB_OFFER, NO_OCCUPATION, OLDEST
from openentry.messages import Message
from openentry.profile import Profile
from openentry.work import Ledger, Measure, Period

Asks = tuple[str, ...]
_BOTH = (False, True)
#: Conditions on Canadian work for points (MI s. 15), without those that a version of the instructions may lack.
_CANADIAN = ("canadian", "skilled", "lead", "main", "not_student", "employee", "authorized")
_FOREIGN = ("skilled", "lead", "main")
CRS_FACTS = (
    "age",
    "education",
    *(f"{who}_{a}" for who in ("first", "second", "spouse") for a in ABILITIES),
    "canadian_work_years",
    "foreign_work_years",
    "certificate_of_qualification",
    "spouse_education",
    "spouse_canadian_work_years",
    "canadian_education",
    "sibling_in_canada",
    "nomination",
    "job_offer",
)


class Declared:
    """One profile made ready to be asked about many days: its jobs are laid out once for each way the law may read them."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._records: dict[tuple[Any, ...], tuple[WorkRecord, WorkRecord]] = {}

    def records(self, law: Law) -> tuple[WorkRecord, WorkRecord]:
        """The work of the person and of the spouse or partner."""
        found = law.content("definitions")
        measure = Measure(found.full_time_hours, found.hours_per_year, law.choice("YEAR-DAYS") == "days_and_hours")
        key = (measure, found.skilled_teer, found.restricted_occupations)
        made = self._records.get(key)
        if made is None:
            family = self.profile.family
            spouse = family.spouse if family else None
            args = (measure, found.skilled_teer, found.restricted_occupations)
            made = (
                WorkRecord(self.profile.work, "work", *args),
                WorkRecord(spouse.work if spouse else None, "family.spouse.work", *args),
            )
            self._records[key] = made
        return made


@dataclass(frozen=True, slots=True)
class Counted:
    """The work a number of whole years rests on: ledgers of which the best counts, in a window of years."""

    ledgers: tuple[Ledger, ...]
    window: int | None


@dataclass
class Facts:
    """The facts of one day. What the ranking system is looked up by stands in ``possible``; ``asks`` says what would settle
    each."""

    profile: Profile
    law: Law
    asof: AsOf
    work: WorkRecord
    spouse_work: WorkRecord
    house: Household
    languages: Mapping[str, LanguageLevels]
    spouse_languages: Mapping[str, LanguageLevels]
    spouse_language: LanguageLevels
    first_languages: tuple[str, ...]
    schooling: Schooling
    spouse_schooling: Schooling
    age: int | None
    steps: Mapping[str, tuple[int, ...]]
    possible: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    asks: dict[str, Asks] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)
    counted: dict[str, Counted] = field(default_factory=dict)

    @property
    def first_language(self) -> str | None:
        """The first official language when known."""
        return self.first_languages[0] if len(self.first_languages) == 1 else None

    @cached_property
    def fsw_offer(self) -> OfferFinding:
        """The offer under R82(2)."""
        skilled = self.law.content("definitions").skilled_teer
        rules = self.law.content("programs.job_offer")
        return job_offer(
            self.profile,
            self.work,
            self.law,
            self.asof,
            program="fsw",
            occupation=lambda noc: int(noc[1]) in skilled,
            most_employers=rules.employers_fsw,
        )

    @cached_property
    def fst_offer(self) -> OfferFinding:
        """The offer under R87.2(3)(d)."""
        rules = self.law.content("programs.job_offer")
        trades = self.law.content("programs.fst")
        return job_offer(
            self.profile,
            self.work,
            self.law,
            self.asof,
            program="fst",
            occupation=trades.lists,
            most_employers=rules.employers_fst,
        )

    @cached_property
    def authorized(self) -> Truth:
        """Whether the person may work in Canada on the day."""
        return authorized_now(self.profile, self.asof)

    def certificate(self) -> tuple[Truth, Asks]:
        """Whether a certificate of qualification is held on the day (MI s. 26, R87.2(3)(d)(i))."""
        held = self.profile.certificates_of_qualification
        if held is None:
            return None, ("certificates_of_qualification",)
        answers = [None if c.issued_on is None else self.asof.come(c.issued_on, "change.certificate") for c in held]
        met = some(answers)
        return met, tuple(
            [f"certificates_of_qualification[{i}].issued_on" for i, a in enumerate(answers) if a is None]
        ) if met is None else ()


def facts(declared: Declared, law: Law, asof: AsOf, steps: Mapping[str, tuple[int, ...]]) -> Facts:
    """The facts of ``asof``. ``steps`` has, for each fact in whole years (of age, of work), the years at which some table changes;
    beyond the last step nothing more is counted, and only those birthdays are noted."""
    profile = declared.profile
    warnings: list[Message] = []
    work, spouse_work = declared.records(law)
    house = household(profile)
    person = profile.person
    born = person.date_of_birth if person else None
    age = None if born is None else asof.age(born, steps.get("age", ()), "change.birthday")
    languages = language_levels(profile.language_tests, "language_tests", law, asof, warnings)
    found = Facts(
        profile=profile,
        law=law,
        asof=asof,
        work=work,
        spouse_work=spouse_work,
        house=house,
        languages=languages,
        spouse_languages={},
        spouse_language=no_result(),
        first_languages=_first_languages(profile, languages),
        schooling=schooling(profile.education, "education", law, asof, warnings),
        spouse_schooling=Schooling((EDUCATION[0],), (), True, ()),
        age=age,
        steps=steps,
        warnings=warnings,
    )
    _set(found, "age", tuple(range(OLDEST + 1)) if age is None else (min(age, OLDEST),), ("person.date_of_birth",))
    _set(found, "education", found.schooling.possible, found.schooling.asks)
    _work_years(found, steps)
    _additional(found)
    _spouse(found, steps)
    return found


def _set(found: Facts, name: str, possible: tuple[Any, ...], asks: Asks = ()) -> None:
    found.possible[name] = possible
    if len(possible) > 1:
        found.asks[name] = asks


def _first_languages(profile: Profile, languages: Mapping[str, LanguageLevels]) -> tuple[str, ...]:
    """The first official language: as named; else the only one with a result; else either may be."""
    named = profile.first_official_language
    if named is not None:
        return (named,)
    with_result = [language for language, found in languages.items() if not found.none]
    return tuple(with_result) if with_result else ("en",)


def _work_years(found: Facts, steps: Mapping[str, tuple[int, ...]]) -> None:
    law, work = found.law, found.work
    counting = law.content("crs.counting")
    paid = ("paid",) if counting.paid_only else ()
    canadian = work.pick(*_CANADIAN, *paid)
    _years(
        found,
        "canadian_work_years",
        work,
        canadian,
        steps,
        "change.canadian_work",
        (*_CANADIAN, *paid),
        counting.canadian_work_continuous,
    )
    _foreign(found, steps, canadian, counting.canadian_work_continuous)
    if "canadian_occupation" in steps:
        _canadian_occupation(found, canadian, counting.window_years)


def _years(
    found: Facts,
    name: str,
    work: WorkRecord,
    picked: Picked,
    steps: Mapping[str, tuple[int, ...]],
    why: str,
    conditions: tuple[str, ...],
    continuous: bool,
) -> None:
    window = found.law.content("crs.counting").window_years
    at = steps.get(name, ())
    thresholds = tuple([12 * years for years in at])
    if found.law.choice("EXPERIENCE-ROUNDING") == "per_job":
        low, high = _per_job(found, work, picked, window, at, why)
    else:
        low, high = work.reached(found.asof, picked, window, thresholds, why, continuous=continuous)
        _keep(found, name, work, picked.sure, window, continuous)
    levels = (0, *at)
    _set(found, name, levels[low : high + 1], work.asks(picked, *conditions))


def _keep(found: Facts, name: str, work: WorkRecord, jobs: tuple[int, ...], window: int, continuous: bool) -> None:
    if jobs:
        found.counted[name] = Counted(work.stretches(jobs) if continuous else (work.ledger(jobs),), window)


def _per_job(found: Facts, work: WorkRecord, picked: Picked, window: int, at: tuple[int, ...], why: str) -> tuple[int, int]:
    """Whole years job by job, then added (switch EXPERIENCE-ROUNDING, the reading not taken)."""
    every_year = tuple(range(12, 12 * (window + 1), 12))
    low = sum(work.reached(found.asof, Picked((i,), (i,)), window, every_year, why)[0] for i in picked.sure)
    high = low + sum(work.reached(found.asof, Picked((), (i,)), window, every_year, why)[1] for i in picked.open)
    reach = [sum(years >= step for step in at) for years in (low, high)]
    return reach[0], len(at) if not work.complete else reach[1]


def _foreign(found: Facts, steps: Mapping[str, tuple[int, ...]], canadian: Picked, continuous_canadian: bool) -> None:
    """Foreign work (MI s. 25) under the readings in force."""
    law, work = found.law, found.work
    remote = law.choice("REMOTE-FOREIGN") == "foreign"
    abroad_for_canadian = law.choice("REMOTE-ABROAD") == "foreign"

    def foreign(job: Any) -> Truth:
        place = some([job.tests["abroad"], job.tests["remote_foreign"] if remote else False])
        if not abroad_for_canadian and job.tests["abroad"]:
            place = every([place, None if job.tests["canadian_or_employer"] is None else not job.tests["canadian_or_employer"]])
        return every([place, *[job.tests[n] for n in _FOREIGN], job.tests["paid"]])

    if work.complete and not work.jobs:
        _set(found, "foreign_work_years", (0,))
        return
    picked = work.pick_where(foreign)
    continuous = law.choice("FOREIGN-CONTINUITY") == "required"
    conditions = ("abroad", *_FOREIGN, "paid")
    if any(found.work.jobs[i].tests["remote_foreign"] for i in range(len(work.jobs))):
        found.warnings.append(Message("warning.switch_remote_foreign"))
    if law.choice("FOREIGN-OCCUPATIONS") == "one_only" and picked.maybe:
        codes = {work.jobs[i].noc for i in picked.maybe}
        best: list[tuple[int, int]] = []
        for code in codes:
            one = Picked(
                tuple(i for i in picked.sure if work.jobs[i].noc == code),
                tuple(i for i in picked.maybe if work.jobs[i].noc in (code, None)),
            )
            best.append(_foreign_reached(found, one, canadian, steps, continuous))
        low, high = max(b[0] for b in best), max(b[1] for b in best)
    elif law.choice("EXPERIENCE-ROUNDING") == "per_job":
        low, high = _per_job(
            found, work, picked, law.content("crs.counting").window_years, steps["foreign_work_years"], "change.foreign_work"
        )
    else:
        low, high = _foreign_reached(found, picked, canadian, steps, continuous)
        if law.choice("OVERLAP") == "each_factor":
            _keep(found, "foreign_work_years", work, picked.sure, law.content("crs.counting").window_years, continuous)
    levels = (0, *steps.get("foreign_work_years", ()))
    _set(found, "foreign_work_years", levels[low : high + 1], work.asks(picked, *conditions))


def _foreign_reached(
    found: Facts, picked: Picked, canadian: Picked, steps: Mapping[str, tuple[int, ...]], continuous: bool
) -> tuple[int, int]:
    window = found.law.content("crs.counting").window_years
    thresholds = tuple([12 * y for y in steps.get("foreign_work_years", ())])
    if found.law.choice("OVERLAP") == "canadian_first" and canadian.maybe:
        low = found.asof.reached(_without(found.work, picked.sure, canadian.maybe), window, thresholds, "change.foreign_work")
        high = found.work.reached(found.asof, picked, window, thresholds, "change.foreign_work", continuous=continuous)[1]
        return low, low if picked.maybe == picked.sure and canadian.maybe == canadian.sure else max(low, high)
    return found.work.reached(found.asof, picked, window, thresholds, "change.foreign_work", continuous=continuous)


def _without(work: WorkRecord, jobs: tuple[int, ...], taken: tuple[int, ...]) -> Ledger:
    """The work of some jobs on the days on which none of the others runs (switch OVERLAP, the reading not taken)."""
    far = 7_000_000
    busy = sorted((p.start, far if p.end is None else p.end) for i in taken if (p := work.jobs[i].period))
    periods: list[Period] = []
    for i in jobs:
        period = work.jobs[i].period
        if period is None:
            continue
        start, end = period.start, far if period.end is None else period.end
        for first, last in busy:
            if last < start or first > end:
                continue
            if first > start:
                periods.append(Period(start, first - 1, period.weekly))
            start = last + 1
        if start <= end:
            periods.append(Period(start, None if end == far else end, period.weekly))
    return Ledger(periods, work.measure)


def _canadian_occupation(found: Facts, canadian: Picked, window: int) -> None:
    """The occupation with most counted Canadian work of at least a year: only proposals ask for it (see ``law/domains.py``)."""
    work = found.work
    codes = sorted({code for i in canadian.sure if (code := work.jobs[i].noc)})
    ledgers = {code: work.ledger(tuple([i for i in canadian.sure if work.jobs[i].noc == code])) for code in codes}
    leaders = found.asof.leaders(ledgers, window, "change.deciding_occupation")
    year = [code for code in leaders if found.asof.reached(ledgers[code], window, (12,), "change.canadian_work")]
    main = year[0] if year else NO_OCCUPATION
    asks = work.asks(canadian, *_CANADIAN)
    others = [work.jobs[i].noc or NO_OCCUPATION for i in canadian.maybe]
    possible = (main,) if not asks else tuple(dict.fromkeys([main, NO_OCCUPATION, *others]))
    _set(found, "canadian_occupation", possible, asks)


def _additional(found: Facts) -> None:
    profile, law, asof = found.profile, found.law, found.asof
    met, asks = found.certificate()
    _truth(found, "certificate_of_qualification", met, asks)
    met, asks = sibling_in_canada(profile, found.house, found.house.counted)
    _truth(found, "sibling_in_canada", met, asks)
    _truth(found, "nomination", *accepted_nomination(found))
    tiers, asks = (
        study_for_points(profile.education, law, asof) if law.get("crs.canadian_education") else ((CANADIAN_EDUCATION[0],), ())
    )
    _set(found, "canadian_education", tiers, asks)
    _job_offer(found)


def accepted_nomination(found: Facts) -> tuple[Truth, Asks]:
    """A nomination accepted by the person, from a province that takes part (MI s. 28; contract C46)."""
    nomination = found.profile.nomination
    if nomination is None:
        return (False, ()) if found.profile.known("nomination") else (None, ("nomination",))
    outside = found.law.content("programs.pnp").without_program
    answers = {
        "status": None if nomination.status is None else nomination.status == "accepted",
        "province": None if nomination.province is None else nomination.province not in outside,
        "on": True if nomination.on is None else found.asof.come(nomination.on, "change.nomination"),
    }
    met = every(answers.values())
    return met, tuple([f"nomination.{k}" for k, a in answers.items() if a is None]) if met is None else ()


def _job_offer(found: Facts) -> None:
    """The offer for points, where a version of the instructions gives any (MI s. 29)."""
    law = found.law
    if not law.get("crs.job_offer"):
        _set(found, "job_offer", (JOB_OFFER[0],))
        return
    counting = law.content("crs.counting")
    offer = found.profile.job_offer
    met: Truth = found.fsw_offer.under(counting.offer_cases)
    if counting.offer_indeterminate and offer is not None:
        met = every([met, offer.indeterminate])
    if met is False:
        _set(found, "job_offer", (JOB_OFFER[0],))
        return
    kinds = (
        JOB_OFFER[1:] if offer is None or offer.noc is None else (("major_group_00",) if offer.noc.startswith("00") else ("other",))
    )
    possible = kinds if met else (JOB_OFFER[0], *kinds)
    _set(found, "job_offer", possible, found.fsw_offer.asks or ("job_offer.indeterminate",))


def _truth(found: Facts, name: str, met: Truth, asks: Asks) -> None:
    _set(found, name, _BOTH if met is None else (met,), asks)


def _spouse(found: Facts, steps: Mapping[str, tuple[int, ...]]) -> None:
    """The facts of the spouse or partner: read only where that person is counted (MI ss. 16-19)."""
    house, law, asof = found.house, found.law, found.asof
    if house.counted is False:
        _set(found, "spouse_education", (EDUCATION[0],))
        _set(found, "spouse_canadian_work_years", (0,))
        for ability in ABILITIES:
            _set(found, f"spouse_{ability}", (0,))
        return
    spouse = house.spouse
    schooled = schooling(spouse.education if spouse else None, "family.spouse.education", law, asof, found.warnings)
    found.spouse_schooling = schooled
    _set(found, "spouse_education", schooled.possible, schooled.asks)
    both = language_levels(spouse.language_tests if spouse else None, "family.spouse.language_tests", law, asof, found.warnings)
    found.spouse_languages = both
    best = max(both.values(), key=lambda found: sum(max(found.levels[a]) for a in ABILITIES))
    best = _better(law, both) or best
    found.spouse_language = best
    for ability in ABILITIES:
        _set(found, f"spouse_{ability}", best.levels[ability], best.asks)
    counting = law.content("crs.counting")
    conditions = ["canadian", "skilled", "lead", "main", *(["paid"] if counting.paid_only else [])]
    if law.choice("SPOUSE-EXCLUSIONS") == "apply":
        conditions += ["not_student", "employee", "authorized"]
    picked = found.spouse_work.pick(*conditions)
    _years(
        found,
        "spouse_canadian_work_years",
        found.spouse_work,
        picked,
        steps,
        "change.spouse_canadian_work",
        tuple(conditions),
        counting.canadian_work_continuous,
    )


def _better(law: Law, both: Mapping[str, LanguageLevels]) -> LanguageLevels | None:
    """The language that gives the spouse or partner more points, when both are known (one language only counts)."""
    factor = law.get("crs.spouse_language")
    if factor is None or not all(found.known for found in both.values()):
        return None

    def points(found: LanguageLevels) -> int:
        return int(factor.points.points({f"spouse_{a}": found.at(a) for a in ABILITIES}, 0))

    return max(both.values(), key=points)


def language_facts(found: Facts, first: str) -> dict[str, tuple[Any, ...]]:
    """The facts of both official languages when ``first`` is the first (MI ss. 12-14)."""
    second = "fr" if first == "en" else "en"
    one, two = found.languages[first], found.languages[second]
    english = found.languages["en"]
    lowest = found.law.choice("FRENCH-MIXED") == "lower_tier"
    possible: dict[str, tuple[Any, ...]] = {
        "first_lowest": one.lowest,
        "second_lowest": two.lowest,
        "french_lowest": found.languages["fr"].lowest,
        "english_for_french": english.lowest if lowest else highest(english.levels),
    }
    for ability in ABILITIES:
        possible[f"first_{ability}"] = one.levels[ability]
        possible[f"second_{ability}"] = two.levels[ability]
    return possible
