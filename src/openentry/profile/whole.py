"""The whole profile: what a person declares, with dates."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from openentry.profile.base import Contradiction, Declared, Given, Many
from openentry.profile.contradictions import before_birth, of_the_record
from openentry.profile.jobs import AuthorizationToWork, Certificate, JobOffer, Nomination, Work
from openentry.profile.person import Bar, Family, Person, Relative
from openentry.profile.study import Education, FullTimeStudy, Language, LanguageTest
from openentry.profile.values import Province, Provinces


class Profile(Declared):
    """What a person declares about themselves, with dates. Everything may be missing; what is missing is unknown.

    ``Profile.model_validate(data)`` reads what ``json.loads`` gives and raises pydantic's ``ValidationError``
    (:func:`openentry.profile.problems_of` turns it into sentences). The library has no clock: a date in the future is not
    an error (contract C19).
    """

    person: Given[Person] = Field(None, description="The candidate: names, date of birth, citizenship, residence, passport.")
    family: Given[Family] = Field(None, description="The candidate's family.")
    language_tests: Many[LanguageTest] = Field(None, description="Every sitting of an approved language test; [] = none.")
    first_official_language: Given[Language] = Field(
        None, description="The language the candidate names as first official language (IRPR 79(1)): en or fr."
    )
    education: Many[Education] = Field(None, description="Every credential; [] = less than secondary school.")
    full_time_study_in_canada: Many[FullTimeStudy] = Field(
        None, description="Full-time study in Canada, whether or not it led to a credential; [] = none."
    )
    work: Many[Work] = Field(
        None,
        description="Every paid or unpaid job that may count; [] = none. The yes/no keys of a job hold for the whole entry: "
        "a person who studied for one term splits the job in two (before and from then on).",
    )
    certificates_of_qualification: Many[Certificate] = Field(
        None, description="Canadian certificates of qualification in a skilled trade; [] = none."
    )
    job_offer: JobOffer | None = Field(None, description="An offer of employment in Canada; null = none.")
    authorization_to_work: AuthorizationToWork | None = Field(
        None, description="The right to work in Canada held now; null = not authorized."
    )
    nomination: Nomination | None = Field(None, description="A nomination by a province or territory; null = none.")
    funds_cad: Given[int] = Field(
        None, ge=0, le=10**12, description="Transferable, available money free of debts, in whole Canadian dollars; 0 = none."
    )
    relatives_in_canada: Many[Relative] = Field(
        None, description="Relatives in Canada, the candidate's or the partner's; [] = none."
    )
    intends_to_live_in: Given[Province] = Field(None, description="The province or territory where the candidate intends to live.")
    open_to_provinces: Given[Provinces] = Field(
        None, description="Which provinces may contact the candidate: all, or a list; [] = none. It can change at any time."
    )
    bars: Many[Bar] = Field(None, description="Bars to submitting a profile; [] = none.")

    def contradictions(self) -> Iterator[Contradiction]:
        """Days before birth, two primary occupations, impossible weeks, relatives of a partner who is not there."""
        birth = self.person.date_of_birth if self.person else None
        yield from of_the_record(self, birth)
        if birth:
            dated = (
                (("certificates_of_qualification", n, "issued_on"), c.issued_on)
                for n, c in enumerate(self.certificates_of_qualification or ())
            )
            yield from before_birth(birth, dated)
        if self.family and self.family.partnered is False:
            for n, relative in enumerate(self.relatives_in_canada or ()):
                if relative.of == "spouse":
                    yield Contradiction(("relatives_in_canada", n, "of"), "error.profile.relative.no_spouse", {})
