"""Reads a profile from a file: small, UTF-8, one JSON object without doubtful parts; everything else is refused with its place.

JSON as it is found in the wild may say a key twice, hold NaN, or break off in the middle. None of that is guessed at here:
a person's answers decide too much.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any, NoReturn

from pydantic import ValidationError

from openentry.errors import FileError, Problem, ProfileError
from openentry.messages import Message
from openentry.profile import Profile, problems_of
from openentry.profile.problems import shown

__all__ = ["LIMIT", "problems_of", "read_json", "read_profile"]

LIMIT = 5_000_000
"""The most bytes a file may have; a very long profile has a hundredth of that."""

_DIGITS = 100  # no figure of a profile has more
_HALF = re.compile("[\ud800-\udfff]")
_MAY_HOLD_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)

Source = str | Path | bytes | IO[bytes] | IO[str]
Check = Callable[[Profile], Iterable[Problem]]


class _Refused(Exception):
    """Raised inside the JSON parser, which does not tell where it stands: :func:`_doubts` finds the place."""

    def __init__(self, message: Message) -> None:
        self.message = message


def read_profile(source: Source, *, check: Check | None = None, limit: int = LIMIT, name: str | None = None) -> Profile:
    """The profile in ``source``: a path, the bytes themselves, or an open stream.

    ``check`` may find further problems in a profile that holds (scores outside a test's scale); its places are fields.
    ``name`` is what the problems call the source; without it, its path.

    Raises :class:`~openentry.errors.FileError` for what is no JSON file, with ``file.json:line:column`` as the place, and
    :class:`~openentry.errors.ProfileError` for a profile that does not hold, with ``file.json: work[2].start``.
    """
    called = _called(source, name)
    data = read_json(source, limit=limit, name=name)
    if not isinstance(data, dict):
        raise ProfileError.of("error.reading.not_object", called, found=shown(data))
    try:
        profile = Profile.model_validate(data)
    except ValidationError as error:
        raise ProfileError(*problems_of(error, called)) from None
    found = list(check(profile)) if check else []
    if found:
        raise ProfileError(
            *(Problem(f"{called}: {p.place}" if called and p.place else called or p.place, p.message) for p in found)
        )
    return profile


def read_json(source: Source, *, limit: int = LIMIT, name: str | None = None) -> Any:
    """The value in ``source``: a path, the bytes themselves, or an open stream. Decimal numbers are ``Decimal``, as typed.

    At most ``limit`` bytes are ever read. Raises :class:`~openentry.errors.FileError` for a file that is missing, a folder,
    empty, too large, not UTF-8 (a byte order mark is allowed), not JSON or cut short, and for a key that stands twice in one
    object, NaN and Infinity, numbers of more than 100 digits, nesting that is too deep, and lone surrogates.
    """
    called = _called(source, name)
    text = _text(_content(source, limit, called), called)
    if not text.strip():
        raise FileError.of("error.reading.empty", called)
    try:
        value = json.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        _refuse(called, text, error.pos, _fault(text, error))
    except _Refused:
        _refuse(called, text, *next(_doubts(text)))
    except RecursionError:
        raise FileError.of("error.reading.too_deep", called) from None
    if _MAY_HOLD_HALF.search(text):
        for offset, message in _doubts(text):
            _refuse(called, text, offset, message)
    return value


def _called(source: Source, name: str | None) -> str:
    if name is None:
        name = str(source) if isinstance(source, str | Path) else str(getattr(source, "name", ""))
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def _content(source: Source, limit: int, called: str) -> bytes | str:
    if isinstance(source, str | Path):
        return _file_content(Path(source), limit, called)
    content = source if isinstance(source, bytes) else source.read(limit + 1)
    if len(content) > limit:
        raise FileError.of("error.reading.too_large", called, most=limit)
    return content


def _file_content(path: Path, limit: int, called: str) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise FileError.of("error.reading.directory", called)
        if found.st_size > limit:
            raise FileError.of("error.reading.too_large", called, most=limit)
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a name no file can have
        raise FileError.of("error.reading.missing", called) from None
    except OSError:
        raise FileError.of("error.reading.unreadable", called) from None
    if len(content) > limit:
        raise FileError.of("error.reading.too_large", called, most=limit)
    return content


def _text(content: bytes | str, called: str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    # two bytes a character, or four: the mark says so, or else the zeros beside the first bracket do
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (0 in content[:4] and any(content[:4])):
        raise FileError.of("error.reading.utf16", called)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        _refuse(called, before, len(before), Message("error.reading.not_utf8", {"byte": f"0x{content[error.start]:02X}"}))


def _fault(text: str, error: json.JSONDecodeError) -> Message:
    rest = text[error.pos :].strip()
    half_a_word = any(word.startswith(rest) for word in ("true", "false", "null"))  # also where nothing is left
    if half_a_word or error.msg.startswith("Unterminated string"):
        return Message("error.reading.truncated")
    return Message("error.reading.more_after_end" if error.msg == "Extra data" else "error.reading.not_json")


def _refuse(called: str, text: str, offset: int, message: Message) -> NoReturn:
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    raise FileError(Problem(f"{called}:{line}:{column}".lstrip(":"), message))


# --- what the parser calls on, and what finds the place of what they refused ---


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Refused(Message("error.reading.duplicate_key"))
    return found


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise _Refused(Message("error.reading.number_too_long"))
    return int(digits)


def _decimal(digits: str) -> Decimal:
    try:
        if len(digits) <= _DIGITS:
            return Decimal(digits)
    except InvalidOperation:  # an exponent beyond what a Decimal can hold
        pass
    raise _Refused(Message("error.reading.number_too_long"))


def _constant(word: str) -> NoReturn:
    raise _Refused(Message("error.reading.not_a_number", {"found": word}))


def _doubts(text: str) -> Iterator[tuple[int, Message]]:
    """What is refused in JSON that is otherwise well formed up to there: its offset, and what to say."""
    around: list[set[str] | None] = []  # for each object around: its keys so far; for each list: None
    key_next = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            around.append(set() if token == "{" else None)
            key_next = token == "{"
        elif token in "}]":
            around.pop()
            key_next = False
        elif token in ",:":
            key_next = token == "," and around[-1] is not None
        elif token[0] == '"':
            value = json.loads(token)
            if half := _HALF.search(value):
                yield match.start(), Message("error.reading.half_character", {"found": f"\\u{ord(half[0]):04x}"})
            keys = around[-1] if key_next else None
            if keys is not None and value in keys:
                yield match.start(), Message("error.reading.duplicate_key", {"key": shown(value)})
            if keys is not None:
                keys.add(value)
        else:
            try:
                json.loads(token, parse_float=_decimal, parse_int=_integer, parse_constant=_constant)
            except _Refused as refused:
                yield match.start(), refused.message
