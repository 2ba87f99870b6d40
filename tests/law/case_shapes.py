"""What a case may say, kind by kind. A word that is not here is refused, so that a slip of the pen cannot make a case that asserts
nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from openentry import crs
from openentry.law.domains import ABILITIES

Json = dict[str, Any]
Said = Literal["met", "not met", "not known"]
STATES: dict[str, bool | None] = {"met": True, "not met": False, "not known": None}
Four = Annotated[list[int], Field(min_length=4, max_length=4)]
Test = Literal["ielts_general", "celpip_general", "pte_core", "tef_canada", "tcf_canada"]
Ability = Literal["listening", "reading", "writing", "speaking"]


class Shape(BaseModel):
    """Part of a case: no other words than these, and no expectation that expects nothing."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="after")
    def _nothing_empty(self) -> Shape:
        empty = [name for name in self.model_fields_set if getattr(self, name) in ({}, "")]
        assert not empty, f"{empty} says nothing"
        return self


class Case(Shape):
    """What every case has. ``as_of`` is the day it is decided on."""

    title: str
    source: str
    as_of: date


class CrsFacts(Shape):
    """Facts of the ranking system in the words of the facts table. What is not said is none, or zero; four levels are in
    listening, reading, writing, speaking."""

    age: int
    education: str = "none"
    first_language: Literal["en", "fr"] = "en"
    en: Four = [0, 0, 0, 0]
    fr: Four = [0, 0, 0, 0]
    canadian_work_years: int = 0
    foreign_work_years: int = 0
    certificate_of_qualification: bool = False
    accompanying_spouse: bool = False
    sibling_in_canada: bool = False
    nomination: bool = False
    spouse: Four = [0, 0, 0, 0]
    spouse_education: str = "none"
    spouse_canadian_work_years: int = 0
    canadian_education: str = "none"
    job_offer: str = "none"

    def of_the_tables(self) -> crs.Facts:
        """The same in the words of the law's tables."""
        first, second = (self.en, self.fr) if self.first_language == "en" else (self.fr, self.en)
        known = self.model_dump(exclude={"first_language", "en", "fr", "spouse", "accompanying_spouse"})
        for who, levels in (("first", first), ("second", second), ("spouse", self.spouse)):
            known |= {f"{who}_{ability}": level for ability, level in zip(ABILITIES, levels, strict=True)}
        known |= {"first_lowest": min(first), "second_lowest": min(second)}
        known |= {"french_lowest": min(self.fr), "english_for_french": min(self.en)}
        return crs.Facts(self.accompanying_spouse, known)

    def as_row(self) -> Json:
        """The same as a row of a facts table (``openentry score``)."""
        row = self.model_dump(exclude={"en", "fr", "spouse"})
        for who in ("en", "fr", "spouse"):
            row |= {f"{who}_{ability}": level for ability, level in zip(ABILITIES, getattr(self, who), strict=True)}
        return row


class CrsCase(Case):
    """Points from facts. ``rows`` has, for a factor, the row of its table that decides: one, or one for each ability."""

    facts: CrsFacts
    total: int
    points: dict[str, int] = {}
    groups: dict[str, int] = {}
    sections: dict[str, int] = {}
    rows: dict[str, str | list[str]] = {}
    caps: list[str] | None = None


