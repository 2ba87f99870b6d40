"""The law the service decides under, and the law an old decision was made under."""

from __future__ import annotations

import json
import os
import zlib
from functools import cache, lru_cache
from pathlib import Path

from openentry import LawBook, load_book
from openentry.law import raw
from openentry.law.book import book_of
from openentry_web.pool.models import LawText


@cache
def book() -> LawBook:
    """The book in force here: the built-in one, with what ``OPENENTRY_LAW`` lays over it."""
    return load_book(os.environ.get("OPENENTRY_LAW") or None)


def keep(digest: str) -> str:
    """Keep the law whose digest that is, once. (Not remembered: the transaction in which it was kept may have been undone.)"""
    if not LawText.objects.filter(pk=digest).exists():
        LawText.objects.bulk_create([LawText(digest=digest, bundle=_packed())], ignore_conflicts=True)
    return digest


def under(text: LawText) -> LawBook:
    """The book an old decision was made under."""
    return book() if text.digest == digest() else _read(text.digest)


@lru_cache(maxsize=8)
def _read(kept_digest: str) -> LawBook:
    kept = json.loads(zlib.decompress(bytes(LawText.objects.get(pk=kept_digest).bundle)))
    return book_of(kept["built_in"], [(name, laid) for name, laid in kept["overlays"]])


def of(digest_: str) -> LawBook:
    """The book of that digest, which was kept."""
    return book() if digest_ == digest() else _read(digest_)


@cache
def digest() -> str:
    """The digest of the book in force here."""
    return book().digest


def _packed() -> bytes:
    overlay = os.environ.get("OPENENTRY_LAW")
    laid = [[Path(overlay).name, raw.read_directory(Path(overlay), overlay=True)]] if overlay else []
    kept = {"built_in": json.loads(raw.BUNDLE.read_bytes()), "overlays": laid}
    return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), 9)
