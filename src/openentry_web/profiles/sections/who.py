"""Who you are: names, birth, citizenship, residence, passport."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section
from openentry_web.profiles.sections.asked import there

_PASSPORT = there("passport")

WHO = Section(
    id="who",
    pages=(
        Page(
            id="name",
            part="person",
            fields=(
                Field(id="family_name", path="family_name", kind="text"),
                Field(id="given_names", path="given_names", kind="text", nullable=True),
            ),
        ),
        Page(
            id="birth",
            part="person",
            fields=(
                Field(id="date_of_birth", path="date_of_birth", kind="day"),
                Field(id="citizenship", path="citizenship", kind="country", nullable=True),
                Field(id="country_of_residence", path="country_of_residence", kind="country"),
                Field(id="has_passport", path="passport", kind="yes_no", gate=True, needed=False),
            ),
        ),
        Page(
            id="passport",
            part="person",
            fields=(
                Field(id="country", path="passport.country", kind="country", when=_PASSPORT, needed=False),
                Field(id="number", path="passport.number", kind="text", when=_PASSPORT, needed=False),
                Field(id="issued_on", path="passport.issued_on", kind="day", when=_PASSPORT, needed=False),
                Field(id="expires_on", path="passport.expires_on", kind="day", when=_PASSPORT, needed=False),
            ),
        ),
    ),
)
