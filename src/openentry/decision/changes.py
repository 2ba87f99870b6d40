"""The first later day on which a decision differs, and why (contract C48)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from openentry.decision.evaluation import Evaluation
from openentry.messages import Message


@dataclass(frozen=True, slots=True)
class Change:
    """A day, what made it one, and the evaluation of that day."""

    on: date
    because: tuple[Message, ...]
    evaluation: Evaluation


def next_change(now: Evaluation, evaluate_on: Callable[[date], Evaluation], until: date | None = None) -> Change | None:
    """The next change after ``now``, or None when nothing will ever differ (or not by ``until``).

    Every question that depends on time has noted the day on which its answer turns; the days noted are evaluated in order until one
    differs. On the days between, every answer is the same, so nothing can.
    """
    before = now.outcome()
    last = (until or date.max).toordinal()
    current = now
    while (turn := current.asof.next_turn()) is not None and turn[0] <= last:
        day, because = date.fromordinal(turn[0]), turn[1]
        current = evaluate_on(day)
        if current.outcome() != before:
            return Change(day, because, current)
    return None
