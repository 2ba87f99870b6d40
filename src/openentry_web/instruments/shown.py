"""What an overlay changes, in words: the same as the law's own pages say of a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openentry import LawBook
from openentry.cli.law_words import found_words, place_words
from openentry.cli.speech import speaking
from openentry.errors import LawError
from openentry_web.instruments import current, reading
from openentry_web.instruments.models import Overlay
from openentry_web.pool import law
from openentry_web.ui.templatetags.ui import lang

#: Cells of one change that are listed; of the others it is said how many there are.
_LISTED = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A document from a day on: each cell with what it says without the overlay and with it; ``more`` cells are not listed."""

    day: date
    title: str
    cited: str
    rows: tuple[tuple[str, str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Differs:
    """Everything an overlay changes. ``over``: the digest of the law in force here, for an approval or a withdrawal; ``wrong``: why
    it does not fit the law any more."""

    over: str
    changes: tuple[Shown, ...] = ()
    wrong: str = ""


def of(overlay: Overlay) -> Differs:
    """What it changes: a proposal of the law in force now, an approved one of what is laid beneath it."""
    stand = law.fitting(current.layers())
    over = law.laid(stand)
    own = current.layer(overlay)
    try:
        if overlay.state == Overlay.State.APPROVED and own in stand:
            under = stand[: stand.index(own)]
            before = law.laid(under)
        else:
            old = overlay.replaces.digest if overlay.replaces is not None else ""
            under, before = tuple(one for one in stand if one.digest not in (old, own.digest)), over
        found = reading.changes(before, law.laid((*under, own)))
    except LawError as wrong:
        return Differs(over.digest, wrong=wrong.text(lang()))
    return Differs(over.digest, told(found, before))


def told(found: Sequence[reading.Change], before: LawBook) -> tuple[Shown, ...]:
    """Changes in the words of the reader."""
    with speaking(lang()):
        return tuple(_told(one, before) for one in found)


def _told(one: reading.Change, before: LawBook) -> Shown:
    first = one.found[0] if one.found else None
    document = first.document if first is not None else before.documents[one.document]
    rows = tuple(
        (place_words(cell.place), found_words(cell.place, cell.old), found_words(cell.place, cell.new)) for cell in one.found
    )
    after = first.after if first is not None else None
    cited = after.source.cite(lang()) if after is not None else ""
    return Shown(one.day, document.title.in_(lang()), cited, rows[:_LISTED], max(0, len(rows) - _LISTED))
