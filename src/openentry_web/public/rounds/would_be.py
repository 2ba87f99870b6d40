"""“Would I have been invited?”: somebody described by a few figures, beside the department's rounds. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as midnight
from functools import cache
from typing import Any

from openentry import lifecycle
from openentry.messages import Message
from openentry.rounds.instructions import HIGHEST_SCORE
from openentry_web.pool import law, past_rounds
from openentry_web.pool.past_rounds import Compared
from openentry_web.public.rounds import sources
from openentry_web.public.typed import Box, day, moment_of_day, whole

PROGRAMS = ("cec", "fsw", "fst", "pnp")


@dataclass(frozen=True, slots=True)
class Somebody:
    """What a round looks at."""

    score: int
    programs: tuple[str, ...]
    categories: tuple[str, ...]
    nominated: bool
    received_at: datetime


@dataclass(slots=True)
class Form:
    """The form as it came back: each box with what stands in it and what is wrong, and the person where nothing is."""

    boxes: dict[str, Box[Any]]
    programs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    programs_wrong: Message | None = None
    somebody: Somebody | None = None
    span: str = "1"
    problems: list[tuple[str, Message]] = field(default_factory=list)


@cache
def categories() -> tuple[str, ...]:
    """Every category there has been a round for."""
    return tuple(sorted({one.category for one in sources.department() if one.category}))


def blank(now: datetime) -> Form:
    """Nothing filled in but the day."""
    return Form({"score": Box(""), "day": Box(""), "time": Box("")})


def read(post: Mapping[str, str], many: Mapping[str, list[str]], now: datetime) -> Form:
    """The form that was sent."""
    score = whole(post.get("score", ""), 0, HIGHEST_SCORE)
    on = day(post.get("day", ""), law.book().first_day, now.date(), needed=False)
    time = moment_of_day(post.get("time", ""))
    programs = tuple(name for name in PROGRAMS if name in many.get("programs", []))
    chosen = tuple(name for name in categories() if name in many.get("categories", []))
    span = post.get("span", "1")
    form = Form({"score": score, "day": on, "time": time}, programs, chosen, span=span if span in SPANS else "1")
    if not programs:
        form.programs_wrong = Message("web.would.programs.none")
    form.problems = [(f"id_{name}", box.wrong) for name, box in form.boxes.items() if box.wrong]
    if form.programs_wrong:
        form.problems.append((f"id_programs_{PROGRAMS[0]}", form.programs_wrong))
    if not form.problems and score.value is not None:
        # Without a day of submission the person is taken to have been in the pool for every round; equal scores are told as such.
        received = datetime.combine(on.value, time.value or midnight(), tzinfo=UTC) if on.value else EARLIEST
        form.somebody = Somebody(score.value, programs, chosen, "pnp" in programs, received)
    return form


SPANS = ("1", "3", "all")
EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)


def _undecided(one: Compared, somebody: Somebody) -> Compared:
    """Where the score is the lowest that was invited and no moment was given: until when one had to submit."""
    tie = one.round.tie_break
    if not one.open or somebody.score != one.round.lowest_score or tie is None:
        return one
    return replace(one, invited=None, says=Message("web.would.tie", {"day": tie.date(), "time": f"{tie:%H:%M:%S}"}))


@dataclass(frozen=True, slots=True)
class Found:
    """What it came to: the rounds that were open, how many of them would have invited, of how many the moment would have decided,
    how many were not open, and how many were not held while the profile is in the pool."""

    compared: list[Compared]
    open: int
    invited: int
    ties: int
    closed: int
    not_in_pool: int


def against(form: Form, somebody: Somebody, given_day: bool) -> Found:
    """Every round of the span, the newest first. With a day of submission, only those held while such a profile is in the pool:
    from that moment until its time is over."""
    last = sources.known_to()
    first = last - timedelta(days=365 * int(form.span)) if form.span != "all" else sources.department()[0].day
    rounds = [one.real for one in reversed(sources.department()) if one.real and one.day > first]
    if given_day:
        end = lifecycle.deadline(law.book().on(somebody.received_at.date()), "pool_years", somebody.received_at)
        held = [one for one in rounds if somebody.received_at.date() <= one.day <= end.date()]
    else:
        held = rounds
    compared = [_undecided(one, somebody) if not given_day else one for one in past_rounds.compare(somebody, held)]
    opened = [one for one in compared if one.open]
    return Found(
        opened,
        len(opened),
        sum(one.invited is True for one in opened),
        sum(one.invited is None for one in opened),
        len(compared) - len(opened),
        len(rounds) - len(held),
    )
