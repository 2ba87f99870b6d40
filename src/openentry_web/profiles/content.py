"""Places in a profile's JSON, and what in it holds.

A *loc* is a path as pydantic gives it: ``("work", 0, "start")``.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from openentry import Profile
from openentry.errors import Problem
from openentry.language import ABILITIES, check_score
from openentry.messages import Message, has
from openentry_web.pool import law

Loc = tuple[str | int, ...]
Content = dict[str, Any]

MISSING: Any = object()
_LISTS_OF_TESTS: tuple[Loc, ...] = (("language_tests",), ("family", "spouse", "language_tests"))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a profile that does not hold: where, and what to say."""

    loc: Loc
    message: Message


def loc_of(path: str) -> Loc:
    """``family.spouse.work`` or ``bars.0.until`` as a loc."""
    return tuple(int(step) if step.isdecimal() else step for step in path.split(".")) if path else ()


def get(content: Any, loc: Loc) -> Any:
    """What stands at ``loc``, or :data:`MISSING`."""
    for step in loc:
        if isinstance(step, str):
            there = isinstance(content, Mapping) and step in content
        else:
            there = isinstance(content, list) and 0 <= step < len(content)
        if not there:
            return MISSING
        content = content[step]
    return content


def put(content: Content, loc: Loc, value: Any) -> None:
    """Set what stands at ``loc``; what is missing or null on the way there is made."""
    at: Any = content
    for step, following in pairwise(loc):
        found = get(at, (step,))
        if not isinstance(found, list if isinstance(following, int) else dict):
            found = [] if isinstance(following, int) else {}
            _set(at, step, found)
        at = get(at, (step,))
    _set(at, loc[-1], value)


def take(content: Content, loc: Loc) -> Any:
    """Remove what stands at ``loc`` and return it, or :data:`MISSING`."""
    found, around = get(content, loc), get(content, loc[:-1])
    if found is not MISSING:
        around.pop(loc[-1])
    return found


def _set(at: Any, step: str | int, value: Any) -> None:
    if isinstance(step, int):
        at.extend({} for _ in range(step + 1 - len(at)))
    at[step] = value


def examine(content: Content, today: date) -> tuple[Profile, list[Trouble]]:
    """The profile that stands without what does not hold, and all that does not hold.

    Each answer alone is known to hold; what contradicts another is left out, the one the library names, until the rest stands.
    """
    content = copy.deepcopy(content)
    troubles: list[Trouble] = []
    while True:
        profile = Profile()
        try:
            profile = Profile.model_validate(content)
            found = _scores(profile, today)
        except ValidationError as error:
            found = [Trouble(tuple(e["loc"]), Message(e["type"], e.get("ctx", {}))) for e in error.errors(include_url=False)]
        if not found:
            return profile, troubles
        troubles += found
        for trouble in found:
            _leave_out(content, trouble.loc)


def _leave_out(content: Content, loc: Loc) -> None:
    """Take away what a trouble is about: the deepest thing that is there, but no whole item of a list for a key it lacks."""
    while loc:
        if take(content, loc) is not MISSING:
            return
        loc = loc[:-1]
    content.clear()


def problem_of(loc: Loc, value: Any) -> Message | None:
    """What is wrong with a value by itself, whatever else was answered."""
    alone: Content = {}
    put(alone, tuple(0 if isinstance(step, int) else step for step in loc), value)
    try:
        Profile.model_validate(alone)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return Message(first["type"], first.get("ctx", {}))
    return None


def _scores(profile: Profile, today: date) -> list[Trouble]:
    """Scores that do not exist on the scale of their test."""
    found = []
    scales = law.book().on(today)
    tests: list[tuple[Loc, Any]] = [(_LISTS_OF_TESTS[0], profile.language_tests)]
    if profile.family and profile.family.spouse:
        tests.append((_LISTS_OF_TESTS[1], profile.family.spouse.language_tests))
    for place, sittings in tests:
        for at, sitting in enumerate(sittings or ()):
            for ability in ABILITIES:
                score = getattr(sitting, ability)
                if sitting.test and score is not None:
                    problem: Problem | None = check_score(scales, sitting.test, ability, score, taken_on=sitting.taken_on)
                    if problem:
                        found.append(Trouble((*place, at, ability), problem.message))
    return found


def in_our_words(message: Message) -> Message:
    """A sentence of the library as a form says it: ours where the library's speaks of keys and of null."""
    ours = message.id.replace("error.profile.", "web.problem.", 1)
    return Message(ours, message.params) if ours != message.id and has(ours) else message
