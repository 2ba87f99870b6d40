"""The checklist of an invited person: the library's, with what was said of each item; and what is missing before they can apply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from openentry import after
from openentry.decision.document import plain
from openentry.law.shapes.after import Police
from openentry.messages import Message
from openentry_web.invited import assessing
from openentry_web.invited.models import Member, Preparation, Residence, Tick
from openentry_web.pool import law
from openentry_web.ui.templatetags.ui import lang

#: What may be missing at the end and explained (``lifecycle.md``, 13).
_EXPLAINED = "police"
_PARTNERS = ("spouse", "partner")


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the list, whose it is (a name, or a message), and what was said of it."""

    item: after.Item
    whose: str | Message | None
    tick: Tick | None

    @property
    def id(self) -> str:
        """What it is called."""
        return self.item.id

    @property
    def anchor(self) -> str:
        """The same, where it stands in an address or on a page."""
        return re.sub(r"[^A-Za-z0-9-]", "-", self.item.id)

    @property
    def cited(self) -> str:
        """Where in the law it stands, in the language of the page."""
        return self.item.source.cite(lang())

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be said of it."""
        also = () if self.item.mandatory else ("not_mine",)
        return ("ready", *also, *(("explained",) if self.item.kind == _EXPLAINED else ()))


@dataclass(frozen=True, slots=True)
class Missing:
    """Something without which nobody can apply, and the page where it is put right."""

    message: Message
    to: str


def years(day: date) -> int:
    """How many years back it is asked where somebody lived."""
    rule: Police = law.book().on(day).content("procedure.police")
    return rule.window_years


def rows(kept: Preparation, day: date) -> list[Row]:
    """The checklist of that day, without what cannot be said before it is known where somebody lived."""
    ticks = {one.item: one for one in kept.ticks.all()} if kept.pk else {}
    found = [Row(item, _whose(kept, item.whose), ticks.get(item.id)) for item in _items(kept, day) if not _is_open(item)]
    return [row if row.tick is None or row.tick.answer in row.answers else Row(row.item, row.whose, None) for row in found]


def unasked(kept: Preparation, day: date) -> list[Missing]:
    """What the list still needs to know: who belongs to the family, and where everybody lived."""
    found = []
    members = _members(kept)
    if not members and not kept.alone:
        found.append(Missing(Message("web.invited.missing.family"), "invited_family"))
    family = assessing.profile_now(kept, kept.invitation.entry).family
    partnered, named = family.partnered if family else None, any(one.relation in _PARTNERS for one in members)
    if partnered and not named:
        found.append(Missing(Message("web.invited.missing.partner"), "invited_family"))
    if partnered is False and named:
        found.append(Missing(Message("web.invited.missing.no_partner"), "invited_facts"))
    for item in _items(kept, day):
        if _is_open(item) and (item.whose == after.SELF or _named(kept, item.whose)):
            whose = _named(kept, item.whose)
            said = Message("web.invited.missing.residences_of", {"name": whose.name}) if whose else None
            found.append(Missing(said or Message("web.invited.missing.residences"), "invited_residences"))
    return found


def missing(kept: Preparation, day: date) -> list[Missing]:
    """What is missing, in the order of the pages."""
    found = unasked(kept, day)
    if left := sum(row.tick is None for row in rows(kept, day)):
        found.append(Missing(Message("web.invited.missing.items", {"n": left}), "invited_checklist"))
    return found


def content(kept: Preparation, day: date) -> dict[str, Any]:
    """Everything an application is made of, as it is kept."""
    made: dict[str, Any] = plain(
        {
            "facts": assessing.profile_now(kept, kept.invitation.entry).declared(),
            "members": [member_kept(one) for one in _members(kept)],
            "residences": [residence_kept(one) for one in kept.residences.all()],
            "checklist": [
                {
                    "id": row.id,
                    "title": row.item.title,
                    "whose": row.whose,
                    "answer": row.tick.answer if row.tick else None,
                    "explanation": row.tick.explanation if row.tick else "",
                    "at": row.tick.at.isoformat() if row.tick else None,
                }
                for row in rows(kept, day)
            ],
        }
    )
    return made


def member_kept(one: Member) -> dict[str, Any]:
    """Somebody of the family, as they are taken along."""
    return {
        "id": str(one.public_id),
        "name": one.name,
        "born_on": one.born_on.isoformat(),
        "relation": one.relation,
        "adopted": one.adopted,
        "accompanying": one.accompanying,
    }


def residence_kept(one: Residence) -> dict[str, Any]:
    """A place somebody lived, likewise."""
    return {
        "whose": str(one.member.public_id) if one.member else after.SELF,
        "country": one.country,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
    }


def _items(kept: Preparation, day: date) -> tuple[after.Item, ...]:
    members = [
        after.Member(
            id=str(one.public_id),
            relation=one.relation,  # type: ignore[arg-type]
            born_on=one.born_on,
            accompanying=one.accompanying,
            adopted=one.adopted,
            name=one.name,
        )
        for one in _members(kept)
    ]
    lived = [
        after.Residence(one.country, one.since, one.until, str(one.member.public_id) if one.member else after.SELF)
        for one in (kept.residences.all() if kept.pk else ())
    ]
    profile = assessing.profile_now(kept, kept.invitation.entry)
    return after.checklist(profile, kept.invitation.program, day, law=law.book(), residences=lived, members=members)


def _is_open(item: after.Item) -> bool:
    """Whether it waits for where somebody lived: a certificate of no country yet."""
    return item.kind == _EXPLAINED and item.id.count(":") < 2


def _members(kept: Preparation) -> list[Member]:
    return list(kept.members.all()) if kept.pk else []


def _named(kept: Preparation, whose: str) -> Member | None:
    return next((one for one in _members(kept) if str(one.public_id) == whose), None)


def _whose(kept: Preparation, whose: str) -> str | Message | None:
    if whose in ("", after.SELF):
        return None
    found = _named(kept, whose)
    return found.name if found else Message("web.invited.whose.partner")
