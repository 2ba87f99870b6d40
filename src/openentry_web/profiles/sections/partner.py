"""What the law reads of a spouse or partner who comes along: studies, tests, work in Canada, study in Canada."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles
from openentry_web.profiles.sections.asked import partner_counts
from openentry_web.profiles.sections.education import credential_pages
from openentry_web.profiles.sections.languages import pages as test_pages
from openentry_web.profiles.sections.study import study_pages
from openentry_web.profiles.sections.work import COUNTRY, IN_CANADA, NOC, time_page

PREFIX = "partner_"

# Only work in Canada is read (MI s. 19, R83(1)(c.1)), and less of it than of the candidate's own.
_JOB_PAGES = (
    Page(id="partner_job", part="", fields=(NOC, COUNTRY)),
    time_page(PREFIX),
    Page(
        id="partner_job_conditions",
        part="",
        fields=(
            Field(id="lead_statement", path="lead_statement", kind="yes_no", when=IN_CANADA),
            Field(id="main_duties", path="main_duties", kind="yes_no", when=IN_CANADA),
            Field(id="paid", path="paid", kind="yes_no", when=IN_CANADA),
            Field(id="self_employed", path="self_employed", kind="yes_no", when=IN_CANADA),
            Field(id="full_time_student", path="full_time_student", kind="yes_no", when=IN_CANADA),
            Field(id="employer_country", path="employer_country", kind="country", when=IN_CANADA),
            Field(id="physically_in_canada", path="physically_in_canada", kind="yes_no", when=IN_CANADA),
            Field(id="authorized", path="authorized", kind="yes_no", when=IN_CANADA),
        ),
    ),
)

PARTNER = Section(
    id="partner",
    when=partner_counts,
    lists=(
        Many(id="partner_education", path="family.spouse.education", pages=credential_pages(PREFIX), title=titles.credential),
        Many(id="partner_languages", path="family.spouse.language_tests", pages=test_pages(PREFIX), title=titles.test),
        Many(id="partner_work", path="family.spouse.work", pages=_JOB_PAGES, title=titles.job),
        Many(id="partner_study", path="family.spouse.full_time_study_in_canada", pages=study_pages(PREFIX), title=titles.study),
    ),
)
