"""The instructions of a round: read from YAML and JSON, each mistake named with its place and what to do."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from openentry.errors import FileError, InputError, InstructionsError
from openentry.law import load_law
from openentry.messages import LANGUAGES
from openentry.rounds import Instructions, instructions_of, instructions_schema, read_instructions, refuse_impossible
from openentry.rounds.reading import LIMIT

GOOD = {"number": 357, "moment": "2025-07-22T16:27:45Z", "kind": "general", "size": 4000}
YAML = """\
# a category-based round
number: 357
name: {en: Healthcare and social services occupations, fr: Professions des soins de santé et des services sociaux}
moment: 2025-07-22T12:27:45.5-04:00
kind: category
category: healthcare
list_version: 2025-02-27
size: 4000
citation:
  en: Ministerial Instructions respecting invitations, 22 July 2025
  fr: Instructions ministérielles concernant les invitations, 22 juillet 2025
"""


def written(tmp_path, content, name="round.yaml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems(error):
    """Each place without its file, with the id of the message; and every sentence can be said in both languages."""
    for lang in LANGUAGES:
        assert error.text(lang)
    return [(p.place, p.message.id) for p in error.problems]


def refused(data):
    with pytest.raises(InstructionsError) as caught:
        instructions_of(data)
    return problems(caught.value)


# --- what holds ---


def test_a_round_from_yaml(tmp_path):
    read = read_instructions(written(tmp_path, YAML))
    assert (read.number, read.kind, read.category, read.size, read.lowest_score) == ("357", "category", "healthcare", 4000, None)
    assert read.moment == datetime(2025, 7, 22, 16, 27, 45, 500_000, tzinfo=UTC)
    assert read.moment.tzinfo is UTC
    assert (read.day, read.list_version) == (date(2025, 7, 22), date(2025, 2, 27))
    assert read.name is not None
    assert read.name.fr.startswith("Professions")
    refuse_impossible(read, load_law(read.day))


def test_the_same_from_json(tmp_path):
    from_yaml = read_instructions(written(tmp_path, YAML))
    from_json = read_instructions(written(tmp_path, json.dumps(from_yaml.declared()), "round.json"))
    assert from_json == from_yaml
    assert from_json.declared()["moment"] == "2025-07-22T16:27:45.500000Z"


def test_a_byte_order_mark_and_crlf_are_no_obstacle(tmp_path):
    assert read_instructions(written(tmp_path, b"\xef\xbb\xbf" + YAML.replace("\n", "\r\n").encode())).number == "357"


@pytest.mark.parametrize("number", [1, 91, "91a", "2026-07.b"])
def test_the_number_is_a_text(number):
    assert instructions_of(GOOD | {"number": number}).number == str(number)


def test_instructions_cannot_be_changed():
    read = instructions_of(GOOD)
    with pytest.raises(ValidationError):
        read.size = 5  # type: ignore[misc]


# --- what does not ---


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sise": 3}, [("sise", "error.profile.unknown_key_near")]),
        ({"zz": 3}, [("zz", "error.profile.unknown_key")]),
        ({"kind": "generale"}, [("kind", "error.profile.choice_near")]),
        ({"kind": None}, [("kind", "error.profile.null")]),
        ({"size": -1}, [("size", "error.profile.too_small")]),
        ({"size": 10_000_001}, [("size", "error.profile.too_large")]),
        ({"size": 4000.0}, [("size", "error.profile.not_whole_number")]),
        ({"size": True}, [("size", "error.profile.not_whole_number")]),
        ({"size": "4000"}, [("size", "error.profile.not_whole_number")]),
        ({"size": None}, [("size", "error.profile.null")]),
        ({"lowest_score": 1201}, [("lowest_score", "error.profile.too_large")]),
        ({"number": True}, [("number", "error.round.number")]),
        ({"number": "../357"}, [("number", "error.round.number")]),
        ({"number": ""}, [("number", "error.round.number")]),
        ({"number": "7\n"}, [("number", "error.round.number")]),
        ({"moment": "2025-07-22T16:27:45"}, [("moment", "error.round.moment.no_zone")]),
        ({"moment": "2025-07-22"}, [("moment", "error.round.moment.format")]),
        ({"moment": "2025-07-22T16:27:45.1234567Z"}, [("moment", "error.round.moment.format")]),
        ({"moment": "2025-02-30T16:27:45Z"}, [("moment", "error.round.moment.format")]),
        ({"moment": "0001-01-01T00:00:00+14:00"}, [("moment", "error.round.moment.format")]),
        ({"moment": 20250722}, [("moment", "error.round.moment.format")]),
        ({"name": {"en": "Only one"}}, [("name.fr", "error.round.missing")]),
        ({"name": "General"}, [("name", "error.profile.not_object")]),
        ({"programs": ["cec"]}, [("programs", "error.round.not_of_this_kind")]),
        ({"category": "french"}, [("category", "error.round.not_of_this_kind")]),
        ({"list_version": "2025-02-27"}, [("list_version", "error.round.not_of_this_kind")]),
        ({"kind": "programs"}, [("programs", "error.round.no_programs")]),
        ({"kind": "programs", "programs": []}, [("programs", "error.round.no_programs")]),
        ({"kind": "programs", "programs": "cec"}, [("programs", "error.profile.not_list")]),
        ({"kind": "programs", "programs": ["cec", "fsw", "cec"]}, [("programs", "error.round.program_twice")]),
        ({"kind": "programs", "programs": ["cec"], "category": "x"}, [("category", "error.round.not_of_this_kind")]),
        ({"kind": "category"}, [("category", "error.round.no_category")]),
        ({"kind": "category", "category": "french", "list_version": "27-02-2025"}, [("list_version", "error.profile.day.format")]),
    ],
)
def test_a_mistake_is_named_with_its_place(change, expected):
    assert refused(GOOD | change) == expected


@pytest.mark.parametrize("key", ["number", "moment", "kind"])
def test_what_every_round_needs(key):
    assert refused({k: v for k, v in GOOD.items() if k != key}) == [(key, "error.round.missing")]


def test_a_round_says_how_many():
    assert refused({k: v for k, v in GOOD.items() if k != "size"}) == [("size", "error.round.no_size")]


def test_all_mistakes_are_named_at_once():
    assert [place for place, _ in refused({"nmber": 1, "size": -1})] == ["number", "moment", "kind", "size", "nmber"]


@pytest.mark.parametrize("data", [None, [], "kind: general", 7])
def test_instructions_are_keys_with_values(data):
    assert refused(data) == [("", "error.round.not_mapping")]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)))
def test_whatever_stands_in_a_key_is_refused_in_words(value):
    for key in Instructions.model_fields:
        try:
            instructions_of(GOOD | {key: value})
        except InstructionsError as error:
            problems(error)


# --- files ---


@pytest.mark.parametrize(
    ("content", "name", "place", "message"),
    [
        (b"number: 1\nkind: [general", "r.yaml", "r.yaml:2", "error.round.yaml.not_yaml"),
        (b"number: 1\n\tkind: general", "r.yaml", "r.yaml:2", "error.round.yaml.not_yaml"),
        (b"number: \x00", "r.yaml", "r.yaml", "error.round.yaml.not_yaml"),
        (b"number: !!python/name:os.system 1", "r.yaml", "r.yaml:1", "error.round.yaml.not_yaml"),
        (b"number: 1\nname: &x {en: a, fr: a}\ncitation: *x", "r.yaml", "r.yaml:2", "error.round.yaml.reference"),
        (b"number: \xe9", "r.yaml", "r.yaml", "error.round.yaml.not_utf8"),
        (b"#" * (LIMIT + 1), "r.yaml", "r.yaml", "error.round.yaml.too_large"),
        (b'{"number": 1,\n}', "r.json", "r.json:2", "error.round.yaml.not_json"),
        (b"[" * 50_000, "r.json", "r.json", "error.round.yaml.not_json"),
        (b"[" * 50_000, "r.yaml", "r.yaml", "error.round.yaml.not_yaml"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, content, name, place, message):
    with pytest.raises(FileError) as caught:
        read_instructions(written(tmp_path, content, name))
    assert problems(caught.value) == [(str(tmp_path / place), message)]


@pytest.mark.parametrize(("content", "name"), [("size: 1\nkind: general\nsize: 2", "r.yaml"), ('{"size": 1, "size": 2}', "r.json")])
def test_a_key_that_stands_twice(tmp_path, content, name):
    with pytest.raises(InstructionsError, match="size stands twice"):
        read_instructions(written(tmp_path, content, name))


@pytest.mark.parametrize("size", ["0100", "0x10", "1_000", "1:30", "1e3"])
def test_numbers_that_yaml_would_read_as_something_else(tmp_path, size):
    with pytest.raises(InstructionsError) as caught:
        read_instructions(written(tmp_path, f"number: 1\nmoment: 2025-07-22T16:27:45Z\nkind: general\nsize: {size}\n"))
    assert problems(caught.value) == [(f"{tmp_path / 'round.yaml'}: size", "error.profile.not_whole_number")]


def test_no_such_file(tmp_path):
    with pytest.raises(FileError, match="no file of that name"):
        read_instructions(tmp_path / "none.yaml")
    with pytest.raises(FileError, match="cannot be read"):
        read_instructions(tmp_path)
    with pytest.raises(FileError, match="no file of that name"):
        read_instructions("a\0b")


# --- the law of the day ---


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"kind": "programs", "programs": ["cec", "fsww"]}, [("programs", "error.round.program_near")]),
        ({"kind": "programs", "programs": ["zz"]}, [("programs", "error.round.program_unknown")]),
        ({"kind": "category", "category": "healthcar"}, [("category", "error.round.category_near")]),
        ({"kind": "category", "category": "zzz"}, [("category", "error.round.category_unknown")]),
        ({"kind": "category", "category": "transport"}, [("category", "error.round.category_unknown")]),  # not in July 2025
        ({"kind": "category", "category": "stem", "list_version": "2023-05-31"}, [("list_version", "error.round.list_version")]),
    ],
)
def test_what_the_law_of_the_day_does_not_have(keys, expected):
    read = instructions_of(GOOD | keys)
    with pytest.raises(InstructionsError) as caught:
        refuse_impossible(read, load_law(read.day))
    assert problems(caught.value) == expected


def test_no_category_was_in_force_before_2023():
    read = instructions_of(GOOD | {"moment": "2018-07-22T16:00:00Z", "kind": "category", "category": "french"})
    with pytest.raises(InstructionsError) as caught:
        refuse_impossible(read, load_law(read.day))
    assert problems(caught.value) == [("category", "error.round.category_unknown")]
    assert "none" in caught.value.text("en")


def test_a_round_before_express_entry():
    with pytest.raises(InputError):
        load_law(instructions_of(GOOD | {"moment": "2014-12-31T23:59:59Z"}).day)


# --- the schema ---


def test_the_schema_names_every_key_and_what_it_means():
    schema = instructions_schema()
    assert set(schema["properties"]) == set(Instructions.model_fields)
    assert all("description" in part or "$ref" in part for part in schema["properties"].values())
    assert sorted(schema["required"]) == ["kind", "moment", "number"]
    assert schema["additionalProperties"] is False
    assert "default" not in json.dumps(schema)
    assert schema["properties"]["moment"]["format"] == "date-time"
