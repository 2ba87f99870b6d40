"""A nomination, as far as a person can declare it."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section
from openentry_web.profiles.sections.asked import every, there, unless

_NOMINATION = there("nomination")

# A person can only say that there is a nomination; that it was confirmed, accepted or withdrawn comes from what happened.
NOMINATION = Section(
    id="nomination",
    pages=(
        Page(
            id="nominated",
            part="",
            fields=(Field(id="has_nomination", path="nomination", kind="yes_no", gate=True, yes='{"status": "declared"}'),),
        ),
        Page(
            id="nomination",
            part="",
            fields=(
                Field(id="province", path="nomination.province", kind="province", when=_NOMINATION),
                Field(id="on", path="nomination.on", kind="day", when=_NOMINATION),
                Field(
                    id="enhanced",
                    path="nomination.enhanced",
                    kind="yes_no",
                    when=every(_NOMINATION, unless("nomination.status", "offered", "accepted")),
                ),
                Field(id="passive_investment", path="nomination.passive_investment", kind="yes_no", when=_NOMINATION),
            ),
        ),
    ),
)
