"""Questions about answers: read only."""

from __future__ import annotations

from datetime import date
from typing import Any

from openentry import Profile
from openentry_web.profiles import answers
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.models import Answers, Unsent


def answers_of(entry: Any) -> Answers | None:
    """The working answers of an entry, if it has any."""
    return Answers.objects.filter(entry=entry).first()


def state_of(entry: Any) -> Answered:
    """The same, to be looked at; those of the version it stands on where it has no others; empty where there is nothing yet."""
    kept = answers_of(entry)
    if kept is not None:
        return Answered(kept.content, kept.typed, kept.notes, kept.seen, kept.keys)
    return Answered(content=entry.version.content if entry.version_id else {})


def standing_profile(kept: Any, today: date) -> Profile:
    """The profile of what holds in some answers: always valid, whatever contradicts or could not be read."""
    state = kept if isinstance(kept, Answered) else Answered(kept.content, kept.typed, kept.notes, kept.seen, kept.keys)
    return answers.standing(state, today)[0]


def unsent(person: Any, place: str) -> Unsent | None:
    """The form of that page that could not be saved."""
    return Unsent.objects.filter(person=person, place=place).first()


def all_unsent(person: Any) -> list[Unsent]:
    """Every form of a person that could not be saved, the latest first."""
    return list(Unsent.objects.filter(person=person).order_by("-at"))


def notes_of(entry: Any) -> dict[str, str]:
    """What did not fit somebody's case, by ``place.field`` (officers read it)."""
    kept = answers_of(entry)
    return dict(kept.notes) if kept else {}
