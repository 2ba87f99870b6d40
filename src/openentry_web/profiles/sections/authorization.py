"""The right to work in Canada held now."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section
from openentry_web.profiles.sections.asked import every, given, there, unless

_PERMIT = there("authorization_to_work")
_NAMED_ON_IT = every(_PERMIT, unless("authorization_to_work.kind", "open_permit", "r186"))

AUTHORIZATION = Section(
    id="authorization",
    pages=(
        Page(
            id="authorized",
            part="",
            fields=(Field(id="authorized_now", path="authorization_to_work", kind="yes_no", gate=True),),
        ),
        Page(
            id="permit",
            part="",
            fields=(
                Field(
                    id="kind",
                    path="authorization_to_work.kind",
                    kind="choice",
                    options=("lmia_permit", "exempt_permit", "open_permit", "other_permit", "r186"),
                    words="permit_kind",
                    when=_PERMIT,
                ),
                Field(id="expires_on", path="authorization_to_work.expires_on", kind="day", nullable=True, when=_PERMIT),
            ),
        ),
        Page(
            id="permit_names",
            part="",
            fields=(
                Field(
                    id="exemption",
                    path="authorization_to_work.exemption",
                    kind="choice",
                    options=("R204(a)", "R204(c)", "R205", "other"),
                    when=given("authorization_to_work.kind", "exempt_permit"),
                ),
                Field(id="employers", path="authorization_to_work.employers", kind="texts", when=_NAMED_ON_IT),
                Field(id="noc", path="authorization_to_work.noc", kind="occupation", nullable=True, when=_NAMED_ON_IT),
            ),
        ),
    ),
)
