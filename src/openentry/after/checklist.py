"""The papers that go with an application, from the person's own facts: each with why, whose it is and its source.

Which papers there are, and from when, is law as data (``law/procedure/checklist.yaml``); what brings each onto the list is in
:mod:`openentry.after.papers`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openentry.after.papers import Application, Needed
from openentry.after.people import Member, Residence, people
from openentry.decision import decide
from openentry.errors import InputError
from openentry.law.book import LawBook, load_book
from openentry.law.dated import Version
from openentry.law.shapes.after import Paper
from openentry.law.sources import Source, Text
from openentry.messages import Message
from openentry.profile import Profile

_PAPERS = "procedure.checklist."


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

    ``residences`` and ``members`` are what is asked after an invitation; of whom no residence is told, the police certificates stay
    an open item. ``represented``: whether somebody represents the person; None while that was not asked. :class:`InputError` for a
    class the law of the day does not have, and for members and residences that do not go together.

    >>> from openentry import Profile
    >>> items = checklist(Profile.model_validate({}), "cec", date(2025, 8, 21))
    >>> [item.id for item in items if item.mandatory]
    ['medical_exam:self', 'passport:self', 'funds_letter', 'photos', 'fees']
    """
    book = law if isinstance(law, LawBook) else load_book(law)
    decided = decide(profile, day, law=book)
    on = decided.evaluation.law
    if class_id not in decided.evaluation.programs:
        raise InputError.of("error.after.class", given=class_id, known=[*decided.evaluation.programs])
    family = people(profile, members, residences)
    application = Application(profile, decided.evaluation, class_id, family, tuple(residences), represented)
    papers: list[tuple[str, Version[Paper]]] = [(name.removeprefix(_PAPERS), version) for name, version in on.of_kind(_PAPERS)]
    papers.sort(key=lambda paper: (paper[1].content.order, paper[0]))
    found = [
        (kind, version, needed, book.documents[version.document].title)
        for kind, version in papers
        for needed in application.needed(version.content)
    ]
    seen: Counter[str] = Counter()
    items = []
    for kind, version, needed, title in found:
        name = ":".join((kind, *needed.key))
        seen[name] += 1
        items.append(_item(name if seen[name] == 1 else f"{name}:{seen[name]}", kind, version, needed, title))
    return tuple(items)


def _item(name: str, kind: str, version: Version[Paper], needed: Needed, title: Text) -> Item:
    about = needed.about
    called = (
        Message("checklist.title.of", {"title": title, "about": about}) if about else Message("checklist.title", {"title": title})
    )
    reason = Message(f"checklist.{version.content.when}{'.' if needed.says else ''}{needed.says}", needed.params)
    mandatory = needed.sure is True and not version.content.conditional
    return Item(name, kind, needed.whose, called, reason, needed.notes, needed.source or version.source, mandatory)
