"""Work and what surrounds it: jobs held, certificates, an offer, the right to work, a nomination."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from openentry.profile.base import Contradiction, Declared, Given, Many
from openentry.profile.values import Country, Day, Hours, Noc, Province, Text

_WHOLE = " Holds for the whole entry: if it changed, split the job in two entries."


class Work(Declared):
    """One job, or one part of a job during which nothing below changed.

    The yes/no keys hold for the whole entry. A person who studied for one term of a two-year job writes three entries:
    before, during and after that term.
    """

    noc: Given[Noc] = Field(None, description="The NOC 2021 unit group, five digits as text, leading zeros kept.")
    employer: Text | None = Field(None, description="The employer's name, written the same way each time; null if there is none.")
    country: Given[Country] = Field(None, description="Where the person did the work: ISO 3166-1 alpha-3, CAN for Canada.")
    start: Given[Day] = Field(None, description="The first day of the job; it counts.")
    end: Day | None = Field(None, description="The last day of the job; it counts too. null = still going on.")
    hours_per_week: Given[Hours] = Field(
        None,
        description="Paid hours in a usual week, with at most two decimals, as worked (the law's ceiling of 30 is applied later).",
    )
    paid: Given[bool] = Field(None, description="Paid by wages or commission (IRPR 73(2))." + _WHOLE)
    self_employed: Given[bool] = Field(None, description="Self-employed in this work." + _WHOLE)
    full_time_student: Given[bool] = Field(
        None, description="Engaged in full-time study during this work, co-op terms included." + _WHOLE
    )
    authorized: Given[bool] = Field(None, description="Authorized to do this work. Read for work in Canada only." + _WHOLE)
    temporary_resident_status: Given[bool] = Field(
        None, description="Held temporary resident status, maintained status included. Read for work in Canada only." + _WHOLE
    )
    employer_country: Given[Country] = Field(
        None, description="Where the employer is: ISO 3166-1 alpha-3, CAN for a Canadian employer."
    )
    physically_in_canada: Given[bool] = Field(None, description="The person was in Canada while doing the work." + _WHOLE)
    lead_statement: Given[bool] = Field(None, description="Performed the actions of the occupation's lead statement." + _WHOLE)
    main_duties: Given[bool] = Field(
        None, description="Performed a substantial number of the main duties, including all the essential ones." + _WHOLE
    )
    meets_employment_requirements: Given[bool] = Field(
        None,
        description="Meets the employment requirements of the occupation, a certificate of qualification aside. Read for FST only.",
    )
    primary_occupation: Given[bool] = Field(
        None, description="true for the jobs of the one occupation named as primary (FSW). All true entries share one NOC."
    )
    qualified_to_practise_on: Day | None = Field(
        None,
        description="The day from which the person was qualified to practise the trade there independently; null = not qualified. "
        "Read for FST only.",
    )

    @property
    def weekly_hundredths(self) -> int | None:
        """Hours a week in hundredths of an hour, an exact integer (37.5 h = 3750); None while unknown."""
        return None if self.hours_per_week is None else int(self.hours_per_week * 100)

    def contradictions(self) -> Iterator[Contradiction]:
        """A job cannot end before it starts, nor be done in Canada and abroad at once."""
        if self.start and self.end and self.end < self.start:
            yield Contradiction(("end",), "error.profile.period.end_before_start", {"start": self.start, "end": self.end})
        if self.physically_in_canada and self.country and self.country != "CAN":
            yield Contradiction(("physically_in_canada",), "error.profile.work.not_in_canada", {"country": self.country})


class Certificate(Declared):
    """A Canadian certificate of qualification in a skilled trade (IRPR 87.2(3)(d)(i); CRS s. 26)."""

    noc: Given[Noc] = Field(None, description="The trade's NOC 2021 unit group, five digits as text.")
    authority: Text | None = Field(
        None,
        description="The provincial, territorial or federal authority that issued it. Foreign licences and school diplomas are not "
        "certificates of qualification and do not belong here.",
    )
    issued_on: Given[Day] = Field(None, description="The day it was issued.")


class JobOffer(Declared):
    """An offer of employment in Canada (IRPR 82, 87.2(3)(d)(ii)-(v))."""

    noc: Given[Noc] = Field(None, description="The NOC 2021 unit group of the job offered, five digits as text.")
    employers: Many[Text] = Field(None, min_length=1, description="The employer or employers that make the offer.")
    full_time: Given[bool] = Field(None, description="At least 30 hours a week.")
    paid: Given[bool] = Field(None, description="Paid by wages or commission.")
    seasonal: Given[bool] = Field(None, description="true for seasonal work.")
    in_writing: Given[bool] = Field(None, description="Made in writing.")
    starts_on: Given[Day] = Field(None, description="The day the employment is to start.")
    duration_months: int | None = Field(
        None, ge=0, le=600, description="Length in whole months; null = none is stated, as for indeterminate employment."
    )
    indeterminate: Given[bool] = Field(None, description="true if the employment has no end date.")
    support: Given[Literal["lmia_permit", "exempt_permit", "new_lmia", "none"]] = Field(
        None,
        description="lmia_permit: the permit held rests on an LMIA and the offer is from an employer named on it. "
        "exempt_permit: the permit held is under R204(a), R204(c) or R205. new_lmia: an LMIA was issued for this offer. "
        "none: none of these.",
    )
    ineligible_employer: Given[bool] = Field(None, description="true if the employer is ineligible or in default of a penalty.")
    diplomatic_mission: Given[bool] = Field(
        None, description="true if the employer is an embassy, high commission or consulate in Canada."
    )

    def contradictions(self) -> Iterator[Contradiction]:
        """Employment without an end has no length."""
        if self.indeterminate and self.duration_months is not None:
            params = {"months": self.duration_months}
            yield Contradiction(("duration_months",), "error.profile.job_offer.length_of_indeterminate", params)


class AuthorizationToWork(Declared):
    """The right to work in Canada held now."""

    kind: Given[Literal["lmia_permit", "exempt_permit", "open_permit", "other_permit", "r186"]] = Field(
        None,
        description="lmia_permit: a work permit resting on an LMIA. exempt_permit: an employer-specific permit exempt from it. "
        "open_permit: any employer. other_permit: any other. r186: no permit is needed (IRPR 186).",
    )
    exemption: Literal["R204(a)", "R204(c)", "R205", "other"] | None = Field(
        None, description="The provision that exempts an exempt_permit from an LMIA; null = it is not exempt."
    )
    noc: Noc | None = Field(None, description="The NOC 2021 unit group the permit is for; null = it names none.")
    employers: Many[Text] = Field(None, description="The employers the permit names; [] = it names none.")
    expires_on: Day | None = Field(None, description="The last day it is valid; null = no end date.")


class Nomination(Declared):
    """A nomination by a province or territory (IRPR 87)."""

    province: Given[Province] = Field(None, description="The province or territory that nominates.")
    status: Given[Literal["declared", "offered", "accepted", "rejected", "lapsed", "withdrawn"]] = Field(
        None,
        description="declared: by the person only. offered: confirmed by the province. accepted, rejected: by the person. "
        "lapsed: not answered in time. withdrawn: by the province.",
    )
    on: Given[Day] = Field(None, description="The day of that status.")
    enhanced: Given[bool] = Field(
        None,
        description="Made through Express Entry. Taken as true once offered or accepted: a base nomination never comes that way.",
    )
    passive_investment: Given[bool] = Field(
        None, description="true if it rests on a passive capital investment (IRPR 87(5)); taken as false when missing."
    )
