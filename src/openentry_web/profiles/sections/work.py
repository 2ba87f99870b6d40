"""Your work, one job at a time."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles
from openentry_web.profiles.sections.asked import given, in_a_trade

IN_CANADA = given("country", "CAN")

NOC = Field(id="noc", path="noc", kind="occupation")
COUNTRY = Field(id="country", path="country", kind="country")


def time_page(prefix: str = "") -> Page:
    """From when to when, and for how many hours a week."""
    return Page(
        id=f"{prefix}job_time",
        part="",
        fields=(
            Field(id="start", path="start", kind="day"),
            Field(id="end", path="end", kind="day", nullable=True),
            Field(id="hours_per_week", path="hours_per_week", kind="hours", unit="hours_a_week"),
        ),
    )


WORK = Section(
    id="work",
    lists=(
        Many(
            path="work",
            title=titles.job,
            pages=(
                Page(
                    id="job",
                    part="",
                    fields=(NOC, Field(id="employer", path="employer", kind="text", nullable=True), COUNTRY),
                ),
                time_page(),
                Page(
                    id="job_duties",
                    part="",
                    fields=(
                        Field(id="lead_statement", path="lead_statement", kind="yes_no"),
                        Field(id="main_duties", path="main_duties", kind="yes_no"),
                        Field(id="primary_occupation", path="primary_occupation", kind="yes_no"),
                    ),
                ),
                Page(
                    id="job_conditions",
                    part="",
                    fields=(
                        Field(id="paid", path="paid", kind="yes_no"),
                        Field(id="self_employed", path="self_employed", kind="yes_no"),
                        Field(id="full_time_student", path="full_time_student", kind="yes_no"),
                        Field(id="employer_country", path="employer_country", kind="country"),
                        Field(id="physically_in_canada", path="physically_in_canada", kind="yes_no", when=IN_CANADA),
                        Field(id="authorized", path="authorized", kind="yes_no", when=IN_CANADA),
                        Field(id="temporary_resident_status", path="temporary_resident_status", kind="yes_no", when=IN_CANADA),
                    ),
                ),
                Page(
                    id="job_trade",
                    part="",
                    fields=(
                        Field(
                            id="qualified_to_practise_on",
                            path="qualified_to_practise_on",
                            kind="day",
                            nullable=True,
                            when=in_a_trade,
                        ),
                        Field(
                            id="meets_employment_requirements",
                            path="meets_employment_requirements",
                            kind="yes_no",
                            when=in_a_trade,
                        ),
                    ),
                ),
            ),
        ),
    ),
)