class PersonCase(Case):
    """A person of ``people.yaml``, what is different about them, and what is decided."""

    person: str
    with_: Json = Field(default={}, alias="with")
    without: list[str] = []
    reading: dict[str, str] = {}
    last_changed_on: date | None = None
    another_live_profile: bool = False
    general: Said | None = None
    eligible: Said | None = None
    invitation: Literal["pnp", "cec", "fsw", "fst", "none"] | None = None
    programs: dict[Literal["pnp", "cec", "fsw", "fst"], Said] = {}
    requirements: dict[str, Said] = {}
    found: Json = {}
    needed: Json = {}
    informative: list[str] = []
    grid: dict[str, int | list[int]] = {}
    elements: dict[str, Said] = {}
    score: dict[str, int | None] = {}
    rows: dict[str, str | list[str]] = {}
    caps: list[str] | None = None
    range: list[int] | None = None
    facts: Json = {}
    categories: dict[str, Literal["met", "not met", "not known", "not in force"]] = {}
    law: dict[str, date] = {}
    changes_on: date | Literal["never"] | None = None
    because: list[str] = []
    warns: list[str] = []
    does_not_warn: list[str] = []

    @model_validator(mode="after")
    def _expects_something(self) -> PersonCase:
        said = {"title", "source", "as_of", "person", "with_", "without", "reading", "last_changed_on", "another_live_profile"}
        assert self.model_fields_set - said, "the case expects nothing"
        return self


class RefusedCase(Shape):
    """What a profile may not say: the place and the id of the sentence. With ``as_of``, what cannot be decided."""

    title: str
    source: str
    person: str
    with_: Json = Field(default={}, alias="with")
    as_of: date | None = None
    refused: dict[str, str]


class GridCase(Case):
    """Points of the selection grid, from a person made of a few words."""

    age: int = 50
    education: str = "none"
    first_language: Literal["en", "fr"] = "en"
    en: Four | None = None
    fr: Four | None = None
    skilled_work_months: int = 0
    offer: Literal["a", "b", "c", "d"] | None = None
    adaptability: list[Literal["AD-a", "AD-b", "AD-b.1", "AD-c", "AD-c.1", "AD-d"]] = []
    points: dict[str, int]
    passes: bool | None = None


class LevelCase(Case):
    """Test scores and their levels, in one ability or in several; or a score that is not on the scale."""

    test: Test
    ability: Ability | None = None
    levels: dict[int | float, int] = {}
    scores: dict[Ability, int | float] = {}
    gives: dict[Ability, int] = {}
    refused: str | None = None


Of = Literal["class.then", "class.now", "ranking.then", "ranking.now", "category.then", "category.now"]


class AfterCase(Case):
    """Somebody invited on a day, and the application on ``as_of``: ``since`` is what changed in between (``with``, ``without``)."""

    person: str
    with_: Json = Field(default={}, alias="with")
    without: list[str] = []
    reading: dict[str, str] = {}
    invited: date
    under: str
    line: int
    category: str | None = None
    since: Json = {}
    without_since: list[str] = []
    keeps: Said
    findings: dict[Of, Said] = {}
    sentences: dict[Of, str] = {}
    forgiven: list[Of] = []
    scores: list[int] = []
    birthday: date | None = None
    loses_on: date | Literal["never"] | None = None
    apply_by: date | None = None
    warns: list[str] | None = None


class Told(Shape):
    """Somebody of the family, or where somebody lived, as told after an invitation."""

    id: str = ""
    relation: Literal["spouse", "partner", "child", "child_of_child"] = "child"
    born_on: date | None = None
    adopted: bool | None = None
    country: str = ""
    since: date = date(1900, 1, 1)
    until: date | None = None
    whose: str = "self"


class PapersCase(Case):
    """The checklist of an application on ``as_of``: what is on it (``needed``), what is an open item, and what is not there."""

    person: str
    with_: Json = Field(default={}, alias="with")
    without: list[str] = []
    reading: dict[str, str] = {}
    under: str
    members: list[Told] = []
    lived: list[Told] = []
    represented: bool | None = None
    needed: list[str] = []
    open: list[str] = []
    absent: list[str] = []
    because: dict[str, str] = {}
    sources: dict[str, str] = {}
    told: dict[str, dict[str, date | int | str]] = {}


class FundsCase(Case):
    """Settlement funds by family size."""

    amounts: dict[int, int]


KINDS: dict[str, type[Shape]] = {
    "crs": CrsCase,
    "people": PersonCase,
    "refused": RefusedCase,
    "grid": GridCase,
    "language": LevelCase,
    "funds": FundsCase,
    "after": AfterCase,
    "papers": PapersCase,
}
