"""The cases in ``cases/`` read and checked, the people in them, and the law they ask for."""

from __future__ import annotations

import copy
import re
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from openentry.law import LawBook, load_book
from tests.law.case_shapes import KINDS, Json

CASES = Path(__file__).parent / "cases"


class _Loader(yaml.SafeLoader):
    """YAML in which only ``true`` and ``false`` are answers (``on`` and ``ON`` are words), and no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value if key.value != "<<"]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"{node.start_mark}: {twice} stands twice"
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def read(path: Path) -> Any:
    """One file."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)


def said(kind: str) -> Iterator[tuple[str, Json]]:
    """Every case of a kind, with the name of its file. A case of several ``days`` is one case for each of them."""
    for path in sorted((CASES / kind).glob("*.yaml")):
        for case in read(path) or []:
            for day, expected in case.get("days", {None: {}}).items():
                one = {key: value for key, value in case.items() if key != "days"} | expected
                if day is not None:
                    assert "as_of" not in case, f"{case['title']}: as_of and days"
                    one |= {"as_of": day, "title": f"{case['title']}, on {day}"}
                yield path.stem, one


def cases(kind: str) -> list[Any]:
    """The cases of a kind as parameters, checked, named by file and title."""
    found, shape = [], KINDS[kind]
    for file, case in said(kind):
        try:
            found.append(pytest.param(shape.model_validate(case), id=f"{file}: {case.get('title')}"))
        except ValueError as wrong:
            raise AssertionError(f"cases/{kind}/{file}.yaml: {case.get('title')}: {wrong}") from None
    ids = [str(one.id) for one in found]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"two cases have one title: {twice}"
    return found


# People.

_BOOK: Json = read(CASES / "people.yaml")
PEOPLE: Json = _BOOK["people"]
PARTS: Json = _BOOK["parts"]


def person(name: str, changes: Mapping[str, Any] | None = None, without: list[str] | None = None) -> Json:
    """A person, with some answers changed and some taken away. ``work.0.paid`` is a place."""
    made: Json = whole(copy.deepcopy(PEOPLE[name]))
    for path, value in (changes or {}).items():
        _put(made, path.split("."), value)
    for path in without or []:
        *way, last = path.split(".")
        del _at(made, way)[int(last) if last.isdigit() else last]
    return made


def whole(value: Any, first: Json | None = None) -> Any:
    """A value with its parts put in: ``{like: NAME, ...}`` is the part of that name, ``{like_first: {...}}`` the first entry of
    the list it changes, each with what is said beside it."""
    if isinstance(value, list):
        return [whole(part, first) for part in value]
    if not isinstance(value, dict):
        return value
    value = {key: whole(part) for key, part in value.items()}
    if "like" in value:
        named = PARTS[value.pop("like")]
        return whole(copy.deepcopy(named)) | value if isinstance(named, dict) else whole(copy.deepcopy(named))
    if "like_first" in value:
        return {**(first or {}), **value["like_first"]}
    return value


def _at(holder: Any, way: list[str]) -> Any:
    for step in way:
        holder = holder[int(step)] if step.isdigit() else holder[step]
    return holder


def _put(made: Json, path: list[str], value: Any) -> None:
    *way, last = path
    place = _at(made, way)
    if isinstance(place, list):
        assert int(last) <= len(place), f"{'.'.join(path)} would leave a gap"
        place[int(last) : int(last) + 1] = [whole(value, place[0] if place else None)]
    else:
        before = place.get(last)
        place[last] = whole(value, before[0] if isinstance(before, list) and before else None)


# The law.


def book_for(reading: Mapping[str, str], directory: Path) -> LawBook:
    """The law, with another reading of some rules laid over it where a case asks for one."""
    if not reading:
        return load_book()
    documents = []
    for name, choice in reading.items():
        version = load_book().documents[f"switch.{name}"].versions[0]
        readings = {key: {"en": text.en, "fr": text.fr} for key, text in version.content.readings.items()}
        assert choice in readings and choice != version.content.choice, f"{choice} is no other reading of {name}"
        reason = {"en": "A reading tried by a case.", "fr": "Une lecture essayée par un cas."}
        row = {
            "in_force": version.in_force.isoformat(),
            "replaces": version.in_force.isoformat(),
            "source": {"instrument": "OPENENTRY", "evidence": "judgement"},
            "content": {"choice": choice, "readings": readings, "reason": reason},
        }
        documents.append({"id": f"switch.{name}", "versions": [row]})
    (directory / "reading.yaml").write_text(yaml.safe_dump({"documents": documents}, allow_unicode=True), encoding="utf-8")
    return load_book(directory)
