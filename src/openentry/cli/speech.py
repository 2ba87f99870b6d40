"""The language of the command: known before anything else is, so that help and complaints are in it too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Any

from openentry.messages import LANGUAGES, Message, text

VARIABLE = "OPENENTRY_LANG"

#: Of the thread or task, so that one process may speak both languages at once.
_chosen = ContextVar("openentry_language", default=LANGUAGES[0])


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that ``--lang`` names, else the variable OPENENTRY_LANG, else English.

    >>> language_of(["decide", "me.json", "--lang", "fr"], {})
    'fr'
    """
    named = [given.partition("=")[2] for given in arguments if given.startswith("--lang=")]
    named += [value for option, value in pairwise(arguments) if option == "--lang"]
    named.append(environment.get(VARIABLE, ""))
    return next((lang for lang in named if lang in LANGUAGES), LANGUAGES[0])


def use(lang: str) -> None:
    """From now on, say things in ``lang``."""
    _chosen.set(lang)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Say things in ``lang`` meanwhile."""
    before = _chosen.set(lang)
    try:
        yield
    finally:
        _chosen.reset(before)


def chosen() -> str:
    """The language in use."""
    return _chosen.get()


def said(what: str | Message, /, **params: Any) -> str:
    """A sentence, by its id and parameters or as a message, in the language in use."""
    return what.text(chosen()) if isinstance(what, Message) else text(what, chosen(), **params)
