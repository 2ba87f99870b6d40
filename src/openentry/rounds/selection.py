"""Who is invited: a pure function of the pool, the instructions and the law of the day.

Everyone whom the round is open to is ranked: score, high to low; then the moment of receipt, early to late; then the sequence
number, which is ours. A round is a matter of counting: a histogram over the scores gives the cut-off, and only those at or above
it are sorted. Whole pools in columns take the same three steps: :class:`Opening` answers once for each combination of programs,
categories and nomination; :func:`line` takes the histogram; :func:`select` ranks those who are left, whose number is then small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from heapq import nsmallest
from typing import Literal

from openentry import lifecycle
from openentry.errors import InputError
from openentry.law import Law
from openentry.rounds.entries import Entry, Invitation, Result, TieBreak
from openentry.rounds.instructions import HIGHEST_SCORE, Instructions, refuse_impossible

EVERYONE_AT_THE_SCORE = "everyone_at_the_score"
_NOMINEES = "pnp"


@dataclass(frozen=True, slots=True)
class Line:
    """Where a round ends: ``score`` is the cut-off, ``places`` how many are invited at it (None: everyone)."""

    score: int
    places: int | None


class Opening:
    """Whom a round is open to, and in which class (A10.1(1.1), A10.3(1)(h.1), (j.1))."""

    def __init__(self, instructions: Instructions, law: Law) -> None:
        order: tuple[str, ...] = law.content("programs.order").order
        self.category = instructions.category
        self.open = tuple(p for p in order if instructions.programs is None or p in instructions.programs)
        if instructions.kind == "category":
            self.open = tuple(p for p in self.open if p != _NOMINEES)
        self._order = order
        self._known: dict[tuple[frozenset[str], frozenset[str], bool], tuple[str | None, str]] = {}

    def look(self, programs: frozenset[str], categories: frozenset[str], nominated: bool) -> tuple[str | None, str]:
        """The class an invitation would name, and ``""``; or None, and why the person is not ranked in this round.

        A person whose nomination is accepted can be invited as a nominee only, whatever other programs they meet; the
        nomination counts as accepted, too, where the provincial nominee program is met.
        """
        key = (programs, categories, nominated)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._look(programs, categories, nominated)
        return found

    def _look(self, programs: frozenset[str], categories: frozenset[str], nominated: bool) -> tuple[str | None, str]:
        if not programs.intersection(self._order):
            return None, "no_program"
        if nominated or _NOMINEES in programs:
            if _NOMINEES not in programs:
                return None, "nominee_not_met"
            return (_NOMINEES, "") if _NOMINEES in self.open else (None, "nominee")
        if self.category is not None and self.category not in categories:
            return None, "other_category"
        program = next((p for p in self.open if p in programs), None)
        return (program, "") if program else (None, "other_program")


def line(histogram: Sequence[int], instructions: Instructions, law: Law) -> Line | None:
    """Where the round ends, from ``histogram[score]``: how many of those ranked have each score, 0 to 1,200.

    Since 6 June 2017 the number is exact, and an instruction that only gives a score invites everyone at or above it; before,
    everyone at the cut-off was invited (document ``crs.ties``). None when nobody is invited.
    """
    lowest, size = instructions.lowest_score or 0, instructions.size
    everyone = size is None or law.content("crs.ties").rule == EVERYONE_AT_THE_SCORE
    above, last = 0, None
    for score in range(HIGHEST_SCORE, lowest - 1, -1):
        if size is not None and above >= size:
            break
        if histogram[score]:
            places = None if everyone or size is None else min(size - above, histogram[score])
            last = Line(score, places)
            above += histogram[score]
    return last


def select(pool: Iterable[Entry], instructions: Instructions, law: Law) -> Result:
    """Who is invited in the round of ``instructions``, under the law of its day.

    Entries whose state is not one of the pool, that were received after the moment of the round, or whose year is over, are
    never ranked. Raises :class:`InstructionsError` for instructions this law cannot carry out and :class:`InputError` for a
    pool in which two entries have one id or one sequence number, or one has a state that is not in the table.
    """
    refuse_impossible(instructions, law)
    opening, left_out = Opening(instructions, law), Counter[str]()
    in_pool = {state.id: state.in_pool for state in lifecycle.states(law)}
    moment, term = instructions.moment, _Term(instructions.moment, law)
    histogram = [0] * (HIGHEST_SCORE + 1)
    ranked: list[tuple[Entry, str]] = []
    seen: set[str] = set()
    numbers: set[int] = set()
    for size, entry in enumerate(pool, 1):
        seen.add(entry.id)
        numbers.add(entry.sequence)
        if len(seen) < size or len(numbers) < size:
            raise InputError.of("error.round.entry.twice", entry.id, id=entry.id, sequence=entry.sequence)
        if not in_pool.get(entry.state):
            left_out[lifecycle.state(law, entry.state).id] += 1
        elif entry.received_at > moment:
            left_out["not_yet_received"] += 1
        elif term.is_over(entry.received_at):
            left_out["year_over"] += 1
        else:
            program, reason = opening.look(entry.programs, entry.categories, entry.nominated)
            if program is None:
                left_out[reason] += 1
            else:
                histogram[entry.score] += 1
                ranked.append((entry, program))
    end = line(histogram, instructions, law)
    if end is None:
        return Result((), len(ranked), None, None, 0, dict(sorted(left_out.items())))
    return _result(ranked, end, histogram[end.score], law, left_out)


class _Term:
    """Whether the time of an entry in the pool was over before the moment of the round (MI s. 4(1)(b))."""

    def __init__(self, moment: datetime, law: Law) -> None:
        self.moment = moment
        self._law = law
        self._of_day: dict[date, bool | None] = {}  # None: it depends on the time of day

    def is_over(self, received_at: datetime) -> bool:
        """``received_at`` is in UTC."""
        day = received_at.date()
        if day not in self._of_day:
            first = datetime.combine(day, time.min, tzinfo=UTC)
            over = {self._is_over(moment) for moment in (first, datetime.combine(day, time.max, tzinfo=UTC))}
            self._of_day[day] = over.pop() if len(over) == 1 else None
        known = self._of_day[day]
        return self._is_over(received_at) if known is None else known

    def _is_over(self, received_at: datetime) -> bool:
        return lifecycle.deadline(self._law, "pool_years", received_at) < self.moment


def _result(ranked: list[tuple[Entry, str]], end: Line, at_cut_off: int, law: Law, left_out: Counter[str]) -> Result:
    above = [pair for pair in ranked if pair[0].score > end.score]
    above.sort(key=lambda pair: (-pair[0].score, pair[0].received_at, pair[0].sequence))
    at_line = [pair for pair in ranked if pair[0].score == end.score]
    places = at_cut_off if end.places is None else end.places
    first = nsmallest(places, at_line, key=lambda pair: (pair[0].received_at, pair[0].sequence))
    invited = tuple(
        Invitation(rank, entry.id, program, entry.score, entry.received_at, entry.sequence)
        for rank, (entry, program) in enumerate(above + first, 1)
    )
    last = invited[-1]
    ties_decide = law.content("crs.ties").rule != EVERYONE_AT_THE_SCORE
    tie_break = TieBreak(last.received_at, last.sequence) if ties_decide else None
    return Result(invited, len(ranked), end.score, tie_break, at_cut_off, dict(sorted(left_out.items())))


def ranks_within(
    score: int,
    received_at: datetime,
    cut_off: int,
    tie_break: datetime | None,
    law: Law,
    published_to: Literal["microsecond", "second"] = "microsecond",
) -> bool:
    """Whether a profile of that score and moment of receipt stands within a published cut-off and tie-break.

    Received exactly at the tie-break: as the switch TIE-EXACT says, for the moment is that of the last person invited. Where the
    tie-break was published to the second (the department's own feed), the moment of receipt is compared to the second too, so that
    it cannot tell apart two profiles of one second. Without a tie-break everyone at the cut-off stands within.
    """
    if score != cut_off or tie_break is None:
        return score >= cut_off
    received = received_at.astimezone(UTC)
    if published_to == "second":
        received, tie_break = received.replace(microsecond=0), tie_break.replace(microsecond=0)
    return received < tie_break or (received == tie_break and law.choice("TIE-EXACT") == "invited")
