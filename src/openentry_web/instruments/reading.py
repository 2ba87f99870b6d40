"""From what an officer types to an overlay: read, checked as ``openentry law check`` does it, compared with the law in force."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import structlog

from openentry import LawBook
from openentry.errors import LawError, LawFileError, Problem
from openentry.law import raw
from openentry.law.check import check_layer
from openentry.law.compare import Difference, between
from openentry.messages import Message
from openentry.rounds.receipts import canonical
from openentry_web.instruments.current import Layer

log = structlog.get_logger("openentry_web.instruments")
#: What the file is called, in the places of what is wrong.
FILE = "overlay.yaml"
#: Characters of one overlay: the whole built-in law has four times as many.
LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class Change:
    """From ``day`` on, a document says something else; nothing in ``found`` where it says what it would have said without."""

    day: date
    document: str
    found: tuple[Difference, ...]


def read(name: str, text: str) -> Layer:
    """The overlay that is this text. :class:`LawError` with its place where it cannot be read."""
    found = raw.read_text(text, FILE)
    try:
        kept = json.dumps(found, allow_nan=False).encode()
        canonical(found)  # half a character, say, cannot be written down
    except ValueError:
        raise LawFileError.of("error.law.not_yaml", FILE, problem="") from None
    if b"\\u0000" in kept:
        raise LawFileError.of("error.law.not_yaml", FILE, problem="")
    return Layer(name, sha256(canonical([name, found])).hexdigest(), found)


def check(layer: Layer, under: Sequence[tuple[str, raw.Raw]]) -> tuple[Problem, ...]:
    """Everything that is wrong with an overlay, laid over these."""
    try:
        return check_layer(layer.name, layer.raw, under).problems
    except LawError as wrong:
        return wrong.problems
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, OverflowError) as wrong:
        # A shape that nothing above has a sentence for: it is refused, and somebody should look.
        log.exception("an overlay could not be checked", wrong=type(wrong).__name__)
        return (Problem(f"{layer.name}/{FILE}", Message("web.instruments.wrong.unreadable")),)


def changes(before: LawBook, after: LawBook) -> list[Change]:
    """What the one says otherwise than the other, by day."""
    found: list[Change] = []
    for day, differences in between(before, after):
        document = differences[0].document.id if differences else found[-1].document
        found.append(Change(day, document, tuple(differences)))
    return sorted(found, key=lambda one: (one.day, one.document))


def first_day(found: Sequence[Change]) -> date | None:
    """The first day on which anything differs."""
    return min((one.day for one in found), default=None)
