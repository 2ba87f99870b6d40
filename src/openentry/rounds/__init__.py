"""Rounds of invitations: instructions, selection, the checks that must hold, and the real rounds since 2015.

>>> from datetime import UTC, date, datetime
>>> from openentry.law import load_law
>>> from openentry.rounds import Entry, Instructions, checks, select
>>> law = load_law(date(2025, 7, 22))
>>> instructions = Instructions.model_validate({"number": 1, "moment": "2025-07-22T14:30:00Z", "kind": "general", "size": 1})
>>> pool = [
...     Entry("A", 480, datetime(2025, 5, 2, 9, 0, tzinfo=UTC), 2, frozenset({"cec", "fsw"})),
...     Entry("B", 480, datetime(2025, 5, 1, 9, 0, tzinfo=UTC), 1, frozenset({"fsw"})),
... ]
>>> result = select(pool, instructions, law)
>>> [(one.id, one.program) for one in result.invited], result.cut_off, checks(pool, instructions, result, law)
([('B', 'fsw')], 480, [])
"""

from openentry.rounds.checks import Failure, checks
from openentry.rounds.entries import REASONS, Entry, Invitation, Result, TieBreak, why_left_out
from openentry.rounds.instructions import Instructions, instructions_of, instructions_schema, refuse_impossible
from openentry.rounds.moments import read_moment, write_moment
from openentry.rounds.reading import read_instructions
from openentry.rounds.selection import Line, Opening, line, ranks_within, select

__all__ = [
    "REASONS",
    "Entry",
    "Failure",
    "Instructions",
    "Invitation",
    "Line",
    "Opening",
    "Result",
    "TieBreak",
    "checks",
    "instructions_of",
    "instructions_schema",
    "line",
    "ranks_within",
    "read_instructions",
    "read_moment",
    "refuse_impossible",
    "select",
    "why_left_out",
    "write_moment",
]
