"""Full-time study in Canada, whether or not a credential came of it."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles


def study_pages(prefix: str = "") -> tuple[Page, ...]:
    """One stretch of full-time study in Canada (R83)."""
    return (
        Page(
            id=f"{prefix}study",
            part="",
            fields=(
                Field(id="start", path="start", kind="day"),
                Field(id="end", path="end", kind="day", nullable=True),
                Field(id="programme_months", path="programme_months", kind="whole", least=0, most=240, unit="months"),
                Field(id="good_standing", path="good_standing", kind="yes_no"),
            ),
        ),
    )


STUDY = Section(
    id="study",
    lists=(Many(path="full_time_study_in_canada", pages=study_pages(), title=titles.study),),
)
