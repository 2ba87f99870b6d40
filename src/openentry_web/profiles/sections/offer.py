"""An offer of employment in Canada."""

from __future__ import annotations

from openentry_web.profiles.questions import Field, Page, Section
from openentry_web.profiles.sections.asked import every, there, unless

_OFFER = there("job_offer")
_ENDS = every(_OFFER, unless("job_offer.indeterminate", True))


def _offer(id: str) -> Field:
    return Field(id=id, path=f"job_offer.{id}", kind="yes_no", when=_OFFER)


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
