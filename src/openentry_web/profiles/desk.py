"""What one person works on: the entry whose answers can be changed, what holds in them, and what they come to today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openentry import Decision, Profile, decide
from openentry.decision.questions import Question
from openentry_web import clock
from openentry_web.pool import law
from openentry_web.pool import selectors as pool
from openentry_web.pool import services as pool_services
from openentry_web.profiles import outline, services
from openentry_web.profiles.answers import Problem
from openentry_web.profiles.content import MISSING, loc_of
from openentry_web.profiles.models import Answers
from openentry_web.profiles.outline import Place
from openentry_web.profiles.questions import Many, Section
from openentry_web.profiles.standing import Standing

NOT_STARTED, IN_PROGRESS, ATTENTION, COMPLETE = "not_started", "in_progress", "attention", "complete"


@dataclass(kw_only=True)
class Desk(Standing):
    """The answers of one entry as they stand at one moment."""

    entry: Any
    kept: Answers

    @cached_property
    def submitted(self) -> Decision | None:
        """What the profile in the pool comes to today, as it was submitted or updated last."""
        if self.entry.version_id is None:
            return None
        standing = Profile.model_validate(self.entry.version.content)
        return decide(standing, self.now.date(), law=law.book(), last_changed_on=self.entry.last_changed_on)

    @property
    def in_pool(self) -> bool:
        """Whether these are the answers of a profile that is in the pool."""
        return bool(self.entry.state == "IN_POOL")

    @property
    def changed(self) -> bool:
        """Whether the answers differ from what was submitted."""
        return bool(self.problems) or self.entry.version_id is None or self.profile.declared() != self.entry.version.content

    @property
    def days_left(self) -> int:
        """Whole days until the draft's last day; 0 on that day."""
        return max(0, int((self.entry.submit_by.date() - self.now.date()).days))

    @property
    def sections(self) -> list[Section]:
        """The sections that concern this person."""
        return [section for section in outline.sections() if outline.is_asked(section, self.state.content)]

    def problems_of(self, section: Section) -> list[Problem]:
        """What has to be put right in one section."""
        return [one for one in self.problems if one.found and one.found.section.id == section.id]

    def status(self, section: Section) -> str:
        """How far a section is."""
        if self.problems_of(section):
            return ATTENTION
        if self.missing(section) == 0:
            return COMPLETE
        started = outline.holds_something(section, self.state.content) or any(
            place.startswith(f"{section.id}/") for place in self.state.seen
        )
        return IN_PROGRESS if started else NOT_STARTED

    def missing(self, section: Section) -> int:
        """How many answers the law asks for are still missing; at least one while optional pages were never looked at."""
        content, named = self.state.content, self.state.named
        count = sum(not outline.answered(content, many) for many in section.lists)
        count += sum(self.missing_on(place) for place in outline.every_page(section, content, named))
        if count == 0 and not outline.holds_something(section, content):
            pages = outline.pages(section, content)
            return int(bool(pages) and not any(place.id in self.state.seen for place in pages))
        return count

    def missing_on(self, place: Place) -> int:
        """How many answers the law asks for are missing on one page."""
        asked = outline.questions(place.page, self.state.part(place))
        return sum(of.needed and self.state.value(place, of) is MISSING for of in asked)

    def missing_of(self, section: Section, many: Many, key: str) -> int:
        """How many are missing of one thing of a list."""
        places = outline.pages_of_thing(section, many, key, self.state.content, self.state.named)
        return sum(self.missing_on(place) for place in places)

    @cached_property
    def asked_next(self) -> list[tuple[Question, outline.Found]]:
        """The answers that would settle most, each with its question; those that no page asks are left out."""
        found, named = [], self.state.named
        for question in self.decision.questions:
            where = outline.find(_loc(question.field), self.state.content, named)
            if where is not None and (where.place is None or self.missing_here(where)):
                found.append((question, where))
        return found

    def missing_here(self, where: outline.Found) -> bool:
        """Whether the question found is itself unanswered (an answer around the missing one may be there)."""
        if where.place is None or where.field is None:
            return True
        return self.state.value(where.place, where.field) is MISSING


def _loc(path: str) -> tuple[str | int, ...]:
    """``work[0].paid`` as a loc."""
    return loc_of(path.replace("[", ".").replace("]", ""))


def desk_of(person: Any) -> Desk | None:
    """The answers this person can change now: of their profile in the pool, else of their draft; none otherwise.

    A draft whose last moment has passed is closed first, whether or not the sweep has come by.
    """
    now = clock.now()
    entry = pool.live(person)
    if entry is not None and entry.state != "IN_POOL":
        return None
    if entry is None:
        entry = pool.draft(person)
        if entry is not None and now > entry.submit_by:
            pool_services.lapse(entry.pk, now)
            return None
    if entry is None:
        return None
    kept = services.open_answers(entry, now)
    return Desk(entry=entry, kept=kept, state=services.state_of(kept), now=now)
