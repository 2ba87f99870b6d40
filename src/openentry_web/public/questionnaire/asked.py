"""What the questionnaire asks: some of the questions of a profile, the very ones, so that a code fills in every answer.

Those without which nobody's verdict would be right are among them (a bar stands above every program), and those that move most
people's points. What would say who somebody is, is not: no name, no document, no employer, no school, and no box for free words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from openentry_web.profiles import outline
from openentry_web.profiles.questions import Many, Page, Section

#: By section and page, the questions that are asked; all of a page where none are named.
_ASKED: dict[str, dict[str, tuple[str, ...]]] = {
    "who": {"birth": ("date_of_birth",)},
    "family": {"marital": (), "family_size": (), "spouse": ("accompanying", "citizen_or_permanent_resident")},
    "languages": {"test": ("test", "taken_on", "result_on"), "scores": (), "test_use": (), "first_language": ()},
    "education": {
        "credential": ("level", "country", "completed_on"),
        "credential_more": (),
        "eca": ("body", "issued_on"),
        "credential_study": (),
        "credential_canada": (),
        "credential_kind": (),
    },
    "work": {"job": ("noc", "country"), "job_time": (), "job_duties": (), "job_conditions": (), "job_trade": ()},
    "certificates": {"certificate": ("noc", "issued_on")},
    "offer": {"offered": (), "offer": ("noc", "indeterminate"), "offer_terms": (), "offer_support": ()},
    "funds": {"funds": ()},
    "nomination": {"nominated": (), "nomination": ()},
    "relatives": {"relative": ()},
    "plans": {"plans": ()},
    "bars": {"barred": (), "bar": ()},
}
#: Things of one kind; a profile takes more.
_MOST = 20


@cache
def sections() -> tuple[Section, ...]:
    """The sections of the questionnaire, in the order of the profile's."""
    return tuple(
        replace(section, pages=_pages(section.id, section.pages), lists=_lists(section))
        for section in outline.sections()
        if section.id in _ASKED
    )


def _lists(section: Section) -> tuple[Many, ...]:
    return tuple(replace(many, pages=_pages(section.id, many.pages), most=_MOST) for many in section.lists)


def _pages(section_id: str, pages: Iterable[Page]) -> tuple[Page, ...]:
    asked = _ASKED[section_id]
    return tuple(
        replace(page, fields=tuple(of for of in page.fields if not asked[page.id] or of.id in asked[page.id]))
        for page in pages
        if page.id in asked
    )


def section_of(section_id: str) -> Section | None:
    """The section of that name."""
    return next((section for section in sections() if section.id == section_id), None)


def place_of(section_id: str, page_id: str, key: str = "") -> outline.Place | None:
    """The page by its names: of a section or, with ``key``, of a thing of its list."""
    section = section_of(section_id)
    many = section.lists[0] if section and section.lists and key else None
    if section is None or (key and many is None):
        return None
    page = next((one for one in (many.pages if many else section.pages) if one.id == page_id), None)
    return outline.Place(section, page, many, key) if page else None
