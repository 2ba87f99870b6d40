"""What is asked, section by section, in the order of the task list."""

from __future__ import annotations

from openentry_web.profiles.questions import Section
from openentry_web.profiles.sections.authorization import AUTHORIZATION
from openentry_web.profiles.sections.bars import BARS
from openentry_web.profiles.sections.certificates import CERTIFICATES
from openentry_web.profiles.sections.education import EDUCATION
from openentry_web.profiles.sections.family import FAMILY
from openentry_web.profiles.sections.funds import FUNDS
from openentry_web.profiles.sections.languages import LANGUAGES
from openentry_web.profiles.sections.nomination import NOMINATION
from openentry_web.profiles.sections.offer import OFFER
from openentry_web.profiles.sections.partner import PARTNER
from openentry_web.profiles.sections.plans import PLANS
from openentry_web.profiles.sections.provinces import PROVINCES
from openentry_web.profiles.sections.relatives import RELATIVES
from openentry_web.profiles.sections.study import STUDY
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
