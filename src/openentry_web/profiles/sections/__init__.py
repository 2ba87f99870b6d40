"""What is asked, section by section, in the order of the task list."""

from __future__ import annotations

from openentry_web.profiles.questions import Section
from openentry_web.profiles.sections.education import EDUCATION, STUDY
from openentry_web.profiles.sections.family import FAMILY
from openentry_web.profiles.sections.languages import LANGUAGES
from openentry_web.profiles.sections.partner import PARTNER
from openentry_web.profiles.sections.permits import AUTHORIZATION, CERTIFICATES, OFFER
from openentry_web.profiles.sections.plans import BARS, FUNDS, NOMINATION, PLANS, PROVINCES, RELATIVES
from openentry_web.profiles.sections.who import WHO
from openentry_web.profiles.sections.work import WORK

SECTIONS: tuple[Section, ...] = (
    WHO,
    FAMILY,
    PARTNER,
    LANGUAGES,
    EDUCATION,
    STUDY,
    WORK,
    CERTIFICATES,
    AUTHORIZATION,
    OFFER,
    FUNDS,
    NOMINATION,
    RELATIVES,
    PLANS,
    PROVINCES,
    BARS,
)

__all__ = ["SECTIONS"]
