"""Answers as they stand at one moment, and what they come to: what a profile and the questionnaire have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from openentry import Decision, Profile, decide
from openentry_web.pool import law
from openentry_web.profiles import answers
from openentry_web.profiles.answers import Answered, Problem


@dataclass(kw_only=True)
class Standing:
    """The answers, and what they come to on the day of the moment."""

    state: Answered
    now: datetime

    @cached_property
    def _standing(self) -> tuple[Profile, list[Problem]]:
        return answers.standing(self.state, self.now.date())

    @property
    def profile(self) -> Profile:
        """The profile of what holds."""
        return self._standing[0]

    @property
    def problems(self) -> list[Problem]:
        """What has to be put right before all of it holds."""
        return self._standing[1]

    @cached_property
    def decision(self) -> Decision:
        """What the profile comes to today, as it would if it were submitted now."""
        today = self.now.date()
        return decide(self.profile, today, law=law.book(), last_changed_on=today)
