"""The person, the family, relatives in Canada, and bars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from openentry.profile.base import Contradiction, Declared, Given, Many
from openentry.profile.contradictions import of_the_record
from openentry.profile.jobs import Work
from openentry.profile.study import Education, FullTimeStudy, LanguageTest
from openentry.profile.values import Country, Day, Text

MaritalStatus = Literal["never_married", "married", "common_law", "separated", "divorced", "widowed", "annulled"]

PARTNERED = frozenset({"married", "common_law"})
"""The marital statuses with a spouse or common-law partner who is part of the family."""


class Passport(Declared):
    """The passport or travel document."""

    country: Given[Country] = Field(None, description="The country that issued it: ISO 3166-1 alpha-3.")
    number: Given[Text] = Field(None, description="Its number, as printed.")
    issued_on: Given[Day] = Field(None, description="The day it was issued.")
    expires_on: Given[Day] = Field(None, description="The day it expires.")

    def contradictions(self) -> Iterator[Contradiction]:
        """A passport cannot expire before it is issued."""
        if self.issued_on and self.expires_on and self.expires_on < self.issued_on:
            params = {"issued": self.issued_on, "expires": self.expires_on}
            yield Contradiction(("expires_on",), "error.profile.passport.expiry_before_issue", params)


class Person(Declared):
    """Who the candidate is."""

    family_name: Given[Text] = Field(None, description="Family name, as in the passport; a single name stands here.")
    given_names: Text | None = Field(None, description="Given names, as in the passport; null if there are none.")
    date_of_birth: Given[Day] = Field(None, description="Date of birth.")
    citizenship: Country | None = Field(None, description="Country of citizenship: ISO 3166-1 alpha-3; null = stateless.")
    country_of_residence: Given[Country] = Field(None, description="Country where the person lives: ISO 3166-1 alpha-3.")
    passport: Passport | None = Field(None, description="The passport or travel document; null = none.")

    def contradictions(self) -> Iterator[Contradiction]:
        """A passport is not issued before birth."""
        issued = self.passport.issued_on if self.passport else None
        if self.date_of_birth and issued and issued < self.date_of_birth:
            params = {"day": issued, "birth": self.date_of_birth}
            yield Contradiction(("passport", "issued_on"), "error.profile.before_birth", params)


class Spouse(Declared):
    """The spouse or common-law partner."""

    accompanying: Given[bool] = Field(None, description="true if coming to Canada with the candidate.")
    citizen_or_permanent_resident: Given[bool] = Field(None, description="true if a Canadian citizen or permanent resident.")
    date_of_birth: Given[Day] = Field(None, description="Date of birth.")
    education: Many[Education] = Field(None, description="The partner's credentials; [] = less than secondary.")
    language_tests: Many[LanguageTest] = Field(None, description="The partner's language tests; [] = none.")
    work: Many[Work] = Field(None, description="The partner's work; [] = none.")
    full_time_study_in_canada: Many[FullTimeStudy] = Field(None, description="The partner's full-time study in Canada; [] = none.")

    def contradictions(self) -> Iterator[Contradiction]:
        """The partner's days and jobs must hold together as the candidate's must."""
        return of_the_record(self, self.date_of_birth)


class Family(Declared):
    """The family (IRPR 1(3))."""

    marital_status: Given[MaritalStatus] = Field(None, description="Marital status.")
    size: Given[int] = Field(
        None,
        ge=1,
        le=99,
        description="Number of people: the candidate, the spouse or partner and all dependent children, "
        "whether or not they come to Canada and whether or not they are citizens or permanent residents.",
    )
    spouse: Spouse | None = Field(None, description="The spouse or common-law partner; null = none.")

    @property
    def partnered(self) -> bool | None:
        """Whether there is a spouse or partner: what ``spouse`` says, else ``marital_status``; None while unknown."""
        if self.known("spouse"):
            return self.spouse is not None
        return None if self.marital_status is None else self.marital_status in PARTNERED

    def contradictions(self) -> Iterator[Contradiction]:
        """Spouse, marital status and family size must agree."""
        status = self.marital_status
        if self.spouse and status and status not in PARTNERED:
            yield Contradiction(("spouse",), "error.profile.family.spouse_without_partner", {"status": status})
        if self.known("spouse") and self.spouse is None and status in PARTNERED:
            yield Contradiction(("spouse",), "error.profile.family.partner_without_spouse", {"status": status})
        if self.size == 1 and self.partnered:
            yield Contradiction(("size",), "error.profile.family.size", {"size": self.size, "least": 2})


class Relative(Declared):
    """A relative in Canada, by blood, marriage, common-law partnership or adoption (IRPR 83(5))."""

    relation: Given[
        Literal["parent", "grandparent", "child", "grandchild", "sibling", "aunt_or_uncle", "niece_or_nephew", "cousin", "other"]
    ] = Field(None, description="What the relative is to the person named in `of`: parent = the relative is a parent.")
    of: Given[Literal["self", "spouse"]] = Field(None, description="Whose relative: the candidate's or the spouse's.")
    citizen_or_permanent_resident: Given[bool] = Field(None, description="true if a Canadian citizen or permanent resident.")
    lives_in_canada: Given[bool] = Field(None, description="true if living in Canada.")
    adult: Given[bool] = Field(None, description="true if 18 or older.")


class Bar(Declared):
    """A bar to submitting a profile (IRPA 10.1(4), 40(2))."""

    kind: Given[Literal["misrepresentation"]] = Field(None, description="What the bar rests on.")
    until: Day | None = Field(None, description="The last day of the bar; null = no end yet (a removal order not enforced).")
