"""Drawing people at random, as columns: their ages, studies, work, families and languages, each in its place in time.

A life runs: a credential, work abroad, study in Canada, work until today, all in one occupation. Days are kept clear of every
border the law counts to, so that the whole years are what was drawn whatever 29 Februaries lie between, and were the same on the
day the person was received. Lives that do not fit together are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openentry.law.domains import CANADIAN_EDUCATION, EDUCATION
from openentry.law.occupations import teer
from openentry.pools.population.model import (
    LOTS,
    STUDIES,
    YOUNGEST,
    Spread,
    occupation_spread,
    occupations,
    share,
    shares_by_age,
    spread,
)
from openentry.work import years_before

Column = NDArray[Any]
Draws = dict[str, Column]

#: Days that make a year of work whatever the calendar, and the most beyond whole years that are surely not another one, over all
#: the jobs of a person together.
YEAR, SPARE = 366, 345
#: The last ten years, in which work counts, less a few days.
WINDOW = 3640
LONGEST_WAIT = 330
NEEDS_MASTER = ("31102",)

_STUDY_DAYS = np.array([study.days for study in STUDIES], np.int32)
_BEFORE = np.array([EDUCATION.index(study.before) for study in STUDIES], np.int16)
_AFTER = np.array([EDUCATION.index(study.after) for study in STUDIES], np.int16)
_TIER = np.array([CANADIAN_EDUCATION.index(study.tier) for study in STUDIES], np.int16)
_YOUNGEST = np.array([round(years * 365.25) for years in YOUNGEST.values()], np.int32)
_BACHELOR, _MASTER = EDUCATION.index("bachelor"), EDUCATION.index("master")


@dataclass(frozen=True, slots=True)
class Moment:
    """The day the pool is looked at, as an ordinal, and how long before it the first of those still waiting can have come."""

    day: date
    longest_wait: int

    @property
    def ordinal(self) -> int:
        """The day as an ordinal."""
        return self.day.toordinal()


def draw(rng: np.random.Generator, rows: int, moment: Moment) -> Draws:
    """Up to ``rows`` people, as columns: days are ordinals, levels of education and languages are numbers."""
    lot = _Lot(rng, rows)
    found = _life(lot, moment)
    found |= _languages(lot, found["in_canada"])
    found |= _family(lot, found, moment)
    found |= {
        "sibling": lot.under(share("sibling")),
        "nomination": lot.under(share("nomination")),
        "certificate_lot": lot.lots(),
        "offer": found["in_canada"] & lot.under(share("job_offer")),
        "funds_suffice": lot.under(share_by_place(found["in_canada"], "funds_suffice")),
    }
    return those(found, _fits(found, moment))


def those(found: Draws, which: Column) -> Draws:
    """The people for whom ``which`` is yes."""
    places = np.flatnonzero(which)
    return {name: column.take(places, axis=-1) for name, column in found.items()}


def share_by_place(in_canada: Column, name: str) -> NDArray[np.float64]:
    """The assumption ``name``, which differs between Canada and abroad, for each person."""
    return np.where(in_canada, share(name, "in_canada"), share(name, "abroad"))


class _Lot:
    """Lots for so many people."""

    def __init__(self, rng: np.random.Generator, rows: int) -> None:
        self.rng = rng
        self.rows = rows

    def lots(self, *shape: int) -> NDArray[np.uint16]:
        return self.rng.integers(0, LOTS, (*shape, self.rows), np.uint16)

    def under(self, share: float | NDArray[np.float64]) -> NDArray[np.bool_]:
        """Who belongs to a share of the people."""
        return self.lots() < np.asarray(np.rint(np.multiply(share, LOTS)), np.int32)

    def up_to(self, most: int | Column) -> NDArray[np.int32]:
        """A whole number from 0 to ``most``, all alike."""
        found: NDArray[np.int32] = (self.lots().astype(np.int32) * (np.maximum(most, 0) + 1).astype(np.int32)) >> 16
        return found

    def of(self, name: str) -> NDArray[np.int16]:
        return spread(name).draw(self.lots())

    def of_place(self, in_canada: Column, there: Spread, abroad: Spread) -> NDArray[np.int16]:
        lots = self.lots()
        return np.where(in_canada, there.draw(lots), abroad.draw(lots))


def _life(lot: _Lot, moment: Moment) -> Draws:
    """Place, age, study and work. The first day of each stretch follows from the lengths, backwards from today."""
    here = lot.under(share("in_canada"))
    age = lot.of("age")
    study = np.where(here, lot.of("study_in_canada"), 0)
    studied = study > 0
    own = lot.of_place(here, spread("education", "in_canada"), spread("education", "abroad"))
    main_years = np.where(here, lot.of("canadian_years"), lot.of("years_abroad"))
    earlier_years = np.where(here, lot.of("earlier_years"), 0)
    waited = np.minimum(1, moment.longest_wait) + lot.up_to(moment.longest_wait - 1)
    main_days = YEAR * main_years.astype(np.int32) + waited + 1
    main_days += lot.up_to(SPARE - 1 - waited)
    left = SPARE - main_days + YEAR * main_years
    earlier_days = np.where(earlier_years > 0, YEAR * earlier_years + lot.up_to(left), 0)
    main_start = moment.ordinal - main_days + 1
    study_end = main_start - 30 - lot.up_to(90)
    study_start = study_end - _STUDY_DAYS[study] + 1
    earlier_end = np.where(studied, study_start, main_start) - 30 - lot.up_to(170)
    earlier_start = earlier_end - earlier_days + 1
    first = np.where(earlier_days > 0, earlier_start, np.where(studied, study_start, main_start))
    birthday = np.array([years_before(moment.ordinal, years) for years in range(121)], np.int32)
    return {
        "in_canada": here,
        "age": age,
        "born": birthday[age] - lot.up_to(362),
        "study": study,
        "before": np.where(studied, _BEFORE[study], own),
        "education": np.where(studied, _AFTER[study], own),
        "canadian_education": _TIER[study],
        "canadian_years": np.where(here, main_years, 0),
        "foreign_years": np.where(here, earlier_years, main_years),
        "waited": waited,
        "main_start": main_start,
        "study_start": study_start,
        "study_end": study_end,
        "earlier_start": earlier_start,
        "earlier_end": earlier_end,
        "earlier_days": earlier_days,
        "finished": first - 60 - lot.up_to(200),
        "occupation": lot.of_place(here, occupation_spread("in_canada"), occupation_spread("abroad")),
    }


def _languages(lot: _Lot, here: Column) -> Draws:
    """The levels of both languages: the lowest ability, and how much higher the others are."""
    kind = lot.of("languages")
    first = lot.of_place(here, spread("first_level", "in_canada"), spread("first_level", "abroad"))
    second = np.where((kind == 1) | (kind == 2), lot.of("second_level"), 0)
    french = kind >= 2
    one, two = _abilities(lot, first), _abilities(lot, second)
    return {"french_first": french, "en": np.where(french, two, one), "fr": np.where(french, one, two), "first_lowest": first}


def _abilities(lot: _Lot, lowest: Column) -> Column:
    """Four abilities of which one, at random, is the lowest; all 0 where that is 0."""
    above = spread("above_the_lowest").draw(lot.lots(4))
    above[lot.lots() & 3, np.arange(lot.rows)] = 0
    return np.where(lowest > 0, np.minimum(lowest + above, 10), 0).astype(np.int8)


def _family(lot: _Lot, life: Draws, moment: Moment) -> Draws:
    """The spouse or partner, whether coming and counted, and the size of the family."""
    partner = lot.under(shares_by_age("partner")[life["age"]])
    coming = partner & lot.under(share("partner_coming"))
    canadian = partner & lot.under(share("partner_canadian"))
    counted = coming & ~canadian
    tested = counted & lot.under(share("spouse_tested"))
    years = np.where(counted & life["in_canada"], lot.of("spouse_canadian_years"), 0)
    days = YEAR * years.astype(np.int32) + life["waited"] + 1 + lot.up_to(SPARE - 1 - life["waited"])
    children = np.where(partner, lot.of("children"), lot.under(share("lone_parent")))
    return {
        "partner": partner,
        "coming": coming,
        "partner_canadian": canadian,
        "counted": counted,
        "spouse_education": np.where(counted, lot.of("spouse_education"), 0),
        "spouse": _abilities(lot, np.where(tested, lot.of("spouse_level"), 0)),
        "spouse_years": years,
        "spouse_start": moment.ordinal - days + 1,
        "size": 1 + partner + children,
    }


def _fits(life: Draws, moment: Moment) -> Column:
    """Whether a life fits together: the work of ten years, the age at the first credential, what the occupation needs, majority
    on the day of receipt."""
    nocs = [one.noc for one in occupations()]
    professional = np.array([teer(noc) == 1 for noc in nocs])[life["occupation"]]
    doctor = np.array([noc in NEEDS_MASTER for noc in nocs])[life["occupation"]]
    earlier = life["earlier_days"] > 0
    begun = np.where(earlier, life["earlier_start"], life["main_start"])
    of_age = np.array([years_before(moment.ordinal, 18)], np.int32) - life["waited"] - 1
    return (
        (moment.ordinal - begun < WINDOW)
        & (life["finished"] - life["born"] >= _YOUNGEST[life["before"]])
        & (~professional | (life["education"] >= _BACHELOR))
        & (~(professional & earlier) | (life["before"] >= _BACHELOR))
        & (~doctor | ((life["education"] >= _MASTER) & (life["before"] >= _BACHELOR)))
        & (life["born"] < of_age)
    )
