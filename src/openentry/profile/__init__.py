"""What a person declares about themselves: the profile, its parts, and what to say where it does not hold.

>>> from openentry.profile import Profile
>>> profile = Profile.model_validate({"funds_cad": 20000, "job_offer": None})
>>> profile.known("job_offer"), profile.known("nomination")
(True, False)
"""

from __future__ import annotations

from openentry.profile.base import Declared
from openentry.profile.jobs import AuthorizationToWork, Certificate, JobOffer, Nomination, Work
from openentry.profile.person import Bar, Family, MaritalStatus, Passport, Person, Relative, Spouse
from openentry.profile.problems import problems_of
from openentry.profile.study import (
    LANGUAGE_OF_TEST,
    Ability,
    Eca,
    EcaBody,
    Education,
    FullTimeStudy,
    Language,
    LanguageTest,
    Level,
    StudyInCanada,
    Test,
)
from openentry.profile.values import Province
from openentry.profile.whole import Profile

__all__ = [
    "LANGUAGE_OF_TEST",
    "Ability",
    "AuthorizationToWork",
    "Bar",
    "Certificate",
    "Declared",
    "Eca",
    "EcaBody",
    "Education",
    "Family",
    "FullTimeStudy",
    "JobOffer",
    "Language",
    "LanguageTest",
    "Level",
    "MaritalStatus",
    "Nomination",
    "Passport",
    "Person",
    "Profile",
    "Province",
    "Relative",
    "Spouse",
    "StudyInCanada",
    "Test",
    "Work",
    "problems_of",
]
