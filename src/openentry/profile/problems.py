"""From pydantic's report to this library's sentences: which message, with which parameters, at which place."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from openentry.errors import Problem
from openentry.messages import Message
from openentry.profile.base import Declared

_SHOWN = 40  # characters of what a person wrote that an error may repeat
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")

# pydantic's own kinds of error -> (the id of our message, {our parameter: its name in pydantic's ctx})
_KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "model_type": ("error.profile.not_object", {}),
    "model_attributes_type": ("error.profile.not_object", {}),
    "dict_type": ("error.profile.not_object", {}),
    "tuple_type": ("error.profile.not_list", {}),
    "string_type": ("error.profile.not_text", {}),
    "string_unicode": ("error.profile.text_not_unicode", {}),
    "string_too_short": ("error.profile.text_empty", {}),
    "string_too_long": ("error.profile.text_too_long", {"most": "max_length"}),
    "string_pattern_mismatch": ("error.profile.text_characters", {}),
    "bool_type": ("error.profile.not_yes_or_no", {}),
    "int_type": ("error.profile.not_whole_number", {}),
    "int_from_float": ("error.profile.not_whole_number", {}),
    "int_parsing_size": ("error.profile.not_whole_number", {}),
    "greater_than_equal": ("error.profile.too_small", {"least": "ge"}),
    "less_than_equal": ("error.profile.too_large", {"most": "le"}),
    "too_long": ("error.profile.list_too_long", {"most": "max_length"}),
    "too_short": ("error.profile.list_empty", {}),
    "invalid_key": ("error.profile.key_not_text", {}),
    "json_invalid": ("error.profile.not_json", {}),
    "json_type": ("error.profile.not_json", {}),
}


def problems_of(error: ValidationError, source: str = "") -> list[Problem]:
    """One :class:`~openentry.errors.Problem` for each thing pydantic found, in the order of the profile.

    The place is the path of the field (``work[0].hours_per_week``), after ``source`` (a file's name) if there is one. It
    works for any part of a profile (``Work.model_validate(...)``). What the person wrote is repeated only where it is a
    single value, made safe to print and cut to 40 characters.
    """
    found = error.errors(include_url=False)
    return [Problem(_place(source, _path(e)), _message(e, error.title)) for e in found]


def explained(error: ValidationError) -> ValidationError:
    """The same report in this library's words: message id as type, parameters as ctx, English sentence as msg, no input."""
    lines = []
    for e in error.errors(include_url=False):
        message = _message(e, error.title)
        sentence = message.text("en")
        custom = PydanticCustomError(message.id, sentence, dict(message.params) or None)
        lines.append(InitErrorDetails(type=custom, loc=tuple(_safe(part) for part in e["loc"]), input=None))
    return ValidationError.from_exception_data(error.title, lines, hide_input=True)


def shown(value: Any) -> str:
    """A single value as it would stand in JSON, safe to print and at most 40 characters; ``{…}`` and ``[…]`` for the rest."""
    match value:
        case str():
            text = json.dumps(_safe(value[:_SHOWN]), ensure_ascii=False)
            text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
        case None | bool():
            text = json.dumps(value)
        case int() if value.bit_length() > 128:
            text = "…"
        case int() | float() | Decimal():
            text = str(value)
        case dict():
            text = "{…}"
        case list() | tuple():
            text = "[…]"
        case _:
            text = type(value).__name__
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _message(e: ErrorDetails, root: str) -> Message:
    kind, context = e["type"], e.get("ctx", {})
    if "." in kind:  # already one of ours
        return Message(kind, context)
    value = e["input"]
    if kind == "extra_forbidden":
        return _unknown_key(e, root)
    if kind == "literal_error":
        return _not_a_choice(value, context["expected"])
    if value is None:
        return Message("error.profile.null_list" if kind == "tuple_type" else "error.profile.null")
    if kind not in _KINDS:
        return Message("error.profile.other", {"code": kind})
    message_id, names = _KINDS[kind]
    params = {ours: context[theirs] for ours, theirs in names.items()}
    return Message(message_id, {"found": shown(value)} | params)


def _unknown_key(e: ErrorDetails, root: str) -> Message:
    key = str(e["loc"][-1])
    part = _part(root, e["loc"][:-1])
    known = list(part.model_fields) if part else []
    near = _nearest(key, known)
    if near:
        return Message("error.profile.unknown_key_near", {"key": shown(key), "near": near})
    return Message("error.profile.unknown_key", {"key": shown(key), "known": tuple(known)})


def _not_a_choice(value: Any, expected: str) -> Message:
    if value is None:
        return Message("error.profile.null")
    choices = tuple(re.findall(r"'([^']+)'", expected))
    near = _nearest(value, choices) if isinstance(value, str) else None
    params: dict[str, Any] = {"found": shown(value), "choices": choices}
    if near:
        return Message("error.profile.choice_near", params | {"near": near})
    return Message("error.profile.choice", params)


def _nearest(word: str, words: Sequence[str]) -> str | None:
    """The one of ``words`` that was probably meant: the same but for capitals, one that begins so, or one spelt much like it."""
    lower, by_lower = word.lower(), {w.lower(): w for w in words}
    near = [w for w in by_lower if len(lower) > 2 and w.startswith(lower)] or difflib.get_close_matches(lower, by_lower, n=1)
    return by_lower[near[0]] if near else None


def _part(root: str, place: tuple[int | str, ...]) -> type[Declared] | None:
    """The model that stands at ``place`` under the model called ``root``."""
    part = next((c for c in Declared.__subclasses__() if c.__name__ == root), None)
    for name in place:
        if part and isinstance(name, str):
            part = _model_in(part.model_fields[name].annotation) if name in part.model_fields else None
    return part


def _model_in(annotation: Any) -> type[Declared] | None:
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument))), None)


def _path(e: ErrorDetails) -> str:
    path = ""
    for part in e["loc"]:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            path += f".{part}" if path else part
        else:
            path += f"[{shown(part)}]"
    return path


def _place(source: str, path: str) -> str:
    return f"{source}: {path}" if source and path else source or path


def _safe(text: int | str) -> Any:
    """``text`` without lone surrogates, which no output can carry."""
    return text.encode("utf-8", "backslashreplace").decode() if isinstance(text, str) else text
