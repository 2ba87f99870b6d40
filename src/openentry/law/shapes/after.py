"""The shapes of what follows an invitation: the test on the application, and the papers that go with it."""

from __future__ import annotations

from typing import Literal

from pydantic.dataclasses import dataclass

from openentry.law.shapes.common import CLOSED, Requirement

#: What of a person's facts brings a paper onto the list. Code knows each; which papers there are, and from when, is data.
When = Literal[
    "each_person",  # one for each person of the family
    "the_application",  # one for the application
    "result_used",  # each language result that counts
    "credential_used",  # each credential that counts
    "credential_abroad",  # each credential that counts and was earned outside Canada
    "job_counted",  # each job that counts for the class or for points
    "funds_needed",  # the class needs settlement funds, and nothing takes that away
    "funds_not_needed",  # it does not
    "lived_abroad",  # each country lived in long enough, for each person old enough
    "married",
    "divorced",
    "widowed",
    "partnered_before",  # a spouse or partner now; whether there was another before is not asked
    "common_law",
    "child",  # each child
    "child_adopted",  # each child who was adopted
    "nominated",  # the class is that of provincial nominees
    "offer",  # an offer of employment is declared
    "certificate",  # each certificate of qualification declared
    "represented",  # somebody represents the person
    "other_language",  # a paper is in neither English nor French
]


@dataclass(frozen=True, slots=True, config=CLOSED)
class InvitationTest:
    """What is looked at on an application (A11.2): the requirements, what excuses a fall, what to be warned of.

    ``birthday_counts``: the classes whose own rules read the age on the day of the application, so that a birthday the test
    forgives may still end them.
    """

    requirements: dict[Literal["class", "ranking", "category"], Requirement]
    exceptions: dict[Literal["birthday", "line"], Requirement]
    cautions: dict[Literal["own_age", "funds", "too_late"], Requirement]
    birthday_counts: tuple[str, ...]


@dataclass(frozen=True, slots=True, config=CLOSED)
class Police:
    """Who needs a police certificate, for where they lived how long. ``not_for``: countries whose certificate is not asked."""

    from_age: int
    window_years: int
    months_in_a_row: int
    current_issued_within_months: int
    not_for: tuple[str, ...]


@dataclass(frozen=True, slots=True, config=CLOSED)
class Paper:
    """One paper of the checklist, and its place in the order in which to see to them.

    ``conditional``: whether it is needed turns on something a profile does not say. ``valid_months``: how long it should still be
    valid.
    """

    order: int
    when: When
    conditional: bool = False
    valid_months: int | None = None
