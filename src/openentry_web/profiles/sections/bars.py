"""A bar for misrepresentation: one question, and its last day."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section
from openentry_web.profiles.sections.asked import there

BARS = Section(
    id="bars",
    pages=(
        Page(
            id="barred",
            part="",
            fields=(
                Field(
                    id="found",
                    path="bars",
                    kind="yes_no",
                    gate=True,
                    yes='[{"kind": "misrepresentation"}]',
                    no="[]",
                ),
            ),
        ),
        Page(
            id="bar",
            part="",
            fields=(Field(id="until", path="bars.0.until", kind="day", nullable=True, when=there("bars.0")),),
        ),
    ),
)
