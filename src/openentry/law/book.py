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
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from openentry.errors import DayError, LawFileError, LawGapError, LawOverlapError, Problem, UncitedError
from openentry.law import raw as raw_files
from openentry.law.dated import Document, Version
from openentry.law.shapes import KINDS, shape
from openentry.law.sources import EVIDENCE, Instrument, Source, Text, link, register
from openentry.messages import Message

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
    """The whole law; ``overlay`` is a directory of documents laid over the built-in ones."""
    return _load_book(str(Path(overlay)) if overlay else None)


@cache
def _load_book(overlay: str | None) -> LawBook:
    builtin = raw_files.read_bundle()
    return book_of(builtin, [(overlay, raw_files.read_directory(Path(overlay), overlay=True))] if overlay else [])


def book_of(raw: raw_files.Raw, overlays: Iterable[tuple[str, raw_files.Raw]] = ()) -> LawBook:
    """The law from raw documents. Every file is checked: shape, sources, overlaps. Raises the :class:`LawError` family."""
    layers = [("", raw), *overlays]
    instruments: dict[str, Instrument] = {}
    parts: dict[str, Part] = {}
    merged: dict[str, dict[str, Any]] = {}
    versions: dict[str, list[Version[Any]]] = {}
    for name, layer in layers:
        instruments |= register(layer["instruments"])
        parts |= {k: _part(k, v) for k, v in layer["parts"].items()}
        for document in layer["documents"]:
            _lay(document, Path(name).name if name else "", merged, versions, instruments)
    documents = {}
    for key, head in merged.items():
        found = sorted(versions[key], key=lambda v: v.in_force)
        _refuse_overlaps(head["file"], found)
        documents[key] = Document(key, head["part"], _text(head, "title"), tuple(found), tuple(v.in_force for v in found))
    body = {"law": raw, "overlays": [layer for name, layer in layers if name]} if len(layers) > 1 else raw
    names = tuple(Path(name).name for name, _ in layers if name)
    return LawBook(documents, instruments, parts, raw_files.digest(body), names)


def _lay(
    document: Mapping[str, Any],
    overlay: str,
    merged: dict[str, dict[str, Any]],
    versions: dict[str, list[Version[Any]]],
    instruments: Mapping[str, Instrument],
) -> None:
    file = document["file"]
    for key in ("id", "versions") if document.get("id") in merged else ("id", "part", "kind", "title", "versions"):
        if key not in document:
            raise LawFileError.of("error.law.missing_key", file, key=key)
    for key in document.keys() - {"file", "id", "part", "kind", "title", "versions"}:
        raise LawFileError.of("error.law.unknown_key", file, key=key)
    name = document["id"]
    head = merged.get(name)
    if head is None:
        head = merged[name] = dict(document)
        versions[name] = []
        if document["kind"] not in KINDS:
            raise LawFileError.of("error.law.unknown_kind", file, kind=document["kind"], kinds=sorted(KINDS))
    elif not overlay:
        raise LawOverlapError.of("error.law.two_documents", file, document=name, other=head["file"])
    if not isinstance(document["versions"], list) or not document["versions"]:
        raise LawFileError.of("error.law.no_versions", file, document=name)
    for row in document["versions"]:
        version = _version(name, head["kind"], row, overlay, file, instruments)
        replaced = row.get("replaces")
        if replaced is not None:
            kept = [v for v in versions[name] if v.in_force != _day(replaced, file)]
            if len(kept) == len(versions[name]):
                raise LawFileError.of("error.law.replaces_nothing", file, document=name, day=str(replaced))
            versions[name] = kept
        versions[name].append(version)


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def _version(name: str, kind: str, row: Any, overlay: str, file: str, instruments: Mapping[str, Instrument]) -> Version[Any]:
    if not isinstance(row, Mapping) or "in_force" not in row or "content" not in row:
        raise LawFileError.of("error.law.missing_key", file, key="in_force, content")
    for key in row.keys() - {"in_force", "until", "published", "source", "content", "replaces"}:
        raise LawFileError.of("error.law.unknown_key", file, key=key)
    in_force = _day(row["in_force"], file)
    place = f"{file} {in_force}"
    source = _source(row.get("source"), instruments, place)
    content = _with_sources(row["content"], instruments, place)
    adapter = _ADAPTERS.get(kind) or _ADAPTERS.setdefault(kind, TypeAdapter(shape(kind)))
    try:
        shaped = adapter.validate_python(content)
    except ValidationError as wrong:
        raise LawFileError(
            *(
                Problem(f"{place}: {'.'.join(map(str, e['loc']))}", Message("error.law.bad_content", {"problem": e["msg"]}))
                for e in wrong.errors(include_url=False, include_input=False)
            )
        ) from None
    until = _day(row["until"], file) if row.get("until") else None
    published = _day(row["published"], file) if row.get("published") else None
    if until is not None and until < in_force:
        raise LawFileError.of("error.law.ends_before_it_starts", place, until=until, in_force=in_force)
    return Version(name, in_force, until, published, source, shaped, overlay)


def _refuse_overlaps(file: str, versions: list[Version[Any]]) -> None:
    for earlier, later in itertools.pairwise(versions):
        if later.in_force == earlier.in_force or (earlier.until is not None and later.in_force <= earlier.until):
            raise LawOverlapError.of(
                "error.law.overlap",
                f"{file} {later.in_force}",
                document=later.document,
                earlier=earlier.in_force,
                later=later.in_force,
                until=earlier.until or later.in_force,
            )


def _source(row: Any, instruments: Mapping[str, Instrument], place: str) -> Source:
    if not isinstance(row, Mapping) or not row.get("instrument"):
        raise UncitedError.of("error.law.uncited", place)
    instrument = instruments.get(str(row["instrument"]))
    if instrument is None:
        raise UncitedError.of("error.law.unknown_instrument", place, instrument=str(row["instrument"]))
    if row.get("evidence") not in EVIDENCE:
        raise UncitedError.of("error.law.no_evidence", place, marks=list(EVIDENCE))
    for key in row.keys() - {"instrument", "at", "evidence", "url", "note"}:
        raise LawFileError.of("error.law.unknown_key", place, key=key)
    at = str(row.get("at", ""))
    return Source(instrument, at, row["evidence"], str(row.get("url") or link(instrument, at)), str(row.get("note", "")))


def _with_sources(value: Any, instruments: Mapping[str, Instrument], place: str) -> Any:
    """The same content with each ``source`` mapping made a :class:`Source`."""
    if isinstance(value, Mapping):
        return {
            k: _source(v, instruments, place) if k == "source" else _with_sources(v, instruments, place) for k, v in value.items()
        }
    if isinstance(value, list):
        return [_with_sources(v, instruments, place) for v in value]
    return value


def _part(key: str, row: Any) -> Part:
    if not isinstance(row, Mapping):
        raise LawFileError.of("error.law.not_a_mapping", raw_files.PARTS, what=key)
    return Part(key, _text(row, "title"), _day(row["verified_until"], raw_files.PARTS), _text(row, "note"))


def _text(row: Mapping[str, Any], key: str) -> Text:
    value = row.get(key)
    if not isinstance(value, Mapping) or set(value) != {"en", "fr"}:
        raise LawFileError.of("error.law.two_languages", str(row.get("file", "")), key=key)
    return Text(str(value["en"]), str(value["fr"]))


def _day(value: Any, file: str) -> date:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _fail(value)
    except (TypeError, ValueError):
        raise LawFileError.of("error.law.not_a_day", file, value=str(value)) from None


def _fail(value: Any) -> date:
    raise TypeError(value)
