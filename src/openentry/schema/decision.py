"""The schema of a decision as JSON, what ``openentry decide --format json`` prints (DESIGN 5.2, contract section C)."""

from __future__ import annotations

from typing import Any

from openentry.law.domains import COLUMNS
from openentry.law.sources import EVIDENCE
from openentry.schema.facts import columns
from openentry.schema.profile import DIALECT

Json = dict[str, Any]

_INTEGER: Json = {"type": "integer"}
_TEXT: Json = {"type": "string"}
_DAY: Json = {"type": "string", "format": "date"}
_TRUTH: Json = {"type": ["boolean", "null"]}
_KNOWN: Json = {"type": ["integer", "null"]}
_BOUNDS: Json = {"type": "array", "items": _INTEGER, "minItems": 2, "maxItems": 2}
_MESSAGES: Json = {"type": "array", "items": {"$ref": "#/$defs/message"}}
_PROGRAMS = ("pnp", "cec", "fsw", "fst")
_GRID = ("language", "education", "experience", "age", "arranged_employment", "adaptability")


def decision_schema() -> Json:
    """The JSON Schema (draft 2020-12) of a decision. ``null`` for *met*, a score or a fact means that it is not known yet."""
    return {
        "$schema": DIALECT,
        "title": "OpenEntry decision",
        **_object(
            as_of=_DAY | {"description": "The day decided for."},
            law=_law(),
            library_version=_TEXT,
            programs=_programs(),
            eligible=_TRUTH | {"description": "Whether at least one program is met and nothing bars."},
            program_of_invitation={
                "type": ["string", "null"],
                "description": "The class an invitation to a round open to every program would name: a key of programs.",
            },
            general={"$ref": "#/$defs/verdict"},
            score=_score(),
            facts=_facts(),
            categories={"type": "array", "items": _verdict(id=_TEXT)},
            changes_on={
                "type": ["string", "null"],
                "format": "date",
                "description": "The first later day on which any part of this decision differs; null = none, by time alone.",
            },
            changes_because=_MESSAGES,
            warnings=_MESSAGES,
            questions={
                "type": "array",
                "items": _object(field=_TEXT, settles=_INTEGER),
                "description": "The unanswered keys of the profile that bear on the decision, those that settle most first.",
            },
        ),
        "$defs": {
            "message": _object(id=_TEXT, params={"type": "object"}, text=_TEXT),
            "source": _object(
                ["instrument", "at", "url", "evidence"],
                instrument=_TEXT,
                at=_TEXT,
                url=_TEXT,
                evidence={"enum": list(EVIDENCE), "description": "Text of the law read, page read, reported, or our own reading."},
                note=_TEXT,
            ),
            "requirement": _requirement(),
            "verdict": _verdict(),
            "program": _verdict(grid=_grid()),
            "branch": _branch(),
        },
    }


