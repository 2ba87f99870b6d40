"""Whatever a file holds, a profile or one of two errors comes out, and never anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openentry.errors import FileError, ProfileError
from openentry.messages import LANGUAGES
from openentry.profile import Declared, Profile
from openentry.reading import read_profile
from tests.library.strategies import profile_dicts


def comes_out_as_it_should(content: bytes) -> None:
    """A profile, or one of the two errors with problems that can be printed in both languages; any other exception is a failure."""
    try:
        profile = read_profile(content, name="p.json")
    except (FileError, ProfileError) as error:
        problems = error.problems
    else:
        assert Profile.model_validate(profile.declared()) == profile
        return
    assert problems
    for problem in problems:
        assert problem.place.startswith("p.json")
        for lang in LANGUAGES:
            assert problem.text(lang).replace("\u202f", " ").replace("\xa0", " ").isprintable()


@given(st.binary(max_size=200))
@example(b'{"a":1,"a":NaN}')
@example(b"\xef\xbb\xbf\xef\xbb\xbf{}")
def test_any_bytes(content: bytes) -> None:
    comes_out_as_it_should(content)


@given(st.text(alphabet='{}[]",:\\ud8eE+-.019aNIntrufls \n', max_size=60))
def test_texts_that_look_like_json(text: str) -> None:
    comes_out_as_it_should(text.encode())


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2025-02-30", "21232", "CAN", "ON", "all", 10**40, -0.0, 1e300, "\ud800", "married", "misrepresentation"])
)
keys = st.sampled_from([name for part in Declared.__subclasses__() for name in part.model_fields]) | st.text(max_size=5)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12)


@given(values)
def test_any_json_value(value: Any) -> None:
    comes_out_as_it_should(json.dumps(value).encode())


@given(st.dictionaries(st.sampled_from(list(Profile.model_fields)), values, max_size=4))
def test_any_value_under_a_known_key(value: dict[str, Any]) -> None:
    comes_out_as_it_should(json.dumps(value).encode())


def place_of_the_problem(content: bytes) -> tuple[str, str]:
    with pytest.raises(FileError) as caught:
        read_profile(content, name="p.json")
    (problem,) = caught.value.problems
    return problem.place, problem.message.id.removeprefix("error.reading.")


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys or positions."""
    steps = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    return [(value, step) for step, _ in steps] + [place for _, inner in steps for place in places_in(inner)]


@given(profile_dicts(), st.data())
def test_a_valid_profile_with_a_few_changes(profile: dict[str, Any], data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        places = places_in(profile)
        if not places:
            break
        container, step = data.draw(st.sampled_from(places))
        match data.draw(st.sampled_from(["replace", "remove", "rename"])):
            case "replace":
                container[step] = data.draw(values)
            case "remove":
                del container[step]
            case "rename" if isinstance(container, dict):
                container[data.draw(keys)] = container.pop(step)
    comes_out_as_it_should(json.dumps(profile).encode())


@given(profile_dicts(), st.data())
def test_a_valid_file_cut_or_damaged(profile: dict[str, Any], data: st.DataObject) -> None:
    content = bytearray(json.dumps(profile, ensure_ascii=data.draw(st.booleans())).encode())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        comes_out_as_it_should(bytes(content[:at]))
    content[at] = data.draw(st.integers(0, 255))
    comes_out_as_it_should(bytes(content))


@given(profile_dicts(), st.data())
def test_a_valid_file_with_a_key_twice(profile: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(profile, indent=1)
    lines = text.split("\n")
    members = [
        n
        for n, line in enumerate(lines)
        if line.lstrip().startswith('"') and line.endswith(",") and '": ' in line and line[-2] not in "[{"
    ]
    if members:
        n = data.draw(st.sampled_from(members))
        doubled = "\n".join([*lines[: n + 1], lines[n], *lines[n + 1 :]])
        column = len(lines[n]) - len(lines[n].lstrip()) + 1
        assert place_of_the_problem(doubled.encode()) == (f"p.json:{n + 2}:{column}", "duplicate_key")
