"""What a question is: the shape in which the sections (``profiles/sections``) say what is asked, and where an answer goes.

Words are found by id. Of a field: ``q.PAGE.FIELD.label`` (the question), ``.hint`` (how to answer; optional), ``.why`` (why it is
asked). Of an option: ``q.option.FIELD_OR_GROUP.VALUE`` (without brackets: ``R204a``). Of a page: ``q.PAGE.title``, ``.intro``
(optional). Of a section: ``q.section.SECTION.title``, ``.hint``. Of a list: ``q.section.SECTION.add``, ``.none`` ("I have none"),
``.question``; where a section has several, the id of the list stands in the place of the section's, and has a ``.title`` too.

A page none of whose questions is asked is passed over. A number in a path is a place in a list: ``bars.0.until``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

#: How an answer is given and read.
Kind = Literal[
    "text",  # one line
    "day",  # day, month, year in three boxes; an ISO date in the profile
    "yes_no",  # true, false
    "choice",  # one of ``options``
    "whole",  # a whole number
    "hours",  # hours a week: at most two decimals, comma or point
    "score",  # a test score, as printed on the certificate
    "money",  # whole Canadian dollars; thousands separators of either language are taken
    "country",  # a country, by name in either language; its three-letter code in the profile
    "province",  # a province or territory
    "provinces",  # all, none, or some of them
    "occupation",  # a unit group of NOC 2021, found by words, then confirmed
    "texts",  # several lines of text, one a line: a list in the profile
]

Part = Mapping[str, Any]
Asked = Callable[[Part], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. ``path`` is the place of its answer in the page's part of the profile (``passport.number``).

    ``when`` says, given that part as answered so far, whether the question is asked. ``null`` is the answer that is kept as
    ``null`` (contract C01): for a yes_no that opens a whole (``job_offer``: "no" is ``null``), for a day that may be open ("I still
    work there"). ``open`` is then the id of the words of that answer.
    """

    id: str
    path: str
    kind: Kind
    options: tuple[str, ...] = ()
    words: str = ""  # the group of the options' words, where it is not the field's id
    when: Asked | None = None
    needed: bool = True  # whether the law asks for it; others are asked for the person's own sake, or for the file
    nullable: bool = False  # an answer "there is none" (``q.PAGE.FIELD.null``) is offered and kept as null
    gate: bool = False  # yes keeps {} at ``path`` unless something is there, no keeps null: the pages that follow are about it
    yes: str = "{}"  # of a gate, as JSON: what a yes keeps where neither an object nor a full list is there yet
    no: str = "null"  # of a gate, as JSON: what a no keeps
    least: int | None = None
    most: int | None = None
    unit: str = ""  # ``q.unit.UNIT``


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of questions about one part of the profile: ``person``, ``family.spouse``; "" is the whole."""

    id: str
    part: str
    fields: tuple[Field, ...]
    when: Asked | None = None  # given the whole profile so far
    among: Callable[[Part, Sequence[Part]], bool] | None = None  # of a page of a list: given the thing, and all of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """Things of one kind, added one by one: a page (or more) a thing. ``path`` is the list in the profile (``work``)."""

    path: str
    id: str = ""  # of its words, where a section has several lists; else the section's
    pages: tuple[Page, ...]  # their parts are relative to the thing
    title: Callable[[Part, str], str]  # the thing in a line, in a language, for the list
    most: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A row of the task list. ``pages`` come first, then the lists."""

    id: str
    pages: tuple[Page, ...] = ()
    lists: tuple[Many, ...] = ()
    when: Asked | None = None  # given the whole profile so far
