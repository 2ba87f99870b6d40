"""What must hold before anyone is told: the result of a round, held against the pool itself.

Written apart from the selection and sharing no step with it, so that one mistake cannot stand in both: nobody is ranked here.
Each person of the pool is looked at alone, against the last person invited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from openentry import lifecycle
from openentry.law import Law
from openentry.messages import Message
from openentry.rounds.entries import Entry, Invitation, Result, why_left_out
from openentry.rounds.instructions import Instructions
from openentry.rounds.moments import write_moment

Check = Literal["intrusion", "omission", "number", "order", "class", "excluded", "figures"]
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that does not hold: which, and what was found."""

    check: Check
    message: Message


def checks(pool: Iterable[Entry], instructions: Instructions, result: Result, law: Law) -> list[Failure]:
    """Everything about ``result`` that does not hold; an empty list when all does.

    * intrusion: nobody is invited twice, unknown to the pool, below the line, or not among those the round is open to;
    * omission: nobody above the line, or before the last person invited, is left out;
    * number: as the instruction says, under the rule of the day for equal scores;
    * order: ranks run from 1, by score, then moment of receipt, then sequence number;
    * class: each invitation names the first class of the law's order that the round is open to and the person meets;
    * excluded: nobody who is invited already, barred, withdrawn, expired, or outside the pool in any way, is invited;
    * figures: cut-off, tie-break and counts are those of the people invited.

    At most 20 failures of one kind are listed.
    """
    listed: dict[str, int] = {}
    found = []
    for failure in _all(list(pool), instructions, result, law):
        listed[failure.check] = listed.get(failure.check, 0) + 1
        if listed[failure.check] <= _SHOWN:
            found.append(failure)
    return found


def _all(pool: list[Entry], instructions: Instructions, result: Result, law: Law) -> Iterator[Failure]:
    by_id = {entry.id: entry for entry in pool}
    judge = _Judge(instructions, law)
    right_class = {}
    for entry in pool:
        if judge.why_outside(entry) is None and (program := judge.program(entry)):
            right_class[entry.id] = program
    yield from _people(by_id, result.invited, judge, right_class)
    yield from _order(result.invited)
    invited = {invitation.id for invitation in result.invited}
    could_be = [entry for entry in pool if entry.id in right_class and entry.score >= (instructions.lowest_score or 0)]
    yield from _left_out(could_be, invited, result, instructions, judge.ties_stand_together)
    yield from _number(could_be, result, instructions, judge.ties_stand_together)
    yield from _figures(len(right_class), could_be, result, judge.ties_stand_together)


class _Judge:
    """Says of one person what the law says: outside the pool or not, and which class an invitation may name."""

    def __init__(self, instructions: Instructions, law: Law) -> None:
        self.moment = instructions.moment
        self.ties_stand_together = law.content("crs.ties").rule == "everyone_at_the_score"
        self._law, self._instructions = law, instructions
        self._order: tuple[str, ...] = law.content("programs.order").order
        self._waiting = [state.id for state in law.content("procedure.states").states if state.in_pool]
        self._length = law.content("procedure.pool_years")

    def why_outside(self, entry: Entry) -> str | None:
        """The state, ``not_yet_received`` or ``year_over``: why the person is not in the pool at the moment of the round."""
        if entry.state not in self._waiting:
            return entry.state
        if entry.received_at > self.moment:
            return "not_yet_received"
        return "year_over" if self._year_is_over(entry.received_at) else None

    def _year_is_over(self, received_at: datetime) -> bool:
        if self._length.unit != "years":
            return lifecycle.deadline(self._law, "pool_years", received_at) < self.moment
        # The last moment is the same day and time so many years later. A 29 February ends on the 28th, at its own time.
        day = (received_at.month, received_at.day)
        year = received_at.year + self._length.length
        if day == (2, 29) and (year % 4 != 0 or (year % 100 == 0 and year % 400 != 0)):
            day = (2, 28)
        moment = self.moment
        return (moment.year, (moment.month, moment.day), moment.time()) > (year, day, received_at.time())

    def program(self, entry: Entry) -> str | None:
        """The class an invitation of this round must name, or None when the person cannot be invited in it."""
        instructions = self._instructions
        met = [program for program in self._order if program in entry.programs]
        if entry.nominated or "pnp" in met:
            met = [program for program in met if program == "pnp"]  # A10.1(1.1): as a nominee, or not at all
        if instructions.kind == "programs":
            met = [program for program in met if program in (instructions.programs or ())]
        if instructions.kind == "category":
            member = instructions.category in entry.categories
            met = [program for program in met if program != "pnp" and member]
        return met[0] if met else None


