"""The shapes of procedure: the states of a thing, what leads from one to the next, and the periods that run."""

from __future__ import annotations

from typing import Literal

from pydantic.dataclasses import dataclass

from openentry.law.shapes.common import CLOSED
from openentry.law.sources import Source, Text

Who = Literal["person", "system", "round", "officer", "minister", "province"]

#: What a transition does besides changing the state.
Effect = Literal[
    "stamp_received_at",  # the moment of receipt is recorded: it decides ties and the last moment in the pool
    "keep_received_at",  # that moment stays what it was
    "decide",  # eligibility and score are worked out anew
    "name_class",  # the class of the invitation is fixed
    "start_apply_period",  # the period to apply begins to run
    "bar_this_profile",  # this profile can never be invited again
    "bar_person",  # the person may neither hold a profile nor apply
    "award_nomination",  # the nomination counts
    "remove_nomination",  # the nomination no longer counts
    "notify",  # the person is told
]


@dataclass(frozen=True, slots=True, config=CLOSED)
class State:
    """One state.

    ``terminal``: nothing leads out of it. ``momentary``: left at once, by the next transition of the same transaction.
    ``shown`` is what a person sees.
    """

    id: str
    name: Text
    meaning: Text
    shown: Text
    in_pool: bool
    editable: bool
    terminal: bool
    momentary: bool = False


@dataclass(frozen=True, slots=True, config=CLOSED)
class Transition:
    """One way from a state to another, or the same.

    ``from_states`` empty: it begins a new one, after an earlier one that stands in ``after`` where that is not empty. ``deadline``
    names the period (``procedure.<deadline>``) within which it must, or after which it does, happen.
    """

    id: str
    from_states: tuple[str, ...]
    to: str
    trigger: Text
    who: Who
    effects: tuple[Effect, ...]
    source: Source
    deadline: str | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=CLOSED)
class States:
    """A whole table of states and transitions. What is not in it cannot happen."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        known = {state.id: state for state in self.states}
        ids = [transition.id for transition in self.transitions]
        if len(known) < len(self.states) or len(set(ids)) < len(ids):
            raise ValueError("a state or a transition stands twice")
        for transition in self.transitions:
            for name in (*transition.from_states, transition.to, *transition.after):
                if name not in known:
                    raise ValueError(f"{transition.id}: there is no state {name}")
            for name in transition.from_states:
                if known[name].terminal:
                    raise ValueError(f"{transition.id}: nothing leads out of {name}")
        lost = known.keys() - self._reached()
        if lost:
            raise ValueError(f"nothing leads to {', '.join(sorted(lost))}")
        stuck = [s.id for s in self.states if not s.terminal and not any(s.id in t.from_states for t in self.transitions)]
        if stuck:
            raise ValueError(f"not terminal, but nothing leads out of {', '.join(stuck)}")

    def _reached(self) -> set[str]:
        reached: set[str] = set()
        while True:
            more = {t.to for t in self.transitions if not t.from_states or reached.intersection(t.from_states)}
            if more <= reached:
                return reached
            reached |= more


@dataclass(frozen=True, slots=True, config=CLOSED)
class Deadline:
    """A period of ``length`` days or years from the moment that ``runs_from`` describes."""

    length: int
    unit: Literal["days", "years"]
    runs_from: Text

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError("a period is at least one day or year long")
