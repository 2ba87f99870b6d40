"""From a row of a law file to what it says: a version with its days, its source and its content, an instrument, a part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from openentry.errors import LawError, LawFileError, Problem, UncitedError
from openentry.law.dated import Version
from openentry.law.shapes import shape
from openentry.law.sources import EVIDENCE, Instrument, Source, Text, link
from openentry.messages import Message

_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def version_of(name: str, kind: str, row: Any, overlay: str, file: str, instruments: Mapping[str, Instrument]) -> Version[Any]:
    """The version of the document ``name`` that a row describes. Raises the :class:`LawError` family, naming file and version."""
    if not isinstance(row, Mapping):
        raise LawFileError.of("error.law.not_a_mapping", file, what="versions")
    closed(row, {"in_force", "until", "published", "source", "content", "replaces"}, {"in_force", "content"}, file)
    in_force = day_of(row["in_force"], file)
    place = f"{file} {in_force}"
    source = _source(row.get("source"), instruments, place)
    shaped = _shaped(kind, _with_sources(row["content"], instruments, place), place)
    until = None if row.get("until") is None else day_of(row["until"], place)
    published = None if row.get("published") is None else day_of(row["published"], place)
    if until is not None and until < in_force:
        raise LawFileError.of("error.law.ends_before_it_starts", place, until=until, in_force=in_force)
    return Version(name, in_force, until, published, source, shaped, overlay, file, row["content"])


def repeal_of(row: Mapping[str, Any], file: str, instruments: Mapping[str, Instrument]) -> tuple[date, Source]:
    """The first day on which a document is in force no more, and what repeals it, from a row with ``repealed: true``."""
    closed(row, {"in_force", "repealed", "published", "source"}, {"in_force", "repealed"}, file)
    day = day_of(row["in_force"], file)
    if row["repealed"] is not True:
        raise LawFileError.of("error.law.not_repealed", f"{file} {day}")
    return day, _source(row.get("source"), instruments, f"{file} {day}")


def instruments_of(rows: Any, file: str) -> dict[str, Instrument]:
    """The register of instruments from the mapping of ``instruments.yaml``."""
    found = {}
    for key, row in mapping(rows, file).items():
        place = f"{file}: {key}"
        closed(mapping(row, place), {"title", "short", "url", "section_url"}, {"title", "short", "url"}, place)
        section = text_of(row, "section_url", place) if row.get("section_url") else None
        found[str(key)] = Instrument(str(key), text_of(row, "title", place), text_of(row, "short", place), str(row["url"]), section)
    return found


def mapping(value: Any, place: str) -> Mapping[str, Any]:
    """``value``, which must be a mapping."""
    if not isinstance(value, Mapping):
        raise LawFileError.of("error.law.not_a_mapping", place, what=place)
    return value


def closed(row: Mapping[str, Any], known: set[str], needed: set[str], place: str) -> None:
    """Refuse a mapping with a key that cannot stand in it, or without one that must."""
    for key in needed - row.keys():
        raise LawFileError.of("error.law.missing_key", place, key=key)
    for key in row.keys() - known:
        raise LawFileError.of("error.law.unknown_key", place, key=str(key))


def text_of(row: Mapping[str, Any], key: str, place: str) -> Text:
    """The words under ``key``: in both languages, or once where they are the same in both, as names are."""
    value = row.get(key)
    if isinstance(value, str) and value.strip():
        return Text(value, value)
    if (
        not isinstance(value, Mapping)
        or set(value) != {"en", "fr"}
        or not all(isinstance(v, str) and v.strip() for v in value.values())
    ):
        raise LawFileError.of("error.law.two_languages", place, key=key)
    return Text(value["en"], value["fr"])


def day_of(value: Any, place: str) -> date:
    """The day a text names."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise LawFileError.of("error.law.not_a_day", place, value=str(value)) from None
    if day.isoformat() != value:  # one of the other ways in which a day can be written
        raise LawFileError.of("error.law.not_a_day", place, value=str(value))
    return day


def _shaped(kind: str, content: Any, place: str) -> Any:
    """The content in the shape of its kind; whatever is wrong with it is said with its place."""
    adapter = _ADAPTERS.get(kind) or _ADAPTERS.setdefault(kind, TypeAdapter(shape(kind)))
    try:
        return adapter.validate_python(content)
    except ValidationError as wrong:
        raise LawFileError(*(_misshapen(e, place) for e in wrong.errors(include_url=False, include_input=False))) from None
    except LawError as wrong:
        raise type(wrong)(*(Problem(f"{place}: {p.place}", p.message) for p in wrong.problems)) from None
    except (TypeError, ValueError, LookupError, AttributeError):
        # Inside a rule of points: a list where a mapping belongs, and the like.
        raise LawFileError.of("error.law.bad_rule", place) from None


def _misshapen(error: ErrorDetails, place: str) -> Problem:
    above, last = error["loc"][:-1], error["loc"][-1:]
    match error["type"]:
        case "missing":
            message = Message("error.law.missing_key", {"key": str(*last)})
        case "unexpected_keyword_argument" | "extra_forbidden":
            message = Message("error.law.unknown_key", {"key": str(*last)})
        case _:
            above, message = error["loc"], Message("error.law.bad_content", {"problem": error["msg"]})
    return Problem(f"{place}: {'.'.join(map(str, above))}" if above else place, message)


def _source(row: Any, instruments: Mapping[str, Instrument], place: str) -> Source:
    if not isinstance(row, Mapping) or not row.get("instrument"):
        raise UncitedError.of("error.law.uncited", place)
    instrument = instruments.get(str(row["instrument"]))
    if instrument is None:
        raise UncitedError.of("error.law.unknown_instrument", place, instrument=str(row["instrument"]))
    if row.get("evidence") not in EVIDENCE:
        raise UncitedError.of("error.law.no_evidence", place, marks=list(EVIDENCE))
    closed(row, {"instrument", "at", "evidence", "url", "note"}, set(), place)
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
