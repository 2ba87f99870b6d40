"""Which provinces may get in touch."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section

PROVINCES = Section(
    id="provinces",
    pages=(
        Page(
            id="provinces",
            part="",
            fields=(Field(id="open_to_provinces", path="open_to_provinces", kind="provinces", needed=False),),
        ),
    ),
)
