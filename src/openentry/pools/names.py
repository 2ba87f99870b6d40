"""The names and types of the columns of a facts table: a name that is unknown is refused, never passed over."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import pyarrow as pa

from openentry.errors import FactsError, Problem
from openentry.messages import Message
from openentry.pools.layout import CARRIED, COLUMNS, EARLIER_SCORE, ID, OCCUPATION, Column

#: Every column that may stand in a facts table.
KNOWN = (ID, *COLUMNS, *CARRIED, EARLIER_SCORE)

_SHOWN = 40


def check_names(names: Sequence[str], place: str) -> None:
    """Refuse a table with a column that is unknown or stands twice, or without ``age``: :class:`FactsError` with every problem."""
    problems = [Problem(place, unknown(name)) for name in dict.fromkeys(names) if name not in KNOWN]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    problems += [Problem(place, Message("error.facts.column_twice", {"column": shown(name)})) for name in twice]
    if "age" not in names:
        problems.append(Problem(place, Message("error.facts.no_age_column")))
    if problems:
        raise FactsError(*problems)


def check_types(schema: pa.Schema, place: str) -> None:
    """Refuse a table with a column whose type can hold no cell of it (a list, a moment): :class:`FactsError` with every problem."""
    problems = []
    for column in (Column(ID, ()), *COLUMNS.values()):
        at = schema.get_field_index(column.name)
        if at >= 0 and not fits(column, schema.field(at).type):
            params = {"column": column.name, "found": str(schema.field(at).type)}
            problems.append(Problem(place, Message("error.facts.column_type", params)))
    if problems:
        raise FactsError(*problems)


def unknown(name: str) -> Message:
    """What to say about a column that does not exist: the nearest one that does, or all of them."""
    near = nearest(name, KNOWN)
    if near:
        return Message("error.facts.unknown_column_near", {"column": shown(name), "near": near})
    return Message("error.facts.unknown_column", {"column": shown(name), "known": KNOWN})


def nearest(word: str, words: Sequence[str]) -> str | None:
    """The one of ``words`` that was probably meant."""
    near = difflib.get_close_matches(word.strip().lower(), words, n=1)
    return near[0] if near else None


def shown(text: str) -> str:
    """A text as it can stand in a message or a report: one line, not long."""
    plain = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[: _SHOWN + 1])
    return plain if len(text) <= _SHOWN else plain[:_SHOWN] + "…"


def is_text(kind: pa.DataType) -> bool:
    """Whether a type of column holds text."""
    t = pa.types
    return any(holds(kind) for holds in (t.is_string, t.is_large_string, t.is_string_view, t.is_binary, t.is_large_binary))


def is_number(kind: pa.DataType) -> bool:
    """Whether a type of column holds numbers."""
    t = pa.types
    return any(holds(kind) for holds in (t.is_integer, t.is_floating, t.is_decimal))


def fits(column: Column, kind: pa.DataType) -> bool:
    """Whether cells of this column can stand in a column of that type at all."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_null(kind) or is_text(kind):
        return True
    if column.is_yes_no:
        return bool(pa.types.is_boolean(kind))
    if column.is_number:
        return is_number(kind)
    return column.name in (ID, OCCUPATION) and bool(pa.types.is_integer(kind))
