"""The whole law, in all its versions, and the law of one day.

>>> from datetime import date
>>> law = load_law(date(2018, 1, 1))
>>> law.versions["crs"].isoformat()
'2017-06-06'
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from openentry.errors import DayError, LawError, LawFileError, LawGapError, LawOverlapError
from openentry.law import raw as raw_files
from openentry.law.dated import Document, Version
from openentry.law.rows import closed, day_of, instruments_of, mapping, repeal_of, text_of, version_of
from openentry.law.shapes import KINDS
from openentry.law.sources import Instrument, Source, Text

#: The parts of the law a decision names, with the version of each in force (contract C49).
NAMED_PARTS = ("crs", "funds", "language", "programs", "categories")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the law: until when it was verified, and what is known beyond that day."""

    key: str
    title: Text
    verified_until: date
    note: Text


@dataclass(frozen=True)
class LawBook:
    """Every document of the law. ``digest`` names the whole body; ``overlays`` what was laid over the built-in law."""

    documents: Mapping[str, Document[Any]]
    instruments: Mapping[str, Instrument]
    parts: Mapping[str, Part]
    digest: str
    overlays: tuple[str, ...] = ()

    @cached_property
    def first_day(self) -> date:
        """The day Express Entry began: before it there is no law here."""
        return self.documents["crs.version"].versions[0].in_force

    @cached_property
    def change_days(self) -> tuple[date, ...]:
        """Every day on which something in force changes, or ceases to be verified."""
        days = {day for document in self.documents.values() for day in document.changes()}
        days |= {part.verified_until + timedelta(days=1) for part in self.parts.values()}
        return tuple(sorted(days))

    def on(self, day: date) -> Law:
        """The law of ``day``; :class:`DayError` before the first day."""
        if day < self.first_day:
            raise DayError.of("error.day.before_the_law", day=day, first=self.first_day)
        at = bisect_right(self.change_days, day) - 1
        return self._law_from(max(self.change_days[at], self.first_day))

    def _law_from(self, start: date) -> Law:
        laws: dict[date, Law] = self.__dict__.setdefault("_laws", {})
        law = laws.get(start)
        if law is None:
            law = laws[start] = Law(self, start)
        return law

    def next_change(self, day: date) -> date | None:
        """The first later day on which the law, or how far it was verified, differs."""
        at = bisect_right(self.change_days, day)
        return self.change_days[at] if at < len(self.change_days) else None

    def of_part(self, part: str) -> tuple[Document[Any], ...]:
        """The documents of one part, by id."""
        return tuple(d for _, d in sorted(self.documents.items()) if d.part == part)


class Law:
    """The law in force from one change to the next. ``start`` is the first day it is in force in exactly this form."""

    def __init__(self, book: LawBook, start: date) -> None:
        self.book = book
        self.start = start
        self._at: dict[str, Any] = {}
        self._kinds: dict[str, tuple[tuple[str, Version[Any]], ...]] = {}

    def version(self, document: str) -> Version[Any]:
        """The version of a document in force; :class:`LawGapError` when none is."""
        return self.book.documents[document].need(self.start)

    def get(self, document: str) -> Any | None:
        """The content of a document in force, or None."""
        if document not in self._at:
            found = self.book.documents.get(document)
            version = found.on(self.start) if found else None
            self._at[document] = version.content if version else None
        return self._at[document]

    def content(self, document: str) -> Any:
        """The content of a document in force; :class:`LawGapError` when none is."""
        found = self.get(document)
        if found is None:
            raise LawGapError.of("error.law.nothing_in_force", document, document=document, day=self.start)
        return found

    def choice(self, switch: str) -> str:
        """The reading taken of an uncertain rule, by the name of its switch."""
        return str(self.content(f"switch.{switch}").choice)

    def of_kind(self, prefix: str) -> tuple[tuple[str, Version[Any]], ...]:
        """The documents whose id begins with ``prefix`` that are in force, by id."""
        if prefix not in self._kinds:
            self._kinds[prefix] = tuple(
                (name, version)
                for name, document in sorted(self.book.documents.items())
                if name.startswith(prefix) and (version := document.on(self.start)) is not None
            )
        return self._kinds[prefix]

    @cached_property
    def versions(self) -> Mapping[str, date]:
        """For each named part with something in force (no categories before 2023), the day its newest version in force began."""
        found = {}
        for part in NAMED_PARTS:
            days = [v.in_force for d in self.book.of_part(part) if d.id.split(".")[0] != "switch" and (v := d.on(self.start))]
            if days:
                found[part] = max(days)
        return found

    @property
    def digest(self) -> str:
        """The digest of the whole book."""
        return self.book.digest

    def unverified(self, day: date) -> tuple[Part, ...]:
        """The named parts that were not verified as late as ``day``."""
        return tuple(p for k, p in self.book.parts.items() if k in NAMED_PARTS and day > p.verified_until)


def load_law(as_of: date, overlay: Path | str | None = None) -> Law:
    """The law of one day, with an overlay directory laid over it where one is given."""
    return load_book(overlay).on(as_of)


def load_book(overlay: Path | str | None = None) -> LawBook:
    """The whole law; ``overlay`` is a directory of documents laid over the built-in ones.

    Raises the :class:`LawError` family for an overlay that cannot be read, or with which the law no longer holds together.
    """
    return _load_book(str(Path(overlay).resolve()) if overlay else None)


