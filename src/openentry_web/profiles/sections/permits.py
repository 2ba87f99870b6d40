"""The right to work in Canada, an offer of employment, certificates in a trade."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Many, Page, Section
from openentry_web.profiles.sections import titles
from openentry_web.profiles.sections.asked import every, given, there, unless

_PERMIT = there("authorization_to_work")
_NAMED_ON_IT = every(_PERMIT, unless("authorization_to_work.kind", "open_permit", "r186"))
_OFFER = there("job_offer")
_ENDS = every(_OFFER, unless("job_offer.indeterminate", True))


def _offer(id: str) -> Field:
    return Field(id=id, path=f"job_offer.{id}", kind="yes_no", when=_OFFER)


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

OFFER = Section(
    id="offer",
    pages=(
        Page(
            id="offered",
            part="",
            fields=(Field(id="has_offer", path="job_offer", kind="yes_no", gate=True),),
        ),
        Page(
            id="offer",
            part="",
            fields=(
                Field(id="noc", path="job_offer.noc", kind="occupation", when=_OFFER),
                Field(id="employers", path="job_offer.employers", kind="texts", when=_OFFER),
                Field(id="starts_on", path="job_offer.starts_on", kind="day", needed=False, when=_OFFER),
                _offer("indeterminate"),
            ),
        ),
        Page(
            id="offer_terms",
            part="",
            fields=(
                Field(
                    id="duration_months",
                    path="job_offer.duration_months",
                    kind="whole",
                    nullable=True,
                    least=0,
                    most=600,
                    unit="months",
                    when=_ENDS,
                ),
                _offer("full_time"),
                _offer("paid"),
                _offer("seasonal"),
                _offer("in_writing"),
            ),
        ),
        Page(
            id="offer_support",
            part="",
            fields=(
                Field(
                    id="support",
                    path="job_offer.support",
                    kind="choice",
                    options=("lmia_permit", "exempt_permit", "new_lmia", "none"),
                    when=_OFFER,
                ),
                _offer("ineligible_employer"),
                _offer("diplomatic_mission"),
            ),
        ),
    ),
)
