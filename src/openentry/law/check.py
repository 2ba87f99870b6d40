"""Whether the whole law holds together: everything that reading it refuses, all at once, and what only shows over all versions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openentry.errors import LawError, Problem
from openentry.law import raw as raw_files
from openentry.law.book import NAMED_PARTS, LawBook, book_of
from openentry.law.bundle import fresh
from openentry.law.dated import Document, Version
from openentry.messages import Message

#: Kinds of which something is in force on every day from the first on: nothing can be decided without them.
ALWAYS = frozenset(
    "switch definitions crs_version crs_caps crs_counting tie_rule program_order general cec fsw fsw_grid fst pnp intention"
    " job_offer assessment_bodies settlement_funds states".split()
)
#: The requirements of the programs, by document.
REQUIREMENTS = {
    "programs.general": ("GEN-01", "GEN-02"),
    "programs.cec": tuple(f"CEC-{n:02}" for n in range(1, 16)),
    "programs.fsw": tuple(f"FSW-{n:02}" for n in range(1, 12)),
    "programs.fst": tuple(f"FST-{n:02}" for n in range(1, 13)),
    "programs.pnp": ("PNP-01", "PNP-02", "PNP-03", "PNP-04", "PNP-05", "PNP-07", "PNP-08"),
}
#: Those of them that nothing tests: they are told, and never decide (contract C42).
TOLD = frozenset({"CEC-07", "CEC-11", "CEC-12", "CEC-14", "FSW-10", "FST-08", "PNP-05", "PNP-07"})
PROGRAMS = frozenset({"pnp", "cec", "fsw", "fst"})
ADAPTABILITY = ("AD-a", "AD-b", "AD-b.1", "AD-c", "AD-c.1", "AD-d", "AD-e")


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and everything that is wrong. ``book`` is None where the law could not be read as a whole."""

    documents: int
    versions: int
    problems: tuple[Problem, ...]
    book: LawBook | None


def check(overlay: Path | None = None) -> Report:
    """Check the built-in law from its YAML, and an overlay laid over it. :class:`LawError` where there is no such directory."""
    problems: list[Problem] = []
    builtin = _read(raw_files.HERE, False, problems)
    layers = [(str(overlay.resolve()), _read(overlay, True, problems))] if overlay else []
    problems += _each_alone(builtin, layers)
    book = None
    if not problems:
        try:
            book = book_of(builtin, layers)
        except LawError as wrong:
            problems += wrong.problems
    if book is not None:
        problems += problems_of(book)
    if not fresh():
        problems.append(Problem(raw_files.BUNDLE.name, Message("error.check.bundle")))
    laid = [document for layer in (builtin, *(layer for _, layer in layers)) for document in layer["documents"]]
    versions = sum(len(found) for document in laid if isinstance(found := document.get("versions"), list))
    return Report(len({str(document.get("id")) for document in laid}), versions, tuple(problems), book)


def check_layer(name: str, layer: raw_files.Raw, under: Sequence[tuple[str, raw_files.Raw]] = ()) -> Report:
    """The same of an overlay that was read already, laid over the built-in law of the bundle and the layers ``under`` it."""
    builtin = raw_files.read_bundle()
    ids = {str(document.get("id")) for document in layer["documents"]}

    def narrow(raw: raw_files.Raw) -> raw_files.Raw:
        return raw | {"documents": [document for document in raw["documents"] if document.get("id") in ids]}

    base, below = narrow(builtin), [(other, narrow(raw)) for other, raw in under]
    problems: list[Problem] = []
    for document in layer["documents"]:
        problems += _refused(base, [*below, (name, layer | {"documents": [document]})])
    problems, book = list(dict.fromkeys(problems)), None
    if not problems:
        try:
            book = book_of(builtin, [*under, (name, layer)])
        except LawError as wrong:
            problems += wrong.problems
    if book is not None:
        problems += problems_of(book)
    versions = sum(len(found) for document in layer["documents"] if isinstance(found := document.get("versions"), list))
    return Report(len(ids), versions, tuple(problems), book)


