"""The law the service decides under, and the law an old decision was made under.

In force here: the built-in law, what ``OPENENTRY_LAW`` lays over it, and over both what two officers approved, in the order of
approval (``instruments``). Web and worker agree on it within two seconds, without a restart. A decision names its law by a digest,
under which the whole of it is kept.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog

from openentry import LawBook, load_book
from openentry.errors import LawError
from openentry.law import raw
from openentry.law.book import book_of
from openentry.law.check import problems_of
from openentry_web.instruments import current
from openentry_web.instruments.current import Layer
from openentry_web.instruments.current import forget as forget
from openentry_web.pool.models import LawText

__all__ = [
    "Layers",
    "book",
    "digest",
    "directory",
    "fitting",
    "forget",
    "keep",
    "laid",
    "layers",
    "left_out",
    "of",
    "packed",
    "under",
]

log = structlog.get_logger("openentry_web.pool")
Layers = list[tuple[str, raw.Raw]]


@dataclass(frozen=True, slots=True)
class _Body:
    """A law as a process has it; ``left_out``: approved overlays that do not fit the built-in law of this version any more."""

    book: LawBook
    layers: Layers
    left_out: tuple[str, ...] = ()


def book() -> LawBook:
    """The book in force here."""
    return _now().book


def digest() -> str:
    """The digest of the book in force here."""
    return book().digest


def left_out() -> tuple[str, ...]:
    """The approved overlays that are not in the book, because they do not fit the built-in law any more."""
    return _now().left_out


def layers() -> Layers:
    """What is laid over the built-in law here, from the first to the last."""
    return _now().layers


def keep(digest: str) -> str:
    """Keep the law whose digest that is, once. (Not remembered: the transaction in which it was kept may have been undone.)"""
    if not LawText.objects.filter(pk=digest).exists():
        body = _known.get(digest) or _now()
        if body.book.digest != digest:
            raise LookupError(f"no law of the digest {digest} was read here")
        LawText.objects.bulk_create([LawText(digest=digest, bundle=packed(body.layers))], ignore_conflicts=True)
    return digest


def under(text: LawText) -> LawBook:
    """The book an old decision was made under."""
    return of(text.digest)


def of(digest: str) -> LawBook:
    """The book of that digest, which was kept, or read here."""
    body = _known.get(digest)
    return body.book if body is not None else _read(digest)


def laid(over: Sequence[Layer]) -> LawBook:
    """The book with these overlays in the place of those that are approved. :class:`LawError` where they do not fit."""
    return _laid(_overlay(), tuple(over)).book


def fitting(over: Sequence[Layer]) -> tuple[Layer, ...]:
    """Those of these overlays that fit one another and the built-in law."""
    return _fitting(_overlay(), tuple(over))


def directory() -> Layers:
    """What ``OPENENTRY_LAW`` lays over the built-in law, if anything."""
    overlay = _overlay()
    return [*_directory(overlay)] if overlay else []


def packed(over: Layers) -> bytes:
    """A law as it is kept: zlib of JSON, everything in it."""
    kept = {"built_in": json.loads(raw.BUNDLE.read_bytes()), "overlays": over}
    return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), 9)


# --- reading ---

#: Every law this process has had in force, by its digest: a few at most.
_known: dict[str, _Body] = {}


def _now() -> _Body:
    return _body(_overlay(), current.now().layers)


def _overlay() -> str | None:
    return os.environ.get("OPENENTRY_LAW") or None


@lru_cache(maxsize=8)
def _body(overlay: str | None, approved: tuple[Layer, ...]) -> _Body:
    fit = _fitting(overlay, approved)
    body = _laid(overlay, fit)
    body = _Body(body.book, body.layers, tuple(one.name for one in approved if one not in fit))
    _known[body.book.digest] = body
    return body


@lru_cache(maxsize=16)
def _fitting(overlay: str | None, approved: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """As many of these as fit: a new version of the service may bring built-in what was laid over the old one. Said as an error."""
    try:
        _laid(overlay, approved)
    except LawError:
        _laid(overlay, ())  # where even this does not fit, nothing is decided
    else:
        return approved
    fit: list[Layer] = []
    for one in approved:
        try:
            _laid(overlay, (*fit, one))
        except LawError as wrong:
            log.error("an approved overlay is left out of the law", overlay=one.name, wrong=str(wrong))
        else:
            fit.append(one)
    return tuple(fit)


@lru_cache(maxsize=16)
def _laid(overlay: str | None, approved: tuple[Layer, ...]) -> _Body:
    under: Layers = [*_directory(overlay)] if overlay else []
    if not approved:
        return _Body(load_book(overlay), under)
    over = [*under, *((one.name, one.raw) for one in approved)]
    found = book_of(raw.read_bundle(), over)
    if problems := tuple(problems_of(found)):
        raise LawError(*problems)
    return _Body(found, over)


@lru_cache(maxsize=4)
def _directory(overlay: str) -> Layers:
    return [(Path(overlay).name, raw.read_directory(Path(overlay), overlay=True))]


@lru_cache(maxsize=8)
def _read(kept_digest: str) -> LawBook:
    kept = json.loads(zlib.decompress(bytes(LawText.objects.get(pk=kept_digest).bundle)))
    return book_of(kept["built_in"], [(name, laid) for name, laid in kept["overlays"]])
