"""Finding documents of the law by the names people use, and what differs between two days, cell by cell."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openentry.errors import LawError
from openentry.law.book import LawBook
from openentry.law.dated import Document, Version
from openentry.law.nodes import row_name
from openentry.law.sources import Text

#: Names for the documents of one program.
PROGRAMS = {
    "general": ("programs.general",),
    "cec": ("programs.cec",),
    "fsw": ("programs.fsw", "programs.fsw_grid"),
    "fst": ("programs.fst",),
    "pnp": ("programs.pnp", "programs.pnp_intention"),
}
#: Keys that say how a rule is written, not what it says, and those that say where a factor stands in a list.
_STRUCTURE = frozenset({"table", "grid", "cases", "when", "of", "bands"})
_SKIPPED = frozenset({"source", "factor", "order"})
_PAIRS = frozenset({"points", "maximum", "cap", "at", "otherwise"})
_RANGE = frozenset({"from", "to", "is", "rest"})

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs: where it stands in its document, what it was and what it is; None where it does not exist.

    ``before`` and ``after`` are the versions in force on the two days, None where none is.
    """

    document: Document[Any]
    place: Place
    old: Any
    new: Any
    before: Version[Any] | None
    after: Version[Any] | None


def documents(book: LawBook, name: str) -> tuple[Document[Any], ...]:
    """The documents that ``name`` means: a part (``crs``), a program (``cec``), a document (``crs.age``), or the end of its id
    (``ielts_general``). :class:`LawError` for a name that means nothing, with the nearest that does."""
    if name in book.documents:
        return (book.documents[name],)
    if name in PROGRAMS:
        return tuple([book.documents[one] for one in PROGRAMS[name]])
    ends = {end: key for key in sorted(book.documents) if (end := key.partition(".")[2])}
    found = book.of_part(name) or ((book.documents[ends[name]],) if name in ends else ())
    if found:
        return found
    known = [*book.parts, *PROGRAMS, *sorted(book.documents)]
    near = difflib.get_close_matches(name, [*known, *ends], n=1)
    if near:
        raise LawError.of("error.law.no_document_near", name=name, near=near[0])
    raise LawError.of("error.law.no_document", name=name, known=[*book.parts, *PROGRAMS])


def differences(book: LawBook, name: str, first: date, second: date) -> list[Difference]:
    """Every cell of the documents ``name`` means that differs between the law of two days. :class:`DayError` for a day before the
    law begins."""
    days = book.on(first).start, book.on(second).start
    return [found for document in documents(book, name) for found in _in_document(document, *days)]


def _in_document(document: Document[Any], first: date, second: date) -> Iterator[Difference]:
    yield from changes(document, document.on(first), document.on(second))


def between(before: LawBook, after: LawBook) -> Iterator[tuple[date, list[Difference]]]:
    """What ``after`` says otherwise than ``before``: document by document, from each day on which the two begin to differ in
    another way; an empty list where they agree again."""
    nothing: Document[Any] | None = None
    for name in sorted({**before.documents, **after.documents}):
        old, new = before.documents.get(name, nothing), after.documents.get(name, nothing)
        document = new or old
        if document is None or (old is not None and new is not None and old.versions == new.versions):
            continue
        told: list[tuple[Place, Any, Any]] = []
        for day in sorted({day for one in (old, new) if one is not None for day in one.changes()}):
            found = list(changes(document, old.on(day) if old else None, new.on(day) if new else None))
            cells_ = [(one.place, one.old, one.new) for one in found]
            if cells_ != told:
                yield day, found
            told = cells_


def changes(document: Document[Any], before: Version[Any] | None, after: Version[Any] | None) -> Iterator[Difference]:
    """Every cell that differs between two versions of a document; None stands for nothing in force."""
    if before is after:
        return
    old, new = cells(before), cells(after)
    for place in dict.fromkeys([*old, *new]):
        if old.get(place) != new.get(place):
            yield Difference(document, place, old.get(place), new.get(place), before, after)


def cells(version: Version[Any] | None) -> dict[Place, Any]:
    """What a version says, cell by cell: whole numbers, pairs of them (with a spouse, without), words, texts; a member of a list is
    a cell that holds True. Sources are not cells. Nothing where there is no version."""
    return dict(_cells(version.written, ())) if version else {}


def _cells(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, Mapping):
        if value.keys() == {"en", "fr"}:
            yield place, Text(value["en"], value["fr"])
            return
        for key, part in value.items():
            if key not in _SKIPPED or isinstance(part, list):  # the order of the classes is a list, that of a factor a number
                said = key in _STRUCTURE or (key in ("rows", "is") and isinstance(part, list)) or (key == "points" and key in place)
                yield from _cells(part, place if said else (*place, str(key)))
    elif isinstance(value, list):
        if not _PAIRS.isdisjoint(place) and len(value) == 2 and all(type(v) is int for v in value):
            yield place, value[0] if value[0] == value[1] else tuple(value)
            return
        for at, part in enumerate(value):
            if isinstance(part, Mapping):
                name, naming = _name(part, at)
                yield from _cells({k: v for k, v in part.items() if k not in naming}, (*place, name))
            else:
                yield (*place, str(part)), True
    else:
        yield place, value


def _name(part: Mapping[str, Any], at: int) -> tuple[str, frozenset[str]]:
    """What a member of a list is called, and the keys that say so: its id, the values its row is for, its level, its number."""
    if "id" in part:
        return str(part["id"]), frozenset({"id"})
    if "points" in part and part.keys() & _RANGE:
        if "name" in part and isinstance(part.get("is"), list):  # its members are cells: one may leave a row that keeps its name
            return str(part["name"]), frozenset({"name"})
        return row_name(part), _RANGE
    if "level" in part:
        return str(part["level"]), frozenset({"level"})
    return str(at + 1), frozenset()
