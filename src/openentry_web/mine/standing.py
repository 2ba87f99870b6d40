"""The facts a person stands on: those in the pool, those of the draft, or those of the profile that was closed last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from openentry import Decision, Profile, decide
from openentry_web import clock
from openentry_web.pool import deciding, law, selectors
from openentry_web.profiles.selectors import answers_of, standing_profile

#: As in the pool's own table: submitted, and not over.
_LIVE = ("IN_POOL", "INVITED", "APPLIED")


@dataclass(frozen=True, slots=True)
class Standing:
    """An expression of interest and its facts. ``where`` is ``live``, ``draft`` or ``closed``."""

    entry: Any
    profile: Profile
    where: Literal["live", "draft", "closed"]

    def decide(self, day: date) -> Decision:
        """The decision of that day, by the rules for a profile last changed when this one was."""
        return decide(self.profile, day, law=law.book(), last_changed_on=self.entry.last_changed_on)


def standing(person: Any) -> Standing | None:
    """What ``person`` stands on; None where nothing was ever begun."""
    entry = selectors.current(person)
    if entry is None:
        return None
    if entry.state in _LIVE:
        return Standing(entry, deciding.profile_of(entry), "live")
    if entry.state == "DRAFT":
        return Standing(entry, drafted(entry), "draft")
    return Standing(entry, deciding.profile_of(entry) if entry.version else drafted(entry), "closed")


def drafted(entry: Any) -> Profile:
    """The answers of a draft that hold, as a profile."""
    kept = answers_of(entry)
    return standing_profile(kept, clock.today()) if kept else Profile()
