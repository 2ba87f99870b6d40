"""Entries of a pool from the rows of a file: scored facts with the moment of receipt, programs and categories.

A round must not be run on a pool of which a part could not be read: one bad cell refuses the whole file.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from openentry import lifecycle
from openentry.errors import FactsError, Problem
from openentry.law import Law
from openentry.messages import Message
from openentry.profile.problems import shown
from openentry.rounds.entries import IN_POOL, Entry
from openentry.rounds.instructions import HIGHEST_SCORE, Instructions
from openentry.rounds.moments import read_moment

#: The columns that are read. Others (the facts, the points by factor) may stand beside them. ``score`` may be called ``total``.
#: ``nomination`` holds the fact (false, true) or, as in a scored table, its points; ``nominated`` says it where points cannot.
COLUMNS = ("id", "score", "received_at", "sequence", "programs", "categories", "nomination", "nominated", "state")
REQUIRED = ("id", "score", "received_at", "programs")

_MOST_PROBLEMS = 20
_HIGHEST_SEQUENCE = 2**63 - 1
_WHOLE = re.compile(r"-?[0-9]{1,19}")
_YES_NO = {"": False, "false": False, "true": True, None: False, False: False, True: True}


class _Refused(Exception):
    def __init__(self, message_id: str, **params: Any) -> None:
        self.message = Message(message_id, params)


def entries(
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    instructions: Instructions,
    law: Law,
    name: str,
    columns: Collection[str] | None = None,
) -> list[Entry]:
    """The entries in ``rows``, each row with the number of its line. Values are texts, or already what they mean.

    ``columns`` names the columns where the file has a head; otherwise (one JSON object a line) each row is looked at. Without
    a column ``sequence`` the entries are numbered as they stand in the file. ``programs`` and ``categories`` are lists, or
    texts parted by semicolons.

    Raises :class:`FactsError`: ``pool.csv:12: received_at`` and what to do, for the first 20 problems.
    """
    reader = _Rows(instructions, law, name)
    found: list[Entry] = []
    if columns is not None:
        reader.look_at(columns)
    if not reader.problems:
        found.extend(reader.read(rows))
    if columns is None and reader.columns:
        reader.look_at(reader.columns)
    if reader.problems:
        raise FactsError(*reader.problems)
    return found


class _Rows:
    def __init__(self, instructions: Instructions, law: Law, name: str) -> None:
        self.problems: list[Problem] = []
        self.columns: set[str] = set()
        self._name = name
        self._for_category = instructions.kind == "category"
        self._programs: tuple[str, ...] = law.content("programs.order").order
        documents = sorted(law.book.documents)
        self._categories = tuple(d.removeprefix("categories.") for d in documents if d.startswith("categories."))
        self._states = tuple(state.id for state in lifecycle.states(law))
        self._first_day = law.book.first_day
        self._lists: dict[Any, frozenset[str]] = {}
        self._line_of_id: dict[str, int] = {}
        self._line_of_number: dict[int, int] = {}

    def look_at(self, columns: Collection[str]) -> None:
        """Note what is wrong with the names of the columns."""
        have = {"score" if column == "total" else column for column in columns}
        if {"total", "score"} <= set(columns):
            self._note("", Message("error.round.pool.two_scores"))
        for column in sorted(set(columns) - set(COLUMNS) - {"total"}):
            near = difflib.get_close_matches(column, [c for c in COLUMNS if c not in have], n=1, cutoff=0.85)
            if near:
                self._note("", Message("error.round.pool.column_near", {"found": shown(column), "near": near[0]}))
        for column in REQUIRED:
            if column not in have:
                self._note("", Message("error.round.pool.column_missing", {"column": column}))
        if self._for_category and "categories" not in have:
            self._note("", Message("error.round.pool.column_for_category"))

    def read(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Entry]:
        """The entries, one a row; a row that does not hold is noted instead."""
        for place, (line, row) in enumerate(rows, 1):
            self.columns.update(row)
            entry = self._entry(row, line, place)
            if entry is not None:
                yield entry
            if len(self.problems) >= _MOST_PROBLEMS:
                self._note("", Message("error.round.pool.more", {"shown": _MOST_PROBLEMS}))
                return

    def _entry(self, row: Mapping[str, Any], line: int, place: int) -> Entry | None:
        before = len(self.problems)
        cells: dict[str, Any] = {}
        for column, read in (
            ("id", _text),
            ("total" if "total" in row else "score", _score),
            ("received_at", self._moment),
            ("sequence", lambda value: _sequence(value) if "sequence" in row else place),
            ("programs", lambda value: self._list(value, self._programs)),
            ("categories", lambda value: self._list(value, self._categories)),
            ("nomination", _nomination),
            ("nominated", _yes_no),
            ("state", self._state),
        ):
            try:
                cells["score" if column == "total" else column] = read(row.get(column))
            except _Refused as refused:
                self._note(column, refused.message, line)
        if row.get("nominated") in (None, ""):
            cells["nominated"] = cells.get("nomination")
        elif cells.get("nomination") and cells.get("nominated") is False:
            self._note("nominated", Message("error.round.pool.nominated"), line)
        if len(self.problems) > before:
            return None
        del cells["nomination"]
        self._once("id", cells["id"], self._line_of_id, line)
        self._once("sequence", cells["sequence"], self._line_of_number, line)
        return Entry(**cells)

    def _once(self, column: str, value: Any, lines: dict[Any, int], line: int) -> None:
        first = lines.setdefault(value, line)
        if first != line:
            said = shown(value) if column == "id" else value
            self._note(column, Message(f"error.round.pool.{column}_twice", {column: said, "line": first}), line)

    def _list(self, value: Any, known: tuple[str, ...]) -> frozenset[str]:
        key = (tuple(value) if isinstance(value, list | tuple) else value, known)
        try:
            found = self._lists.get(key)
        except TypeError:  # a list of what cannot stand in a set
            raise _Refused("error.round.pool.choices", found=shown(value), known=known) from None
        if found is None:
            found = self._lists[key] = _choices(value, known)
        return found

    def _state(self, value: Any) -> str:
        if value is None or value == "":
            return IN_POOL
        if value not in self._states:
            raise _Refused("error.round.pool.choices", found=shown(value), known=self._states)
        return str(value)

    def _moment(self, value: Any) -> datetime:
        if value is None or value == "":
            raise _Refused("error.round.pool.required")
        moment = read_moment(value.strip()) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise _Refused("error.round.pool.moment", found=shown(value))
        received = moment.astimezone(UTC)
        if received.date() < self._first_day:
            raise _Refused("error.day.before_the_law", day=received.date(), first=self._first_day)
        return received

    def _note(self, column: str, message: Message, line: int | None = None) -> None:
        place = self._name if line is None else f"{self._name}:{line}"
        self.problems.append(Problem(f"{place}: {column}" if column else place, message))


def _text(value: Any) -> str:
    if value is None or value == "":
        raise _Refused("error.round.pool.required")
    text = str(value)
    if not text.isprintable() and any("\ud800" <= character <= "\udfff" for character in text):
        raise _Refused("error.facts.half_character")
    return text


def _whole(value: Any) -> int:
    if value is None or value == "":
        raise _Refused("error.round.pool.required")
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Refused("error.round.pool.whole_number", found=shown(value))
    return value


def _between(value: Any, most: int) -> int:
    number = _whole(value)
    if not 0 <= number <= most:
        raise _Refused("error.round.pool.range", found=shown(number), least=0, most=most)
    return number


def _score(value: Any) -> int:
    return _between(value, HIGHEST_SCORE)


def _sequence(value: Any) -> int:
    return _between(value, _HIGHEST_SEQUENCE)


def _yes_no(value: Any) -> bool:
    if isinstance(value, str | bool | None) and value in _YES_NO:
        return _YES_NO[value]
    raise _Refused("error.round.pool.yes_or_no", found=shown(value))


def _nomination(value: Any) -> bool:
    """Whether a nomination is accepted: the fact itself, or the points it was given."""
    try:
        return _yes_no(value) if isinstance(value, str | bool | None) and value in _YES_NO else _between(value, HIGHEST_SCORE) > 0
    except _Refused:
        raise _Refused("error.round.pool.nomination", found=shown(value), most=HIGHEST_SCORE) from None


def _choices(value: Any, known: tuple[str, ...]) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, str | list | tuple):
        raise _Refused("error.round.pool.choices", found=shown(value), known=known)
    parts = [part.strip() for part in value.split(";")] if isinstance(value, str) else list(value)
    chosen = [part for part in parts if part != ""]
    for part in chosen:
        if part not in known:
            raise _Refused("error.round.pool.choices", found=shown(part), known=known)
    return frozenset(chosen)
