"""Your family: marital status, size, and whether a spouse or partner comes along. Nothing is asked about children."""

from __future__ import annotations

from openentry.profile import MaritalStatus
from openentry_web.profiles.questions import Field, Page, Section
from openentry_web.profiles.sections.asked import partnered, values_of

FAMILY = Section(
    id="family",
    pages=(
        Page(
            id="marital",
            part="family",
            fields=(Field(id="marital_status", path="marital_status", kind="choice", options=values_of(MaritalStatus)),),
        ),
        Page(
            id="family_size",
            part="family",
            fields=(Field(id="size", path="size", kind="whole", least=1, most=99, unit="people"),),
        ),
        Page(
            id="spouse",
            part="family.spouse",
            when=partnered,
            fields=(
                Field(id="accompanying", path="accompanying", kind="yes_no"),
                Field(id="citizen_or_permanent_resident", path="citizen_or_permanent_resident", kind="yes_no"),
                Field(id="date_of_birth", path="date_of_birth", kind="day", needed=False),
            ),
        ),
    ),
)
