"""Relatives in Canada."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles

RELATIVES = Section(
    id="relatives",
    lists=(
        Many(
            path="relatives_in_canada",
            title=titles.relative,
            pages=(
                Page(
                    id="relative",
                    part="",
                    fields=(
                        Field(id="of", path="of", kind="choice", options=("self", "spouse"), words="relative_of"),
                        Field(
                            id="relation",
                            path="relation",
                            kind="choice",
                            options=(
                                "parent",
                                "grandparent",
                                "child",
                                "grandchild",
                                "sibling",
                                "aunt_or_uncle",
                                "niece_or_nephew",
                                "cousin",
                                "other",
                            ),
                        ),
                        Field(id="adult", path="adult", kind="yes_no"),
                        Field(id="lives_in_canada", path="lives_in_canada", kind="yes_no"),
                        Field(id="citizen_or_permanent_resident", path="citizen_or_permanent_resident", kind="yes_no"),
                    ),
                ),
            ),
        ),
    ),
)
