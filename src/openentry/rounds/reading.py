"""Reads the instructions of a round from a YAML or JSON file: small, UTF-8, plain values, each key once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from openentry.errors import FileError, InstructionsError
from openentry.rounds.instructions import Instructions, instructions_of

LIMIT = 100_000
"""The most bytes instructions may have; usual ones have a thousand."""


def read_instructions(path: Path | str) -> Instructions:
    """The instructions in the file ``path``; one that ends in ``.json`` is read as JSON, any other as YAML.

    Raises :class:`FileError` for a file that cannot be read as either, and :class:`InstructionsError` for instructions that do
    not hold, each with the name of the file and, where there is one, the line or the key.
    """
    path = Path(path)
    name = str(path)
    text = _text(path, name)
    return instructions_of(_json(text, name) if path.suffix.lower() == ".json" else _yaml(text, name), name)


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a name no file can have
        raise FileError.of("error.round.file.missing", name) from None
    except OSError:
        raise FileError.of("error.round.file.unreadable", name) from None
    if len(content) > LIMIT:
        raise FileError.of("error.round.yaml.too_large", name, most=LIMIT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError.of("error.round.yaml.not_utf8", name) from None


def _json(text: str, name: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise InstructionsError.of("error.round.yaml.key_twice", name, key=key)
            found[key] = value
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise FileError.of("error.round.yaml.not_json", f"{name}:{error.lineno}") from None
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        raise FileError.of("error.round.yaml.not_json", name) from None


def _yaml(text: str, name: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Days and moments stay as they are written, numbers are plain digits, a key stands once, nothing refers elsewhere."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise FileError.of("error.round.yaml.reference", f"{name}:{event.start_mark.line + 1}")
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = set()
            for key_node, _ in node.value:
                key = str(key_node.value)
                if key in keys:
                    raise InstructionsError.of("error.round.yaml.key_twice", f"{name}:{key_node.start_mark.line + 1}", key=key)
                keys.add(key)
            return super().construct_mapping(node, deep=deep)

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in ("timestamp", "int", "float")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
    try:
        return yaml.load(text, Loader)
    except yaml.MarkedYAMLError as error:
        place = f"{name}:{error.problem_mark.line + 1}" if error.problem_mark else name
        raise FileError.of("error.round.yaml.not_yaml", place) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise FileError.of("error.round.yaml.not_yaml", name) from None
