"""The JSON Schema of a profile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from openentry.profile import Declared
from openentry.schema import profile_schema
from tests.library.profile_says import EXAMPLES, said


def properties(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    models = [("Profile", schema), *schema["$defs"].items()]
    return [(f"{name}.{key}", part) for name, model in models for key, part in model["properties"].items()]


def test_every_key_of_the_schema_is_described_and_none_has_a_default() -> None:
    schema = profile_schema()
    described = properties(schema)
    ours = {model.__name__: model for model in Declared.__subclasses__() if model.__name__ in {"Profile", *schema["$defs"]}}
    assert len(ours) == 1 + len(schema["$defs"])
    assert len(described) == sum(len(model.model_fields) for model in ours.values())
    for name, part in described:
        assert len(part["description"]) > 8, name
        assert "default" not in part
        assert "title" not in part
    for model in [schema, *schema["$defs"].values()]:
        assert model["additionalProperties"] is False
        assert "required" not in model


def test_the_schema_says_how_to_split_a_job() -> None:
    schema = profile_schema()
    assert "splits the job" in schema["properties"]["work"]["description"]
    assert "split the job" in schema["$defs"]["Work"]["properties"]["full_time_student"]["description"]


def test_the_schema_accepts_the_examples_and_refuses_what_the_reader_refuses() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = profile_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in EXAMPLES:
        validator.validate(json.loads(path.read_text(encoding="utf-8")))
    refused: list[dict[str, Any]] = [
        {"persn": {}},
        {"work": None},
        {"person": None},
        {"funds_cad": -1},
        {"work": [{"noc": 21232}]},
        {"work": [{"hours_per_week": 169}]},
        {"work": [{"paid": "yes"}]},
        {"open_to_provinces": "some"},
        {"language_tests": [{"test": "ielts"}]},
        {"person": {"family_name": "a\nb"}},
        {"person": {"citizenship": "Canada"}},
    ]
    for wrong in refused:
        assert not validator.is_valid(wrong), wrong
        said(wrong)