def _read(root: Path, overlay: bool, problems: list[Problem]) -> raw_files.Raw:
    """Every file that can be read; what is wrong with the others goes to ``problems``."""
    raw = raw_files.empty()
    for file in raw_files.law_files(root, overlay=overlay):
        try:
            raw_files.add_file(raw, root, file)
        except LawError as wrong:
            problems += wrong.problems
    return raw


def _each_alone(builtin: raw_files.Raw, layers: list[tuple[str, raw_files.Raw]]) -> list[Problem]:
    """What is wrong with each document by itself, so that one mistake does not hide the next."""
    problems: list[Problem] = []
    for document in builtin["documents"]:
        problems += _refused(builtin | {"documents": [document]}, [])
    for name, layer in layers:
        under = {str(document.get("id")) for document in layer["documents"]}
        base = builtin | {"documents": [document for document in builtin["documents"] if document.get("id") in under]}
        for document in layer["documents"]:
            problems += _refused(base, [(name, layer | {"documents": [document]})])
    return list(dict.fromkeys(problems))


def _refused(raw: raw_files.Raw, layers: list[tuple[str, raw_files.Raw]]) -> tuple[Problem, ...]:
    try:
        book_of(raw, layers)
    except LawError as wrong:
        return wrong.problems
    return ()


def problems_of(book: LawBook) -> Iterator[Problem]:
    """What is wrong with a law each of whose documents can be read. An overlay is refused where there is anything."""
    for document in book.documents.values():
        if document.part not in book.parts:
            yield _problem(
                document.versions[0], "error.check.no_part", document=document.id, part=document.part, known=[*book.parts]
            )
        if document.kind in ALWAYS:
            yield from _gaps(document, book.first_day)
        for version in document.versions:
            yield from _requirements(document, version)
            yield from _evidence(document, version)
    for part in NAMED_PARTS:
        if part not in book.parts:
            yield Problem(raw_files.PARTS, Message("error.check.unverified_part", {"part": part}))
    yield from _switches(book)
    yield from _languages(book)
    yield from _factors(book)
    skilled = {teer for version in book.documents["definitions"].versions for teer in version.content.skilled_teer}
    for version in book.documents["programs.cec"].versions:
        if not skilled <= version.content.language.keys():
            yield _problem(version, "error.check.teer", teer=sorted(skilled))
    for version in book.documents["programs.order"].versions:
        yield from _order(book, version)
    for version in book.documents["programs.fsw_grid"].versions:
        if tuple(sorted(element.id for element in version.content.adaptability.elements)) != ADAPTABILITY:
            yield _problem(version, "error.check.adaptability", elements=list(ADAPTABILITY))


def _order(book: LawBook, version: Version[Any]) -> Iterator[Problem]:
    """The order of the built-in law has every program once; that of an overlay any of them, and those its data describe."""
    order, names = version.content.order, version.content.names
    if not version.overlay:
        if set(order) != PROGRAMS or PROGRAMS - names.keys():
            yield _problem(version, "error.check.order", programs=sorted(PROGRAMS))
        return
    described = {
        d.id.removeprefix("programs.") for d in book.documents.values() if d.kind == "described_program" and d.on(version.in_force)
    }
    known = PROGRAMS | described
    if not order or len(set(order)) < len(order) or not known.issuperset(order) or set(order) - names.keys():
        yield _problem(version, "error.check.order_overlay", programs=sorted(known))


def _problem(version: Version[Any], message: str, **params: Any) -> Problem:
    return Problem(f"{version.file} {version.in_force}", Message(message, params))


def _gaps(document: Document[Any], first: date) -> Iterator[Problem]:
    """Days on which nothing of a document that is always needed is in force."""
    versions = document.versions
    if versions[0].in_force > first and document.kind != "switch":
        yield _problem(
            versions[0], "error.check.gap", document=document.id, start=first, end=versions[0].in_force - timedelta(days=1)
        )
    for earlier, later in itertools.pairwise(versions):
        if earlier.until is not None and earlier.until + timedelta(days=1) < later.in_force:
            yield _problem(
                earlier,
                "error.check.gap",
                document=document.id,
                start=earlier.until + timedelta(days=1),
                end=later.in_force - timedelta(days=1),
            )
    if versions[-1].until is not None:
        yield _problem(versions[-1], "error.check.ends", document=document.id, until=versions[-1].until)


