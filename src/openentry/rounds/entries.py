"""Who waits in a pool, and what a round makes of it: entries, invitations, and the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from openentry.errors import InputError
from openentry.messages import Message
from openentry.rounds.instructions import HIGHEST_SCORE

IN_POOL = "IN_POOL"
NONE: frozenset[str] = frozenset()
_UTC = timedelta(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One expression of interest as a round sees it.

    ``received_at``: the moment of first submission, to the microsecond, in UTC. ``sequence``: the number given at receipt, no two
    alike. ``programs``: the programs whose requirements are met (``pnp cec fsw fst``). ``nominated``: a nomination of a province is
    accepted. ``state``: a state of the table ``procedure.states``.

    A score outside 0-1,200, or a moment that is not UTC, is an :class:`InputError`.
    """

    id: str
    score: int
    received_at: datetime
    sequence: int
    programs: frozenset[str]
    categories: frozenset[str] = NONE
    nominated: bool = False
    state: str = IN_POOL

    def __post_init__(self) -> None:
        if not 0 <= self.score <= HIGHEST_SCORE:
            raise InputError.of("error.round.entry.score", self.id, found=self.score, most=HIGHEST_SCORE)
        if self.received_at.utcoffset() != _UTC:
            raise InputError.of("error.round.entry.not_utc", self.id, found=self.received_at.isoformat())


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person invited: the place in the round (1 is the first), and the class the invitation names (``program``)."""

    rank: int
    id: str
    program: str
    score: int
    received_at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class TieBreak:
    """When the last person invited was received: the moment, to the microsecond in UTC, and the sequence number."""

    received_at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a round gives.

    ``invited``: in order of rank. ``eligible``: how many were ranked. ``cut_off``: the lowest score invited, None when nobody was.
    ``tie_break``: None also where the law of the day invites everyone at the cut-off. ``at_cut_off``: how many of those ranked have
    that score, invited or not. ``left_out``: how many of the pool were not ranked, by reason (:data:`REASONS`, or a state).
    """

    invited: tuple[Invitation, ...]
    eligible: int
    cut_off: int | None
    tie_break: TieBreak | None
    at_cut_off: int
    left_out: Mapping[str, int]


#: Why an entry is not ranked, besides a state that is not in the pool.
REASONS = ("not_yet_received", "year_over", "no_program", "nominee_not_met", "nominee", "other_program", "other_category")


def why_left_out(reason: str) -> Message:
    """Why an entry is not ranked, in words: one of :data:`REASONS`, or the state it stands in."""
    return Message(f"round.left_out.{reason}") if reason in REASONS else Message("round.left_out.state", {"state": reason})
