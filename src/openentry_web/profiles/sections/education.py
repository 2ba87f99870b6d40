"""Your credentials: the assessment of those earned abroad, how those earned in Canada were earned."""

from __future__ import annotations

from openentry.profile import EcaBody, Level
from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles
from openentry_web.profiles.sections.asked import canadian_beyond_school, every, foreign, given, there, values_of

_ASSESSED = every(foreign, there("eca"))
_STUDIED = every(canadian_beyond_school, there("study_in_canada"))


def credential_pages(prefix: str = "") -> tuple[Page, ...]:
    """What it is, and the assessment of a foreign one; ``prefix`` is that of the ids of a partner's, whose words differ."""
    return (
        Page(
            id=f"{prefix}credential",
            part="",
            fields=(
                Field(id="level", path="level", kind="choice", options=values_of(Level)),
                Field(id="country", path="country", kind="country"),
                Field(id="completed_on", path="completed_on", kind="day", nullable=True),
                Field(id="institution", path="institution", kind="text", nullable=True, needed=False),
            ),
        ),
        Page(
            id=f"{prefix}credential_more",
            part="",
            fields=(
                # only below the master's row does it change anything, and no such degree takes less than three years
                Field(id="professional_degree", path="professional_degree", kind="yes_no", when=given("level", "bachelor")),
                Field(id="has_eca", path="eca", kind="yes_no", gate=True, when=foreign),
            ),
        ),
        Page(
            id=f"{prefix}eca",
            part="",
            fields=(
                Field(id="body", path="eca.body", kind="choice", options=values_of(EcaBody), words="eca_body", when=_ASSESSED),
                Field(id="issued_on", path="eca.issued_on", kind="day", when=_ASSESSED),
                Field(id="reference", path="eca.reference", kind="text", nullable=True, needed=False, when=_ASSESSED),
            ),
        ),
    )


# read for the candidate only (MI s. 30)
_HOW_IT_WAS_EARNED = (
    Page(
        id="credential_study",
        part="",
        fields=(Field(id="studied", path="study_in_canada", kind="yes_no", gate=True, when=canadian_beyond_school),),
    ),
    Page(
        id="credential_canada",
        part="",
        fields=(
            Field(id="started_on", path="study_in_canada.started_on", kind="day", when=_STUDIED),
            Field(id="ended_on", path="study_in_canada.ended_on", kind="day", nullable=True, when=_STUDIED),
            Field(id="full_time", path="study_in_canada.full_time", kind="yes_no", when=_STUDIED),
            Field(
                id="months_enrolled",
                path="study_in_canada.months_enrolled",
                kind="whole",
                least=0,
                most=240,
                unit="months",
                when=_STUDIED,
            ),
            Field(
                id="months_present",
                path="study_in_canada.months_present",
                kind="whole",
                least=0,
                most=240,
                unit="months",
                when=_STUDIED,
            ),
        ),
    ),
    Page(
        id="credential_kind",
        part="",
        fields=(
            Field(id="distance_learning", path="study_in_canada.distance_learning", kind="yes_no", when=_STUDIED),
            Field(id="language_study_over_half", path="study_in_canada.language_study_over_half", kind="yes_no", when=_STUDIED),
            Field(id="return_home_award", path="study_in_canada.return_home_award", kind="yes_no", when=_STUDIED),
        ),
    ),
)

EDUCATION = Section(
    id="education",
    lists=(Many(path="education", pages=(*credential_pages(), *_HOW_IT_WAS_EARNED), title=titles.credential),),
)
