"""The papers that go with an application, from the person's own facts: each with why, whose it is and its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openentry.after.people import Member, Residence
from openentry.law.book import LawBook
from openentry.law.sources import Source
from openentry.messages import Message
from openentry.profile import Profile


@dataclass(frozen=True, slots=True)
class Item:
    """One paper. ``id`` is stable: the same facts give the same ids (``passport:self``, ``police:self:IND``).

    ``kind`` is the paper as the law's data name it (``police``); ``whose`` is ``self``, the id of a member, or ``""`` for the
    application as a whole. ``mandatory`` False: whether it is needed turns on something the profile does not say, which ``reason``
    tells. ``notes`` has what the paper must show.
    """

    id: str
    kind: str
    whose: str
    title: Message
    reason: Message
    notes: tuple[Message, ...]
    source: Source
    mandatory: bool


def checklist(
    profile: Profile,
    class_id: str,
    day: date,
    *,
    law: LawBook | Path | str | None = None,
    residences: Sequence[Residence] = (),
    members: Sequence[Member] = (),
    represented: bool | None = None,
) -> tuple[Item, ...]:
    """The papers for an application in the class ``class_id`` received on ``day``, in the order in which to see to them.

    ``residences`` and ``members`` are what is asked after an invitation; of whom no residence is told, the police certificates stay an
    open item. ``represented``: whether somebody represents the person; None while that was not asked.
    """
    raise NotImplementedError
