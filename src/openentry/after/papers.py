"""What of a person's facts brings a paper onto the list: a rule for each ``when`` of the law's data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from openentry.after.claimed import Claimed, credentials, employments, results
from openentry.after.money import FundsAsked, funds_asked
from openentry.after.people import PARTNERS, SELF, Residence, Somebody
from openentry.after.police import Lived, countries
from openentry.decision.evaluation import Evaluation
from openentry.facts import names
from openentry.facts.three import Truth
from openentry.law.places import country_name
from openentry.law.shapes.after import Paper, Police, When
from openentry.law.sources import Source, Text
from openentry.messages import Message
from openentry.profile import Profile
from openentry.work import months_after

_NOMINEES = "pnp"
_STILL_MARRIED = ("married", "separated")
_MARRIAGE_ENDED = ("divorced", "annulled")


@dataclass(frozen=True, slots=True)
class Needed:
    """One paper that is needed, or may be (``sure`` None). ``says`` names a more exact reason; ``key`` what tells it from its
    likes."""

    whose: str = ""
    sure: Truth = True
    says: str = ""
    about: Text | Message | None = None
    key: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    source: Source | None = None


class Application:
    """An application that is prepared: the facts of the day it would be received on, the family, and where each of them lived."""

    def __init__(
        self,
        profile: Profile,
        evaluation: Evaluation,
        class_id: str,
        people: tuple[Somebody, ...],
        residences: tuple[Residence, ...],
        represented: bool | None,
    ) -> None:
        self.profile, self.evaluation, self.class_id = profile, evaluation, class_id
        self.people, self.residences, self.represented = people, residences, represented
        self.law, self.day = evaluation.law, evaluation.asof.day
        self._rules: dict[When, Callable[[Paper], Iterator[Needed]]] = {
            "each_person": self._each_person,
            "the_application": self._always,
            "other_language": self._always,
            "result_used": self._results,
            "credential_used": self._credentials,
            "credential_abroad": self._assessments,
            "job_counted": self._jobs,
            "funds_needed": self._funds,
            "funds_not_needed": self._no_funds,
            "lived_abroad": self._police,
            "married": self._married,
            "divorced": self._divorced,
            "widowed": self._widowed,
            "partnered_before": self._partnered_before,
            "common_law": self._common_law,
            "child": self._children,
            "child_adopted": self._adopted,
            "nominated": self._nominated,
            "offer": self._offer,
            "certificate": self._certificates,
            "represented": self._represented,
        }

    def needed(self, paper: Paper) -> Iterator[Needed]:
        """Each time the paper is needed."""
        return self._rules[paper.when](paper)

    # --- whoever applies ---

    def _always(self, paper: Paper) -> Iterator[Needed]:
        yield Needed()

    def _each_person(self, paper: Paper) -> Iterator[Needed]:
        for one in self.people:
            notes = () if paper.valid_months is None else self._valid_for(one, paper.valid_months)
            yield Needed(one.id, key=(one.id,), notes=notes)

    def _valid_for(self, one: Somebody, months: int) -> tuple[Message, ...]:
        passport = self.profile.person.passport if self.profile.person and one.id == SELF else None
        expires = passport.expires_on if passport else None
        if expires is not None and expires.toordinal() < months_after(self.day.toordinal(), months):
            return (Message("checklist.note.expires_soon", {"expires": expires, "months": months}),)
        return (Message("checklist.note.valid", {"months": months}),)

    def _represented(self, paper: Paper) -> Iterator[Needed]:
        if self.represented is not False:
            says = "" if self.represented else "not_asked"
            yield Needed(sure=self.represented, says=says, notes=(Message("checklist.note.representative"),))

    # --- what points and class rest on ---

    @cached_property
    def _spouse(self) -> str:
        """The id of the spouse or partner; their facts are in the profile, so there is one."""
        return next((one.id for one in self.people if one.relation in PARTNERS), "")

    def _of(self, claimed: Claimed) -> str:
        return self._spouse if claimed.of_spouse else SELF

    @staticmethod
    def _open(sure: Truth) -> str:
        return "" if sure else "open"

    def _results(self, paper: Paper) -> Iterator[Needed]:
        for found in results(self.evaluation):
            test, whose = found.what, self._of(found)
            on = test.result_on or test.taken_on
            name = Message(f"test.{test.test}")
            key = (whose, test.test, on.isoformat() if on else "")
            yield Needed(whose, found.sure, self._open(found.sure), name, key, notes=(Message("checklist.note.result"),))

    def _credentials(self, paper: Paper) -> Iterator[Needed]:
        for found in credentials(self.evaluation):
            yield self._credential(found)

    def _assessments(self, paper: Paper) -> Iterator[Needed]:
        years = self.law.content("definitions").assessment_valid_years
        for found in credentials(self.evaluation):
            if found.what.country != "CAN":
                yield self._credential(found, Message("checklist.note.assessment", {"years": years}))

    def _credential(self, found: Claimed, *notes: Message) -> Needed:
        credential, whose = found.what, self._of(found)
        level = credential.level or "unknown"
        key = (whose, level, credential.completed_on.isoformat() if credential.completed_on else "")
        return Needed(whose, found.sure, self._open(found.sure), Message(f"checklist.level.{level}"), key, notes=notes)

    @cached_property
    def _classes(self) -> tuple[str, ...]:
        """The class named, and for a nominee the federal class that is met besides (MI s. 5)."""
        if self.class_id != _NOMINEES:
            return (self.class_id,)
        federal = {name: v.met for name, v in self.evaluation.programs.items() if name != _NOMINEES}
        met = [name for wanted in (True, None) for name, met in federal.items() if met is wanted]
        return (_NOMINEES, *met[:1])

    def _jobs(self, paper: Paper) -> Iterator[Needed]:
        for job in employments(self.evaluation, self._classes):
            whose = self._spouse if job.of_spouse else SELF
            known = {"noc": job.noc or "", "occupation": names.occupation_title(job.noc) if job.noc else ""}
            if job.employer:
                about = Message("checklist.job.employer", {"employer": job.employer, **known})
            else:
                about = Message("checklist.job" if job.noc else "checklist.job.unknown", known)
            key = (whose, job.noc or "", job.start.isoformat() if job.start else "")
            yield Needed(whose, job.sure, self._open(job.sure), about, key, notes=(Message("checklist.note.job"),))

    def _certificates(self, paper: Paper) -> Iterator[Needed]:
        for held in self.profile.certificates_of_qualification or ():
            about = names.occupation_title(held.noc) if held.noc else None
            yield Needed(SELF, about=about, key=(SELF, held.noc or ""))

    def _offer(self, paper: Paper) -> Iterator[Needed]:
        if self.profile.job_offer is not None:
            yield Needed(SELF)

    def _nominated(self, paper: Paper) -> Iterator[Needed]:
        if self.class_id == _NOMINEES:
            province = self.profile.nomination.province if self.profile.nomination else None
            yield Needed(SELF, about=names.province(province) if province else None)

    # --- money ---

    @cached_property
    def _asked(self) -> FundsAsked | None:
        return funds_asked(self.evaluation, self._classes[-1])

    def _funds(self, paper: Paper) -> Iterator[Needed]:
        asked, funds = self._asked, self.evaluation.funds
        if self._classes == (_NOMINEES,):
            yield Needed(sure=None, says="no_class")
        if asked and not asked.exempt:
            sure: Truth = True if asked.exempt is False else None
            note = Message("checklist.note.funds", {"needed": funds.needed, "size": funds.size or 1})
            program = self.law.content("programs.order").names[asked.class_id]
            says = self._open(sure)
            yield Needed(sure=sure, says=says, params={"program": program}, notes=(note,), source=asked.source)

    def _no_funds(self, paper: Paper) -> Iterator[Needed]:
        asked = self._asked
        program = self.law.content("programs.order").names[self._classes[-1]]
        if self._classes == (_NOMINEES,):
            return
        if asked is None:
            yield Needed(says="class", params={"program": program})
        elif asked.exempt:
            yield Needed(says="offer", params={"program": program}, source=asked.source)

    # --- where they lived ---

    def _police(self, paper: Paper) -> Iterator[Needed]:
        rules: Police = self.law.content("procedure.police")
        told = {"age": rules.from_age, "years": rules.window_years, "months": rules.months_in_a_row}
        for one in self.people:
            of_age = one.of_age_on(rules.from_age, self.day)
            lived = [stay for stay in self.residences if stay.whose == one.id]
            if of_age is False:
                continue
            if of_age is None or not lived:
                says = "not_told" if of_age else "no_birth"
                yield Needed(one.id, None, says, key=(one.id,), params=told)
                continue
            for place in countries(one, lived, self.day, self.law):
                about = Text(country_name(place.country, "en"), country_name(place.country, "fr"))
                says = "" if place.sure else "partly"
                params, key = {**told, "country": about}, (one.id, place.country)
                yield Needed(one.id, place.sure, says, about, key, params, self._police_notes(place, rules))

    def _police_notes(self, place: Lived, rules: Police) -> tuple[Message, ...]:
        months = rules.current_issued_within_months
        if place.current:
            since = date.fromordinal(months_after(self.day.toordinal(), -months))
            issued = Message("checklist.note.police.current", {"months": months, "since": since, "day": self.day})
        else:
            issued = Message("checklist.note.police.left", {"until": place.until})
        return (issued, Message("checklist.note.police.missing"))

    # --- civil status and children ---

    @property
    def _status(self) -> str | None:
        """The marital status declared; else what the members say."""
        family = self.profile.family
        if family and family.marital_status:
            return family.marital_status
        relation = next((one.relation for one in self.people if one.relation in PARTNERS), None)
        return {"spouse": "married", "partner": "common_law"}.get(relation or "")

    def _married(self, paper: Paper) -> Iterator[Needed]:
        if self._status in _STILL_MARRIED:
            yield Needed(SELF)

    def _divorced(self, paper: Paper) -> Iterator[Needed]:
        if self._status in _MARRIAGE_ENDED:
            yield Needed(SELF)

    def _widowed(self, paper: Paper) -> Iterator[Needed]:
        if self._status == "widowed":
            yield Needed(SELF)

    def _common_law(self, paper: Paper) -> Iterator[Needed]:
        if self._status == "common_law":
            yield Needed(SELF)

    def _partnered_before(self, paper: Paper) -> Iterator[Needed]:
        for one in self.people:
            if (one.id == SELF or one.relation in PARTNERS) and self._status in ("married", "common_law"):
                yield Needed(one.id, key=(one.id,))

    @cached_property
    def _told_children(self) -> list[Somebody]:
        return [one for one in self.people if one.relation and one.relation not in PARTNERS]

    def _children(self, paper: Paper) -> Iterator[Needed]:
        for child in self._told_children:
            yield Needed(child.id, key=(child.id,))
        size = self.profile.family.size if self.profile.family else None
        missing = (size or 0) - len(self.people)
        if missing > 0:
            yield Needed(sure=None, says="not_told", params={"size": size, "missing": missing})

    def _adopted(self, paper: Paper) -> Iterator[Needed]:
        for child in self._told_children:
            if child.adopted is not False:
                yield Needed(child.id, child.adopted, "" if child.adopted else "not_asked", key=(child.id,))