def _requirements(document: Document[Any], version: Version[Any]) -> Iterator[Problem]:
    expected = REQUIREMENTS.get(document.id)
    if expected is None:
        return
    found = version.content.requirements
    for name in expected:
        if name not in found:
            yield _problem(version, "error.check.requirement", name=name, document=document.id)
    for name, requirement in found.items():
        if name not in expected:
            yield _problem(version, "error.check.requirement_unknown", name=name, document=document.id)
        elif name in TOLD and not requirement.informative:
            yield _problem(version, "error.check.requirement_told", name=name, document=document.id)


def _evidence(document: Document[Any], version: Version[Any]) -> Iterator[Problem]:
    """Our own reading gives its reason; a link leads somewhere."""
    source = version.source
    if source.evidence == "judgement" and not source.note and document.kind != "switch":
        yield _problem(version, "error.check.no_reason", document=document.id)
    if not source.url.startswith(("https://", "http://")):
        yield _problem(version, "error.check.no_link", document=document.id, instrument=source.instrument.key)


def _switches(book: LawBook) -> Iterator[Problem]:
    """A switch that an overlay adds, or a reading it adds to one, is read by nothing."""
    for document in book.documents.values():
        if document.kind != "switch":
            continue
        known: set[str] = {r for v in document.versions if not v.overlay for r in v.content.readings} or _readings(document.id)
        for version in document.versions:
            if version.overlay and version.content.choice not in known:
                yield _problem(
                    version, "error.check.reading", document=document.id, choice=version.content.choice, known=sorted(known)
                )


def _readings(switch: str) -> set[str]:
    """The readings of a built-in switch of which an overlay replaced every version; none for one that is not built in."""
    builtin = next((d for d in raw_files.read_bundle()["documents"] if d["id"] == switch), None)
    return {str(reading) for row in builtin["versions"] for reading in row["content"]["readings"]} if builtin else set()


def _languages(book: LawBook) -> Iterator[Problem]:
    tests = [document for document in book.documents.values() if document.kind == "language_test"]
    for day in (book.first_day, *(day for day in book.change_days if day > book.first_day)):
        accepted = {version.content.language for document in tests if (version := document.on(day))}
        for language in sorted({"en", "fr"} - accepted):
            message = Message("error.check.no_test", {"language": Message(f"language.{language}"), "day": day})
            yield Problem("language", message)


def _factors(book: LawBook) -> Iterator[Problem]:
    """Every factor stands in a section, and where it names one a group, of the caps in force with it; no two share a name."""
    factors = [document for document in book.documents.values() if document.kind == "crs_factor"]
    seen: set[tuple[Any, ...]] = set()
    for day in (day for day in book.change_days if day >= book.first_day):
        caps = book.documents["crs.caps"].on(day)
        placed = {(s.id, g) for s in caps.content.sections for g in ("", *(group.id for group in s.groups))} if caps else set()
        named: dict[str, str] = {}
        for version in _in_force(factors, day):
            content = version.content
            other = named.setdefault(content.factor, version.document)
            found: list[tuple[str, dict[str, Any]]] = []
            if other != version.document:
                found.append(("error.check.factor_twice", {"factor": content.factor, "other": other}))
            if (content.section, content.group) not in placed:
                found.append(("error.law.no_section", {"section": content.section, "group": content.group}))
            for message, params in found:
                key = (version.document, version.in_force, message)
                if key not in seen:
                    seen.add(key)
                    yield _problem(version, message, **params)


def _in_force(documents: Iterable[Document[Any]], day: date) -> Iterator[Version[Any]]:
    return (version for document in documents if (version := document.on(day)))
