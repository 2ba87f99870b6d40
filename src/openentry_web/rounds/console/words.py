"""How a round is called, and what its line gave somebody, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from openentry.law.sources import Text
from openentry.messages import Message
from openentry.rounds import read_moment
from openentry.rounds.receipts import Outcome
from openentry_web.pool import law
from openentry_web.rounds.models import Round

_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


def whom(round_: Round) -> tuple[Text | Message, ...]:
    """Whom a round is for, as the law of its day names them."""
    then = law.book().on((round_.corrects or round_).moment.date())
    if round_.kind == "general":
        return (Message("web.rounds.general"),)
    if round_.kind == "category":
        found = then.get(f"categories.{round_.category}")
        return (found.name,) if found else (Text(round_.category, round_.category),)
    names = then.content("programs.order").names
    return tuple(names[program] for program in round_.programs)


def program(name: str, day: date) -> Text:
    """What a class is called."""
    found: Text = law.book().on(day).content("programs.order").names[name]
    return found


def classes(round_: Round) -> list[tuple[Text, int]]:
    """How many were invited under each class, in the order of the law."""
    then = law.book().on((round_.corrects or round_).moment.date()).content("programs.order")
    return [(then.names[name], round_.classes[name]) for name in then.order if name in round_.classes]


def given(record: Mapping[str, Any], published: Mapping[str, Any], outcome: Outcome, day: date) -> Message:
    """What the line of a round gave for a record: invited, under which class; or by how much not; or why it was not ranked."""
    if outcome.program is not None:
        return Message("web.given.invited", {"program": program(outcome.program, day)})
    if outcome.because == "below":
        return Message("web.given.below", {"n": published["cut_off"] - record["score"]})
    if outcome.because == "later":
        tie = published["tie_break"]
        then, last = read_moment(record["received_at"]), read_moment(tie["received_at"])
        if then is not None and last is not None and then > last:
            return Message("web.given.later", {"time": apart(then - last)})
        return Message("web.given.same_moment", {"own": record["sequence"], "last": tie["sequence"]})
    if outcome.because == "nobody":
        return Message("receipt.not.nobody")
    return Message("web.given.not_ranked", {"why": Message(f"round.left_out.{outcome.because}")})


def apart(span: timedelta) -> Message:
    """A span in its largest whole unit: three days, 14 minutes; below a second, in microseconds."""
    seconds = int(span.total_seconds())
    if seconds < 1:
        return Message("web.span.microseconds", {"n": span.microseconds})
    unit, length = next(one for one in _UNITS if seconds >= one[1])
    return Message(f"web.span.{unit}", {"n": seconds // length})
