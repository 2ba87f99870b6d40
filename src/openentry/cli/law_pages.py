"""The law as pages of text: the list of its documents, what differs between two days, and each document as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from openentry.cli import words
from openentry.cli.law_tables import caps_rows, factor_rows, funds_rows, language_rows
from openentry.cli.law_words import dated, found_words, place_words
from openentry.cli.page import Page, page_width
from openentry.cli.speech import chosen, said
from openentry.law.compare import cells

if TYPE_CHECKING:
    from openentry.law.book import LawBook
    from openentry.law.compare import Difference
    from openentry.law.dated import Document, Version
    from openentry.law.sources import Source

Versions = Sequence[tuple["Document[Any]", Sequence["Version[Any]"]]]


def list_page(book: LawBook, rows: Versions) -> Page:
    """Every document under its part, each version with its first day, citation and evidence."""
    page = Page(page_width())
    part = ""
    for document, versions in rows:
        if document.part != part:
            part = document.part
            about = book.parts[part]
            page.heading(said("law.list.part", key=part, title=about.title.in_(chosen()), until=about.verified_until))
        page.say(said("law.list.document", id=document.id, title=document.title.in_(chosen())), indent=2, hang=4)
        for version in versions:
            page.say(dated(version), indent=6, hang=2, style="quiet")
    if book.overlays:
        page.blank()
        page.say(said("law.list.overlays", overlays=list(book.overlays)))
    return page


def diff_page(name: str, first: date, second: date, found: Sequence[Difference]) -> Page:
    """Under each document the cells that differ, old and new, and the sources of both versions."""
    page = Page(page_width())
    page.say(said("law.diff.title", name=name, first=first, second=second), style="title")
    if not found:
        page.say(said("law.diff.none"))
    document = None
    for one in found:
        if one.document is not document:
            document = one.document
            page.heading(said("law.list.document", id=document.id, title=document.title.in_(chosen())))
            for version, day in ((one.before, first), (one.after, second)):
                page.say(dated(version) if version else said("law.diff.nothing", day=day), indent=2, hang=2, style="quiet")
        old, new = found_words(one.place, one.old), found_words(one.place, one.new)
        page.say(said("law.diff.cell", place=place_words(one.place), old=old, new=new), indent=2, hang=4)
    return page


def show_page(name: str, day: date, found: Sequence[tuple[Document[Any], Version[Any]]]) -> Page:
    """The documents in force, each with its source and what it says."""
    page = Page(page_width())
    page.say(said("law.show.title", name=name, day=day), style="title")
    if not found:
        page.say(said("law.show.nothing", day=day))
    for document, version in sorted(found, key=_order):
        page.heading(said("law.list.document", id=document.id, title=document.title.in_(chosen())))
        page.say(dated(version), indent=2, hang=2, style="quiet")
        if version.source.url:
            page.say(version.source.url, indent=2, style="quiet")
        if version.source.note:
            page.say(version.source.note, indent=2, style="quiet")
        page.blank()
        draw: Callable[[Page, Any, Any], None] = _CONTENT.get(document.kind, _plain)
        draw(page, document, version)
    return page


def _order(row: tuple[Document[Any], Version[Any]]) -> tuple[int, int, str]:
    """The version and the caps first, factors in their order, then the rest; readings of uncertain rules last."""
    document, version = row
    kinds = ("crs_version", "crs_caps", "crs_factor", "switch")
    at = kinds.index(document.kind) if document.kind in kinds[:3] else 3 + (document.kind == "switch")
    return at, getattr(version.content, "order", 0) if document.kind == "crs_factor" else 0, document.id


# --- what a document says, by its kind ---


def _table(rows: Callable[[Any], Sequence[Sequence[str]]]) -> Callable[[Page, Document[Any], Version[Any]], None]:
    def draw(page: Page, document: Document[Any], version: Version[Any]) -> None:
        page.table(rows(version.content), indent=2)

    return draw


def _factor(page: Page, document: Document[Any], version: Version[Any]) -> None:
    for rows in factor_rows(version.content.points):
        page.table(rows, indent=2)
    page.say(said("law.show.maximum", maximum=words.cell(version.content.maximum)), indent=2)


def _grid(page: Page, document: Document[Any], version: Version[Any]) -> None:
    content = version.content
    for name in ("first_language", "second_language", "education", "experience", "age", "arranged_employment"):
        factor = getattr(content, name)
        page.figure(said(f"law.grid.{name}"), said("law.grid.most", maximum=factor.maximum), indent=2, style="heading")
        _cited(page, factor.source)
        for rows in factor_rows(factor.points):
            page.table(rows, indent=4)
    page.figure(said("grid.adaptability"), said("law.grid.most", maximum=content.adaptability.maximum), indent=2, style="heading")
    _cited(page, content.adaptability.source)
    for element in content.adaptability.elements:
        page.figure(element.title.in_(chosen()), words.cell(element.points), indent=4)
    page.figure(said("grid.total"), words.cell(content.total), indent=2, style="heading")


def _cited(page: Page, source: Source) -> None:
    line = said("law.list.source", citation=source.cite(chosen()), evidence=said(f"evidence.{source.evidence}"))
    page.say(line, indent=4, hang=2, style="quiet")


def _switch(page: Page, document: Document[Any], version: Version[Any]) -> None:
    content = version.content
    for name, reading in content.readings.items():
        taken = "law.switch.taken" if name == content.choice else "law.switch.other"
        page.say(said(taken, name=name, reading=reading.in_(chosen())), indent=2, hang=2, first="- ")
    page.say(said("law.switch.reason", reason=content.reason.in_(chosen())), indent=2)


def _category(page: Page, document: Document[Any], version: Version[Any]) -> None:
    _requirements(page, version)
    codes = getattr(version.content.rule, "codes", ())
    if codes:
        from openentry.law.occupations import occupation

        page.say(said("law.category.codes", count=len(codes)), indent=2)
        for code in codes:
            page.say(f"{code}  {occupation(code).title(chosen())}", indent=4, hang=7)


def _program(page: Page, document: Document[Any], version: Version[Any]) -> None:
    _plain_cells(page, version, skip="requirements")
    _requirements(page, version)


def _requirements(page: Page, version: Version[Any]) -> None:
    for name, requirement in version.content.requirements.items():
        source = requirement.source
        line = said("letter.requirement", title=requirement.title.in_(chosen()), id=name, citation=words.cited(source))
        page.say(said("law.show.requirement", line=line, evidence=said(f"evidence.{source.evidence}")), indent=2, hang=4)


def _plain(page: Page, document: Document[Any], version: Version[Any]) -> None:
    _plain_cells(page, version)


def _plain_cells(page: Page, version: Version[Any], skip: str = "") -> None:
    for place, found in cells(version).items():
        if place and place[0] != skip:
            page.say(said("letter.look", fact=place_words(place), value=found_words(place, found)), indent=2, hang=4)


_CONTENT: dict[str, Callable[[Page, Any, Any], None]] = {
    "crs_caps": _table(caps_rows),
    "crs_factor": _factor,
    "fsw_grid": _grid,
    "settlement_funds": _table(funds_rows),
    "language_test": _table(language_rows),
    "switch": _switch,
    "category": _category,
    "general": _program,
    "cec": _program,
    "fsw": _program,
    "fst": _program,
    "pnp": _program,
}
