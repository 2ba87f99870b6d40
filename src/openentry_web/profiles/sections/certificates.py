"""Canadian certificates of qualification in a skilled trade."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles

CERTIFICATES = Section(
    id="certificates",
    lists=(
        Many(
            path="certificates_of_qualification",
            title=titles.certificate,
            pages=(
                Page(
                    id="certificate",
                    part="",
                    fields=(
                        Field(id="noc", path="noc", kind="occupation"),
                        Field(id="authority", path="authority", kind="text", needed=False),
                        Field(id="issued_on", path="issued_on", kind="day"),
                    ),
                ),
            ),
        ),
    ),
)
