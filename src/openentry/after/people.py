"""Who belongs to the application, and where each of them lived: what is asked only after an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from openentry.errors import InputError
from openentry.law.places import is_country
from openentry.profile import Profile
from openentry.work import completed_years

#: The person invited, where an item or a residence says whose it is.
SELF = "self"
Relation = Literal["spouse", "partner", "child", "child_of_child"]
PARTNERS = ("spouse", "partner")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the family, coming to Canada or not (R1(3), R10(2)(a)): ``id`` is the caller's own.

    ``spouse`` is married to the person, ``partner`` a common-law partner. ``adopted`` None = not asked.
    """

    id: str
    relation: Relation
    born_on: date | None
    accompanying: bool | None = None
    adopted: bool | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Residence:
    """A country somebody lived in, from ``since`` to ``until``, both days in; ``until`` None: they live there now.

    ``country`` is a code of ISO 3166-1 alpha-3; ``whose`` is :data:`SELF` or the id of a :class:`Member`. :class:`InputError` for a
    code that is none, and for a last day before the first.
    """

    country: str
    since: date
    until: date | None = None
    whose: str = SELF

    def __post_init__(self) -> None:
        if not is_country(self.country):
            raise InputError.of("error.place.country", code=self.country)
        if self.until is not None and self.until < self.since:
            raise InputError.of("error.profile.period.end_before_start", start=self.since, end=self.until)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of the application. ``relation`` None: the person invited."""

    id: str
    born_on: date | None
    relation: Relation | None = None
    adopted: bool | None = None
    name: str = ""

    def age(self, day: date) -> int | None:
        """Completed years on a day; None while the day of birth is not known."""
        return None if self.born_on is None else completed_years(self.born_on.toordinal(), day.toordinal())

    def of_age_on(self, age: int, day: date) -> bool | None:
        """Whether they are that old on a day."""
        found = self.age(day)
        return None if found is None else found >= age


def people(profile: Profile, members: Sequence[Member], residences: Sequence[Residence]) -> tuple[Somebody, ...]:
    """Everybody of the application: the person, the partner the profile tells of where nobody is named, and the members.

    :class:`InputError` for two members of one id, one who is called :data:`SELF`, and a residence of nobody.
    """
    ids = [SELF, *[member.id for member in members]]
    for at, member in enumerate(ids):
        if member in ids[:at]:
            raise InputError.of("error.after.same_member", member=member)
    person, family = profile.person, profile.family
    found = [Somebody(SELF, person.date_of_birth if person else None)]
    if family and family.partnered and not any(member.relation in PARTNERS for member in members):
        spouse = family.spouse
        relation: Relation = "partner" if family.marital_status == "common_law" else "spouse"
        name = relation if relation not in ids else f"{relation}-of-the-profile"
        found.append(Somebody(name, spouse.date_of_birth if spouse else None, relation))
    found += [Somebody(m.id, m.born_on, m.relation, m.adopted, m.name) for m in members]
    known = {one.id for one in found}
    for residence in residences:
        if residence.whose not in known:
            raise InputError.of("error.after.nobody", member=residence.whose, known=sorted(known))
    return tuple(found)