@cache
def _load_book(overlay: str | None) -> LawBook:
    builtin = raw_files.read_bundle()
    if overlay is None:
        return book_of(builtin)
    from openentry.law.check import problems_of  # which itself stands on this module

    book = book_of(builtin, [(overlay, raw_files.read_directory(Path(overlay), overlay=True))])
    problems = tuple(problems_of(book))
    if problems:
        raise LawError(*problems)
    return book


def book_of(raw: raw_files.Raw, overlays: Iterable[tuple[str, raw_files.Raw]] = ()) -> LawBook:
    """The law from raw documents. Every file is checked: shape, sources, overlaps. Raises the :class:`LawError` family."""
    layers = [("", raw), *[(Path(name).name, layer) for name, layer in overlays]]
    instruments: dict[str, Instrument] = {}
    parts: dict[str, Part] = {}
    heads: dict[str, _Head] = {}
    for name, layer in layers:
        instruments |= instruments_of(layer["instruments"], _file(name, raw_files.REGISTER))
        parts |= _parts(layer["parts"], _file(name, raw_files.PARTS))
        for document in layer["documents"]:
            _lay(document, name, heads, instruments)
    documents = {}
    for key, head in heads.items():
        found = tuple(sorted(head.versions, key=lambda v: v.in_force))
        _refuse_overlaps(found)
        documents[key] = Document(key, head.part, head.kind, head.title, found, tuple([v.in_force for v in found]))
    names = tuple([name for name, _ in layers[1:]])
    body = {"law": raw, "overlays": [layer for _, layer in layers[1:]]} if names else raw
    return LawBook(documents, instruments, parts, raw_files.digest(body), names)


@dataclass(slots=True)
class _Head:
    """A document while its versions are being laid over one another."""

    file: str
    part: str
    kind: str
    title: Text
    versions: list[Version[Any]]


_KEYS = {"id", "part", "kind", "title", "versions"}


def _lay(document: Mapping[str, Any], overlay: str, heads: dict[str, _Head], instruments: Mapping[str, Instrument]) -> None:
    file = _file(overlay, document["file"])
    name = document.get("id")
    if not isinstance(name, str):
        raise LawFileError.of("error.law.not_an_id", file, value=str(name))
    place = f"{file} {name}"
    head = heads.get(name)
    closed(document, _KEYS | {"file"}, _KEYS if head is None else {"id", "versions"}, place)
    if head is None:
        kind = str(document["kind"])
        if kind not in KINDS:
            raise LawFileError.of("error.law.unknown_kind", place, kind=kind, kinds=sorted(KINDS))
        head = heads[name] = _Head(file, str(document["part"]), kind, text_of(document, "title", place), [])
    elif not overlay:
        raise LawOverlapError.of("error.law.two_documents", place, document=name, other=head.file)
    if not isinstance(document["versions"], list) or not document["versions"]:
        raise LawFileError.of("error.law.no_versions", place, document=name)
    for row in document["versions"]:
        if isinstance(row, Mapping) and "repealed" in row:
            _repeal(head, *repeal_of(row, file, instruments), place)
            continue
        version = version_of(name, head.kind, row, overlay, file, instruments)
        if row.get("replaces") is not None:
            replaced = day_of(row["replaces"], place)
            kept = [v for v in head.versions if v.in_force != replaced]
            if len(kept) == len(head.versions):
                raise LawFileError.of("error.law.replaces_nothing", place, document=name, day=replaced)
            head.versions = kept
        head.versions.append(version)


def _repeal(head: _Head, day: date, source: Source, place: str) -> None:
    """Close the version in force until ``day``. Refused where none is, and where another begins on that day."""
    closing = max([v for v in head.versions if v.in_force <= day], key=lambda v: v.in_force, default=None)
    if closing is None or closing.in_force == day or not closing.holds_on(day):
        raise LawFileError.of("error.law.repeals_nothing", place, day=day)
    closed_version = replace(closing, until=day - timedelta(days=1), repealed_by=source)
    head.versions = [closed_version if version is closing else version for version in head.versions]


def _refuse_overlaps(versions: tuple[Version[Any], ...]) -> None:
    for earlier, later in itertools.pairwise(versions):
        if later.in_force == earlier.in_force or (earlier.until is not None and later.in_force <= earlier.until):
            raise LawOverlapError.of(
                "error.law.overlap",
                f"{later.file} {later.in_force}",
                document=later.document,
                other=earlier.file,
                earlier=earlier.in_force,
                later=later.in_force,
                until=earlier.until or later.in_force,
            )


def _parts(rows: Any, file: str) -> dict[str, Part]:
    found = {}
    for key, row in mapping(rows, file).items():
        place = f"{file}: {key}"
        closed(mapping(row, place), {"title", "verified_until", "note"}, {"title", "verified_until", "note"}, place)
        found[str(key)] = Part(
            str(key), text_of(row, "title", place), day_of(row["verified_until"], place), text_of(row, "note", place)
        )
    return found


def _file(overlay: str, file: str) -> str:
    return f"{overlay}/{file}" if overlay else file