def _people(
    by_id: dict[str, Entry], invited: tuple[Invitation, ...], judge: _Judge, right_class: dict[str, str]
) -> Iterator[Failure]:
    seen: set[str] = set()
    for one in invited:
        entry = by_id.get(one.id)
        if one.id in seen:
            yield _failure("intrusion", "twice", id=one.id)
        seen.add(one.id)
        if entry is None:
            yield _failure("intrusion", "unknown", id=one.id)
            continue
        if (one.score, one.received_at, one.sequence) != (entry.score, entry.received_at, entry.sequence):
            yield _failure("intrusion", "altered", id=one.id, score=entry.score, received_at=write_moment(entry.received_at))
        why = judge.why_outside(entry)
        if why is not None:
            yield _failure("excluded", "excluded", id=one.id, why=why_left_out(why))
        elif one.id not in right_class:
            yield _failure("intrusion", "not_open", id=one.id)
        elif right_class[one.id] != one.program:
            yield _failure("class", "class", id=one.id, found=one.program, right=right_class[one.id])


def _order(invited: tuple[Invitation, ...]) -> Iterator[Failure]:
    for place, one in enumerate(invited, 1):
        if one.rank != place:
            yield _failure("order", "rank", id=one.id, rank=one.rank, place=place)
    for before, after in pairwise(invited):
        if not _before(before, after):
            yield _failure("order", "order", before=before.id, after=after.id)


def _before(one: Entry | Invitation, other: Entry | Invitation) -> bool:
    if one.score != other.score:
        return one.score > other.score
    if one.received_at != other.received_at:
        return one.received_at < other.received_at
    return one.sequence < other.sequence


def _left_out(
    could_be: list[Entry], invited: set[str], result: Result, instructions: Instructions, ties_stand_together: bool
) -> Iterator[Failure]:
    last: Invitation | None = None
    for one in result.invited:
        if last is None or _before(last, one):
            last = one
    if instructions.size is None:
        missing = [entry for entry in could_be if entry.id not in invited]
    elif last is None:
        missing = []  # where nobody is invited, the number says whether somebody should be
    else:
        missing = [
            entry
            for entry in could_be
            if entry.id not in invited and (_before(entry, last) or (ties_stand_together and entry.score == last.score))
        ]
    for entry in missing:
        yield _failure("omission", "omission", id=entry.id, score=entry.score, received_at=write_moment(entry.received_at))
    for one in result.invited:
        if one.score < (instructions.lowest_score or 0):
            yield _failure("intrusion", "below", id=one.id, score=one.score, lowest=instructions.lowest_score)


def _number(could_be: list[Entry], result: Result, instructions: Instructions, ties_stand_together: bool) -> Iterator[Failure]:
    invited, size = len({one.id for one in result.invited}), instructions.size
    if size is None:
        right = len(could_be)
    elif not ties_stand_together:
        right = min(size, len(could_be))
    else:
        scores = sorted((entry.score for entry in could_be), reverse=True)[:size]
        right = sum(entry.score >= scores[-1] for entry in could_be) if scores else 0
    if invited != right:
        yield _failure("number", "number", invited=invited, right=right)


def _figures(eligible: int, could_be: list[Entry], result: Result, ties_stand_together: bool) -> Iterator[Failure]:
    last = result.invited[-1] if result.invited else None
    cut_off = last.score if last else None
    tie_break = (last.received_at, last.sequence) if last and not ties_stand_together else None
    right: dict[str, Any] = {
        "eligible": eligible,
        "cut_off": cut_off,
        "tie_break": tie_break,
        "at_cut_off": sum(entry.score == cut_off for entry in could_be),
    }
    stated: dict[str, Any] = {
        "eligible": result.eligible,
        "cut_off": result.cut_off,
        "tie_break": (result.tie_break.received_at, result.tie_break.sequence) if result.tie_break else None,
        "at_cut_off": result.at_cut_off,
    }
    for figure, value in right.items():
        if stated[figure] != value:
            yield _failure("figures", "figures", figure=figure, found=str(stated[figure]), right=str(value))


def _failure(check: Check, sentence: str, **params: Any) -> Failure:
    return Failure(check, Message(f"round.check.{sentence}", params))
