"""Languages and studies: test results, credentials and their assessment, study in Canada."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from openentry.profile.base import Contradiction, Declared, Given
from openentry.profile.values import Country, Day, Score, Text

Ability = Literal["listening", "reading", "writing", "speaking"]
Language = Literal["en", "fr"]
Test = Literal["ielts_general", "celpip_general", "pte_core", "tef_canada", "tcf_canada"]
Level = Literal["secondary", "one_year", "two_year", "bachelor", "master", "doctorate"]
EcaBody = Literal["wes", "icas", "ces", "iqas", "ices", "mcc", "pebc", "cacb", "other"]

LANGUAGE_OF_TEST: dict[Test, Language] = {
    "ielts_general": "en",
    "celpip_general": "en",
    "pte_core": "en",
    "tef_canada": "fr",
    "tcf_canada": "fr",
}


class LanguageTest(Declared):
    """One sitting of an approved test (IRPR 74(3))."""

    test: Given[Test] = Field(None, description="The test that was taken.")
    taken_on: Given[Day] = Field(None, description="The day of the test.")
    result_on: Given[Day] = Field(
        None, description="The day the result was given. The two years of validity run from it; without it, from taken_on."
    )
    listening: Given[Score] = Field(None, description="Listening, as printed on the result, on the test's own scale.")
    reading: Given[Score] = Field(None, description="Reading, as printed on the result, on the test's own scale.")
    writing: Given[Score] = Field(None, description="Writing, as printed on the result, on the test's own scale.")
    speaking: Given[Score] = Field(None, description="Speaking, as printed on the result, on the test's own scale.")
    use: Given[bool] = Field(
        None,
        description="true names the sitting to use where two of one language are valid; without it the latest valid one is used. "
        "Sittings are never mixed.",
    )
    reference: Text | None = Field(None, description="The number of the result, report form or PIN; null if there is none.")

    @property
    def language(self) -> Language | None:
        """``en`` or ``fr``; None while the test is not named."""
        return LANGUAGE_OF_TEST[self.test] if self.test else None

    def contradictions(self) -> Iterator[Contradiction]:
        """A result cannot come before its test."""
        if self.taken_on and self.result_on and self.result_on < self.taken_on:
            params = {"taken": self.taken_on, "result": self.result_on}
            yield Contradiction(("result_on",), "error.profile.test.result_before_test", params)


class Eca(Declared):
    """An educational credential assessment (IRPR 75(2)(e)(ii))."""

    body: Given[EcaBody] = Field(None, description="The organization that made it; other = not designated, which has no effect.")
    issued_on: Given[Day] = Field(None, description="The day it was issued. It counts for less than five years.")
    reference: Text | None = Field(None, description="Its number; null if it has none.")


class StudyInCanada(Declared):
    """How a credential was earned in Canada; read for the Canadian study points of the CRS only (s. 30)."""

    full_time: Given[bool] = Field(None, description="Enrolled full-time.")
    months_enrolled: Given[int] = Field(None, ge=0, le=240, description="Whole months of full-time enrolment.")
    months_present: Given[int] = Field(None, ge=0, le=240, description="Whole months physically in Canada during the program.")
    distance_learning: Given[bool] = Field(None, description="true if the credential was earned by distance learning.")
    language_study_over_half: Given[bool] = Field(
        None, description="true if more than half of the program was English or French as a second language."
    )
    return_home_award: Given[bool] = Field(
        None, description="true if studied under an award that required a return to the home country to apply what was learned."
    )
    started_on: Given[Day] = Field(None, description="The first day of the program (waiver of March 2020 to August 2022).")
    ended_on: Day | None = Field(None, description="The last day of the program; null while it goes on.")

    def contradictions(self) -> Iterator[Contradiction]:
        """A program cannot end before it starts."""
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            params = {"start": self.started_on, "end": self.ended_on}
            yield Contradiction(("ended_on",), "error.profile.period.end_before_start", params)


class Education(Declared):
    """One completed, or not yet completed, credential."""

    level: Given[Level] = Field(
        None,
        description="The level of the Canadian equivalent, as the ECA states it for a foreign credential. "
        "bachelor = any program of three years or longer; master includes entry-to-practice professional degrees.",
    )
    professional_degree: Given[bool] = Field(
        None, description="true for an entry-to-practice professional degree (medicine, law, pharmacy ...)."
    )
    country: Given[Country] = Field(None, description="Where it was earned: ISO 3166-1 alpha-3, CAN for Canada.")
    completed_on: Day | None = Field(None, description="The day it was completed; null = not completed. It counts from that day.")
    institution: Text | None = Field(None, description="The school, college or university; null if there is none.")
    eca: Eca | None = Field(None, description="The assessment of a foreign credential; null = none was made.")
    study_in_canada: StudyInCanada | None = Field(
        None, description="How it was earned, if by study inside Canada; null = it was not."
    )

    def contradictions(self) -> Iterator[Contradiction]:
        """A credential cannot be assessed before it is completed."""
        if self.completed_on and self.eca and self.eca.issued_on and self.eca.issued_on < self.completed_on:
            params = {"issued": self.eca.issued_on, "completed": self.completed_on}
            yield Contradiction(("eca", "issued_on"), "error.profile.eca.before_credential", params)


class FullTimeStudy(Declared):
    """A stretch of full-time study in Canada; read for FSW adaptability only (IRPR 83(1)(b), (2))."""

    start: Given[Day] = Field(None, description="The first day of full-time study (at least 15 hours of instruction a week).")
    end: Day | None = Field(None, description="The last day; null while it goes on.")
    programme_months: Given[int] = Field(None, ge=0, le=240, description="The length of the program itself, in months.")
    good_standing: Given[bool] = Field(None, description="true if the student was in good academic standing.")

    def contradictions(self) -> Iterator[Contradiction]:
        """A stretch cannot end before it starts."""
        if self.start and self.end and self.end < self.start:
            yield Contradiction(("end",), "error.profile.period.end_before_start", {"start": self.start, "end": self.end})
