"""The verbs of an invited person: note what has changed, who belongs to the family, where they lived, what is ready; apply.

Everything but the application is a preparation for one invitation: it is written only while that is open, and goes with it. An
application is received once, to the microsecond, in one transaction with its record and its notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from openentry.version import VERSION
from openentry_web.audit.services import Done, hash_of
from openentry_web.audit.services import record as audit
from openentry_web.invited import assessing, listing, selectors
from openentry_web.invited.models import Application, Member, Preparation, Residence, Tick
from openentry_web.pool import law
from openentry_web.pool import selectors as pool_selectors
from openentry_web.pool import services as pool
from openentry_web.pool.services import Refused
from openentry_web.rounds import invitations
from openentry_web.rounds import selectors as rounds

T = TypeVar("T")
#: How many of each somebody may name: more than anybody has.
MOST = 60


def _changing(person: Any, at: datetime, change: Callable[[Preparation], T]) -> T:
    """Change what is prepared for the open invitation of ``person``. :class:`Refused` where there is none, or its time is over."""
    with transaction.atomic():
        kept = open_preparation(person, at)
        return change(kept)


def open_preparation(person: Any, at: datetime) -> Preparation:
    """What is prepared for the open invitation, locked: nothing changes in it while an application is made of it."""
    live = rounds.invitation(person)
    if live is None:
        raise Refused("web.rounds.refused.no_invitation")
    if at > live.apply_by:
        raise Refused("web.rounds.refused.invitation_over", day=live.apply_by.date())
    Preparation.objects.get_or_create(invitation_id=live.pk)
    kept = Preparation.objects.select_for_update().get(invitation_id=live.pk)
    if rounds.invitation(person) != live:  # it was closed while we waited for the lock
        raise Refused("web.rounds.refused.no_invitation")
    return kept


def note_facts(person: Any, facts: Mapping[str, Any] | None, at: datetime) -> None:
    """Note the facts as they are now, beside the profile, which stays as it was invited; None: nothing has changed."""

    def change(kept: Preparation) -> None:
        kept.facts, kept.facts_at = (dict(facts), at) if facts is not None else (None, None)
        kept.save()

    _changing(person, at, change)


def name_member(person: Any, given: Mapping[str, Any], at: datetime, public_id: Any = None) -> Member:
    """Name somebody of the family, or put right what was said of them."""

    def change(kept: Preparation) -> Member:
        if public_id is None:
            _room(kept.members.count())
            kept.alone = False
            kept.save()
            return Member.objects.create(preparation=kept, **given)
        found = _found(selectors.member(kept, public_id))
        for name, value in given.items():
            setattr(found, name, value)
        found.save()
        return found

    return _changing(person, at, change)


def remove_member(person: Any, public_id: Any, at: datetime) -> None:
    """Take somebody out of the family, and where they lived with them."""
    _changing(person, at, lambda kept: _found(selectors.member(kept, public_id)).delete())


def say_alone(person: Any, alone: bool, at: datetime) -> None:
    """Say that nobody belongs to the family, or take that back."""

    def change(kept: Preparation) -> None:
        if alone and kept.members.exists():
            raise Refused("web.invited.refused.not_alone")
        kept.alone = alone
        kept.save()

    _changing(person, at, change)


def name_residence(person: Any, given: Mapping[str, Any], whose: Any, at: datetime, public_id: Any = None) -> Residence:
    """Name a place somebody lived (``whose``: the public id of somebody of the family, or None), or put one right."""

    def change(kept: Preparation) -> Residence:
        member = _found(selectors.member(kept, whose)) if whose is not None else None
        if public_id is None:
            _room(kept.residences.count())
            return Residence.objects.create(preparation=kept, member=member, **given)
        found = _found(selectors.residence(kept, public_id))
        found.member = member
        for name, value in given.items():
            setattr(found, name, value)
        found.save()
        return found

    return _changing(person, at, change)


def remove_residence(person: Any, public_id: Any, at: datetime) -> None:
    """Take a place out of the list."""
    _changing(person, at, lambda kept: _found(selectors.residence(kept, public_id)).delete())


def tick(person: Any, item: str, answer: str | None, at: datetime, explanation: str = "") -> None:
    """Say of an item of the checklist that it is ready, that it does not apply, or why it cannot be had; None takes it back. Saved
    at once. :class:`Refused` where the item is on the list no more, or that cannot be said of it."""

    def change(kept: Preparation) -> None:
        found = next((one for one in listing.rows(kept, at.date()) if one.id == item), None)
        if found is None:
            raise Refused("web.invited.refused.no_item")
        if answer is None:
            kept.ticks.filter(item=item).delete()
            return
        if answer not in found.answers:
            raise Refused("web.invited.refused.answer")
        said = {"answer": answer, "explanation": explanation.strip() if answer == "explained" else "", "at": at}
        Tick.objects.update_or_create(preparation=kept, item=item, defaults=said)

    _changing(person, at, change)


def apply(person: Any, at: datetime) -> Application:
    """Receive the application of ``person`` (T15, A10.1(1)): under the class and in the time of the invitation, complete.

    Whoever sends it twice gets the one of the first time. :class:`Refused` where there is no invitation, its time is over, or
    something is missing.
    """
    with transaction.atomic():
        live = pool_selectors.live(person)
        if live is None:
            raise Refused("web.rounds.refused.no_invitation")
        (entry,) = pool.lock([live.pk])
        made = selectors.application_of(entry)
        if made is not None:
            return made
        invitation = invitations.live(entry)
        if invitation is None:
            raise Refused("web.rounds.refused.no_invitation")
        if at > invitation.apply_by:
            raise Refused("web.rounds.refused.invitation_over", day=invitation.apply_by.date())
        kept = open_preparation(person, at)
        if listing.missing(kept, at.date()):
            raise Refused("web.invited.refused.missing")
        content, tested = listing.content(kept, at.date()), assessing.stored(assessing.test(invitation, kept, at.date()))
        made = Application.objects.create(
            invitation=invitation,
            entry=entry,
            received_at=at,
            program=invitation.program,
            content=content,
            test=tested,
            digest=hash_of([content, tested, at.isoformat()]),
            law=law.keep(law.digest()),
            library_version=VERSION,
        )
        invitations.close(invitation, "applied", at)
        who: dict[str, Any] = {"actor": str(person.public_id), "role": "candidate"}
        audit(
            Done(
                at=at, **who, action="invited.apply", object=f"application:{made.pk}", subject=who["actor"], after_hash=made.digest
            )
        )
        said: dict[str, Any] = {"number": entry.number, "day": at.date().isoformat()}
        pool.move(entry, "T15", at, **who, reason=f"round {invitation.round}", notice="applied", **said)
        return made


def refuse(entry: Any, at: datetime) -> None:
    """Mark the application on a profile as refused, because misrepresentation was determined; its caller holds the locks."""
    Application.objects.filter(entry=entry, state="received").update(state="refused", closed_at=at)


def clear() -> int:
    """Delete what was prepared for invitations that were closed without an application: it was asked for those alone."""
    gone, _ = Preparation.objects.exclude(invitation__state__in=["live", "applied"]).delete()
    return gone


def forget(person: Any) -> None:
    """Delete everything ``person`` prepared. An application stays: what was received is not deleted."""
    Preparation.objects.filter(invitation__entry__person=person).delete()


def _found(thing: T | None) -> T:
    if thing is None:
        raise Refused("web.invited.refused.gone")
    return thing


def _room(has: int) -> None:
    if has >= MOST:
        raise Refused("web.invited.refused.full", most=MOST)