def _object(required: list[str] | None = None, /, **properties: Json) -> Json:
    """A closed object; every key is there unless ``required`` names fewer."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def _law() -> Json:
    parts = ("crs", "funds", "language", "programs", "categories")
    newest = {"type": ["string", "null"], "format": "date", "description": "The first day of the newest version in force, if any."}
    versions: dict[str, Json] = dict.fromkeys(parts, newest)
    digest = _TEXT | {"description": "SHA-256 of the whole body of law used."}
    overlays = {"type": "array", "items": _TEXT, "description": "What was laid over the built-in law."}
    return _object(**versions, digest=digest, overlays=overlays)


def _programs() -> Json:
    """The four programs; a law laid over the built-in one may close some of them and open others."""
    known = {name: {"$ref": "#/$defs/program" if name == "fsw" else "#/$defs/verdict"} for name in _PROGRAMS}
    return {"type": "object", "properties": known, "additionalProperties": {"$ref": "#/$defs/verdict"}, "minProperties": 1}


def _requirement() -> Json:
    return _object(
        ["id", "title", "met", "found", "needed", "citation", "source", "message", "message_id", "message_params"],
        id=_TEXT,
        title=_TEXT,
        met=_TRUTH,
        found={"description": "What was found: a number, a text, levels by ability, a range; null = nothing, or not known."},
        needed={"description": "What is needed, in the same form."},
        citation=_TEXT,
        source={"$ref": "#/$defs/source"},
        message=_TEXT | {"description": "What was found, what is needed, and what would satisfy it."},
        message_id=_TEXT,
        message_params={"type": "object"},
        then={"$ref": "#/$defs/message"},
        asks={"type": "array", "items": _TEXT, "description": "The keys of the profile whose answers would settle it."},
        informative={"const": True, "description": "Told, and never decides."},
    )


def _verdict(**more: Json) -> Json:
    requirements = {"type": "array", "items": {"$ref": "#/$defs/requirement"}}
    return _object(**more, met=_TRUTH, requirements=requirements)


def _grid() -> Json:
    return _object(
        **dict.fromkeys((*_GRID, "total"), _KNOWN),
        range=_BOUNDS,
        ranges=_object(**dict.fromkeys(_GRID, _BOUNDS)),
        adaptability_elements={"type": "object", "additionalProperties": _TRUTH},
    )


def _score() -> Json:
    points = {"type": "object", "additionalProperties": _KNOWN}
    sections = ("core", "spouse", "transferability", "additional")
    return {
        **_object(
            total=_KNOWN,
            range=_BOUNDS,
            **dict.fromkeys(sections, _KNOWN),
            factors=points | {"description": "The points of every factor there has ever been, before the cap of its group."},
            ranges={
                "type": "object",
                "additionalProperties": _BOUNDS,
                "description": "Least and most of the sections and factors that are not known.",
            },
            caps={"type": "array", "items": _TEXT, "description": "The sections and groups whose cap takes points away."},
            tree={"$ref": "#/$defs/branch"},
        ),
        "additionalProperties": _KNOWN,
    }


def _branch() -> Json:
    look = _object(facts={"type": "object"}, row=_TEXT, points=_INTEGER)
    return _object(
        ["id", "title", "points", "range", "maximum", "capped", "uncapped", "column", "citation", "source"],
        id=_TEXT,
        title=_TEXT,
        points=_KNOWN,
        range=_BOUNDS,
        maximum=_INTEGER,
        capped={"type": "boolean", "description": "Whether the cap takes points away."},
        uncapped=_KNOWN | {"description": "What the parts add up to before the cap."},
        column={"enum": [*COLUMNS, None], "description": "The column of the tables that applies; null = not known yet."},
        citation=_TEXT,
        source={"$ref": "#/$defs/source"},
        looks={"type": "array", "items": look},
        children={"type": "array", "items": {"$ref": "#/$defs/branch"}},
    )


def _facts() -> Json:
    names = {name: _unknown(shape) | {"description": about} for name, (shape, about) in columns().items()}
    test = _object(test={"type": ["string", "null"]}, valid_until={"type": ["string", "null"], "format": "date"})
    return _object(
        age=_KNOWN,
        **names,
        family_size=_KNOWN,
        spouse_or_partner=_TRUTH,
        spouse_coming=_TRUTH,
        funds_cad=_KNOWN,
        funds_needed_cad=_INTEGER,
        funds_table=_DAY | {"description": "The first day of the table of settlement funds that applies."},
        authorized_to_work_in_canada=_TRUTH,
        job_offer_fsw={"type": ["string", "null"], "description": "The paragraph of R82(2) the offer is surely under."},
        job_offer_fst={"type": ["string", "null"], "description": "The paragraph of R87.2(3)(d) the offer is surely under."},
        language_tests=_object(en=test, fr=test),
    )


def _unknown(shape: Json) -> Json:
    """The same values, or null while not known."""
    if "enum" in shape:
        return {"enum": [*shape["enum"], None]}
    return {"type": [shape["type"], "null"]}
