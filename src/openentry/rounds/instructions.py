"""The instructions of a round (A10.3(1)(h.1)-(j)): when it is held, who is ranked in it, and how many are invited."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from openentry.errors import InstructionsError, Problem
from openentry.law import Law
from openentry.messages import Message
from openentry.profile.base import Contradiction, Declared, Given, Many
from openentry.profile.problems import problems_of
from openentry.profile.values import Day, Text, refusal
from openentry.rounds.moments import read_moment, write_moment

HIGHEST_SCORE = 1200

_NUMBER = re.compile("^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$", re.ASCII)

Kind = Literal["general", "programs", "category"]


def _moment(value: Any) -> datetime:
    moment = read_moment(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        raise refusal("error.round.moment.format")
    if moment.utcoffset() is None:
        raise refusal("error.round.moment.no_zone")
    return moment.astimezone(UTC)


def _number(value: Any) -> str:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not _NUMBER.fullmatch(text):
        raise refusal("error.round.number")
    return text


Moment = Annotated[
    datetime,
    PlainValidator(_moment),
    PlainSerializer(write_moment, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Number = Annotated[str, PlainValidator(_number), WithJsonSchema({"type": ["string", "integer"], "pattern": _NUMBER.pattern})]
Key = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Size = Annotated[int, Field(ge=0, le=10_000_000)]
Points = Annotated[int, Field(ge=0, le=HIGHEST_SCORE)]


class BothLanguages(Declared):
    """A text in English and in French."""

    en: Text
    fr: Text


class Instructions(Declared):
    """What an instruction for one round says.

    ``size``: at most so many are invited. ``lowest_score``: nobody below it is. With ``size`` alone the number is exact (since
    6 June 2017); with ``lowest_score`` alone everyone at or above it is invited; with both, ``size`` of those.
    """

    number: Number = Field(description="The number of the round, as it will be published: 358, or 91a.")
    name: Given[BothLanguages] = Field(None, description="The name of the round, in both languages.")
    moment: Moment = Field(description="The moment of the round, with its zone: 2025-07-22T14:30:00Z. Kept in UTC.")
    kind: Kind = Field(description="Who is ranked: everyone in the pool, those of some programs, or a category.")
    programs: Many[Key] = Field(None, description="kind programs: the programs the round is open to, such as [cec, fsw].")
    category: Given[Key] = Field(None, description="kind category: the id of the category, such as french.")
    list_version: Given[Day] = Field(None, description="kind category: the day the version of its list came into force.")
    size: Given[Size] = Field(None, description="How many are invited at most. 0 invites nobody (A10.3(2)).")
    lowest_score: Given[Points] = Field(None, description="The lowest score that is invited.")
    citation: Given[BothLanguages] = Field(None, description="The instruction that is carried out, as it is cited.")

    def contradictions(self) -> Iterable[Contradiction]:
        """The statements that cannot both hold, and what the kind of round needs."""
        for key in ("programs", "category", "list_version"):
            if self.known(key) and key not in _KEYS_OF[self.kind]:
                yield Contradiction((key,), "error.round.not_of_this_kind", {"kind": self.kind, "key": key})
        if self.kind == "programs" and not self.programs:
            yield Contradiction(("programs",), "error.round.no_programs", {})
        for name in sorted({p for p in self.programs or () if (self.programs or ()).count(p) > 1}):
            yield Contradiction(("programs",), "error.round.program_twice", {"program": name})
        if self.kind == "category" and self.category is None:
            yield Contradiction(("category",), "error.round.no_category", {})
        if self.size is None and self.lowest_score is None:
            yield Contradiction(("size",), "error.round.no_size", {})

    @property
    def day(self) -> date:
        """The day of the round, in UTC: its law is the law of that day."""
        return self.moment.date()

    @model_validator(mode="wrap")
    @classmethod
    def _say_what_is_missing(cls, data: Any, handler: ModelWrapValidatorHandler[Instructions]) -> Instructions:
        # In a profile any key may be missing, so that what profiles share has no sentence for one that may not.
        try:
            return handler(data)
        except ValidationError as error:
            lines = [_line(e) for e in error.errors(include_url=False)]
            raise ValidationError.from_exception_data(error.title, lines, hide_input=True) from None


_KEYS_OF: dict[str, tuple[str, ...]] = {"general": (), "programs": ("programs",), "category": ("category", "list_version")}


def _line(error: ErrorDetails) -> InitErrorDetails:
    kind, ctx = error["type"], error.get("ctx", {})
    if kind == "missing":
        kind, ctx = "error.round.missing", {"key": str(error["loc"][-1])}
    if "." in kind:  # one of this library's messages
        return InitErrorDetails(type=PydanticCustomError(kind, kind, ctx or None), loc=error["loc"], input=None)
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"], ctx=ctx)


def instructions_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the instructions of a round: every key with what it means.

    What it cannot say (which keys go with which kind, which categories are in force) is found by reading the instructions.
    """
    schema = Instructions.model_json_schema()
    parts = [*schema["properties"].values(), *(p for d in schema["$defs"].values() for p in d["properties"].values())]
    for part in parts:
        part.pop("title", None)
        part.pop("default", None)  # a key that is left out is not null
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": "OpenEntry instructions of a round"}


def instructions_of(data: Any, name: str = "") -> Instructions:
    """Instructions from what a YAML or JSON file holds. ``name`` is what the problems call the file.

    Raises :class:`InstructionsError` with one problem for each key that does not hold.
    """
    if not isinstance(data, dict):
        raise InstructionsError.of("error.round.not_mapping", name)
    try:
        return Instructions.model_validate(data)
    except ValidationError as error:
        raise InstructionsError(*problems_of(error, name)) from None


def refuse_impossible(instructions: Instructions, law: Law) -> None:
    """Refuse instructions that the law of their day cannot carry out: :class:`InstructionsError` with every reason.

    A program or a category that does not exist on that day, a version of the category's list that is not the one in force, or
    a law that is not the law of that day.
    """
    problems = list(_impossible(instructions, law))
    if problems:
        raise InstructionsError(*problems)


def _impossible(instructions: Instructions, law: Law) -> Iterable[Problem]:
    day = instructions.day
    if law.book.on(day).start != law.start:
        yield Problem("moment", Message("error.round.other_law", {"day": day, "start": law.start}))
        return
    order: tuple[str, ...] = law.content("programs.order").order
    for program in instructions.programs or ():
        if program not in order:
            yield Problem("programs", _unknown("program", program, order))
    if instructions.category is not None:
        in_force = {name.removeprefix("categories."): version.in_force for name, version in law.of_kind("categories.")}
        began = in_force.get(instructions.category)
        if began is None:
            yield Problem("category", _unknown("category", instructions.category, tuple(in_force), day=day))
        elif instructions.list_version not in (None, began):
            yield Problem("list_version", Message("error.round.list_version", {"found": instructions.list_version, "began": began}))


def _unknown(what: str, found: str, known: tuple[str, ...], **params: Any) -> Message:
    near = difflib.get_close_matches(found.lower(), known, n=1)
    if near:
        return Message(f"error.round.{what}_near", {"found": found, "near": near[0], **params})
    return Message(f"error.round.{what}_unknown", {"found": found, "known": known or (Message("word.none"),), **params})
