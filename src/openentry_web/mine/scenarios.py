"""Scenarios: kept, changed, decided and set side by side. None of it touches the real profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from pydantic import ValidationError

from openentry import Decision, Profile, decide
from openentry.advice.lever import figure
from openentry.errors import OpenEntryError
from openentry.messages import Message
from openentry.profile import problems_of
from openentry_web.mine import facts
from openentry_web.mine.models import Scenario
from openentry_web.pool import law

#: How many a person may keep, and how many stand side by side.
MOST, SIDE_BY_SIDE = 20, 4


class TooMany(Exception):
    """The person has as many scenarios as they may keep."""


def of(person: Any) -> QuerySet[Scenario]:
    """Somebody's scenarios, the latest first."""
    return Scenario.objects.filter(person=person).order_by("-made_at", "-pk")


def add(person: Any, name: str, content: dict[str, Any], at: datetime, day: date | None = None) -> Scenario:
    """Keep one. :class:`TooMany` where there is no room."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # two windows do not make a twenty-first
            cursor.execute("SELECT id FROM accounts_user WHERE id = %s FOR UPDATE", [person.pk])
        if of(person).count() >= MOST:
            raise TooMany
        return Scenario.objects.create(person=person, name=name, content=content, day=day, made_at=at)


def change(kept: Scenario, name: str, content: dict[str, Any], day: date | None) -> None:
    """Put changed facts in the place of what a scenario held."""
    Scenario.objects.filter(pk=kept.pk).update(name=name, content=content, day=day)


@dataclass(slots=True)
class Column:
    """Facts that stand beside others, and what they come to. ``decision`` is None where they cannot be decided: ``problems`` says
    why."""

    key: str  # me, other, or a scenario's number
    name: str
    day: date
    decision: Decision | None
    problems: list[Message] = field(default_factory=list)
    later: bool = False  # decided on a later day than today

    @property
    def score(self) -> Any:
        """The score, a figure or a range."""
        return figure(self.decision.score_range) if self.decision else None

    @property
    def total(self) -> int | None:
        """The score where it is known."""
        return self.decision.total if self.decision else None

    def sections(self, lang: str) -> dict[str, Any]:
        """The points of each section, by its title."""
        if self.decision is None:
            return {}
        found = self.decision.evaluation
        return {section.title.in_(lang): figure(found.score.sections[section.id]) for section in found.instrument.sections}

    def programs(self, lang: str) -> list[tuple[str, bool | None]]:
        """Each program by name, and whether it is met."""
        if self.decision is None:
            return []
        names = self.decision.evaluation.law.content("programs.order").names
        return [(names[name].in_(lang), verdict.met) for name, verdict in self.decision.evaluation.programs.items()]

    def missing(self, lang: str) -> dict[str, list[str]]:
        """By program, by name: what is not met, in words."""
        if self.decision is None:
            return {}
        names = self.decision.evaluation.law.content("programs.order").names
        return {
            names[name].in_(lang): [one.message.text(lang) for one in verdict.findings if one.met is False and not one.informative]
            for name, verdict in self.decision.evaluation.programs.items()
        }

    def invited_under(self, lang: str) -> str:
        """The class an invitation to a round open to all would name."""
        if self.decision is None or not self.decision.eligible or not self.decision.program_of_invitation:
            return ""
        names = self.decision.evaluation.law.content("programs.order").names
        return str(names[self.decision.program_of_invitation].in_(lang))

    def categories(self, lang: str) -> list[str]:
        """The categories whose criteria are met, as far as a profile tells of them."""
        if self.decision is None:
            return []
        law_of_day = self.decision.evaluation.law
        return [
            law_of_day.content(f"categories.{verdict.id}").name.in_(lang)
            for verdict in self.decision.evaluation.categories
            if verdict.findings[0].met
        ]


def decided(key: str, name: str, content: dict[str, Any], day: date, today: date) -> Column:
    """What facts come to on a day."""
    try:
        decision = decide(Profile.model_validate(content), day, law=law.book())
        decision.score_range  # noqa: B018  (scores off a scale are found only now)
    except ValidationError as error:
        return Column(key, name, day, None, [problem.message for problem in problems_of(error)])
    except OpenEntryError as error:
        return Column(key, name, day, None, [problem.message for problem in error.problems])
    return Column(key, name, day, decision, later=day > today)


def decided_scenario(kept: Scenario, today: date) -> Column:
    """What a scenario comes to on its day, or today where that day has passed."""
    return decided(str(kept.pk), kept.name, kept.content, max(kept.day or today, today), today)


def values(columns: Iterable[Column]) -> list[facts.Values]:
    """The facts of each column as values of the form; nothing where they cannot be decided."""
    return [facts.read(column.decision) if column.decision else {} for column in columns]
