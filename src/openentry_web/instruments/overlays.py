"""The verbs of overlays: propose, count, approve, drop; ask for a withdrawal, withdraw.

Four eyes: whoever proposed an overlay does not approve it, and whoever asked for its withdrawal does not withdraw it, here and in
the database. An approval is of what was read, by its digest, of the law it is laid over, and of what it takes the place of; if any
of them is another by then, it is refused and has to be looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from procrastinate.exceptions import AlreadyEnqueued

from openentry import LawBook
from openentry.errors import LawError
from openentry.rounds.receipts import canonical
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.follow import services as follow
from openentry_web.instruments import current, reading
from openentry_web.instruments.current import Layer
from openentry_web.instruments.models import Edition, Overlay
from openentry_web.pool import law, reckoning
from openentry_web.pool.services import Refused
from openentry_web.pool.tasks import catch_up

OFFICER = "officer"
#: Profiles that are decided while somebody waits for a page; more are counted by the worker.
_AT_ONCE = 400
State = Overlay.State


def propose(by: Any, name: str, text: str, at: datetime, replaces: Any = None) -> Overlay:
    """Propose an overlay, in the place of another that is not in force yet where ``replaces`` names one. :class:`LawError` with
    everything that is wrong with it and where; :class:`Refused` where it changes nothing."""
    by = officer(by)
    layer = reading.read(name, text)
    old = _replaceable(replaces, at.date()) if replaces else None
    under = _under(law.fitting(current.layers()), old)
    if problems := reading.check(layer, _named(under)):
        raise LawError(*problems)
    first = reading.first_day(reading.changes(law.laid(under), law.laid((*under, layer))))
    if first is None:
        raise Refused("web.instruments.refused.nothing")
    try:
        with transaction.atomic():
            made = Overlay.objects.create(
                name=name,
                text=text,
                raw=layer.raw,
                digest=layer.digest,
                first_day=first,
                replaces=old,
                proposed_by=by,
                proposed_at=at,
            )
            _note(made, "propose", by, at)
    except IntegrityError:
        raise Refused("web.instruments.refused.name", name=name) from None
    _count(made, at)
    return made


def count(overlay: Overlay, at: datetime) -> None:
    """Count whom in the pool a proposed overlay affects, against the law as it is now; kept with it."""
    if overlay.state != State.PROPOSED:
        return
    before, after, differ = _compared(overlay)
    first, today = reading.first_day(differ) or overlay.first_day, at.date()
    found = reckoning.count(before, after, _documents(differ), max(first, today), today)
    mine = Overlay.objects.filter(pk=overlay.pk, state=State.PROPOSED, digest=overlay.digest)
    mine.update(counts=found.told(), counted_over=before.digest, counted_at=at)


def later(overlay: Overlay) -> None:
    """Have it counted by the worker."""
    from openentry_web.instruments.tasks import count_overlay

    Overlay.objects.filter(pk=overlay.pk, state=State.PROPOSED).update(counts=None, counted_over="", counted_at=None)
    _defer(count_overlay.configure(queueing_lock=f"count_overlay:{overlay.pk}"), public_id=str(overlay.public_id))


def count_again(by: Any, public_id: Any, at: datetime) -> Overlay:
    """Count anew: the law it is laid over has changed, or the pool has."""
    officer(by)
    overlay = _found(public_id, State.PROPOSED)
    try:
        _count(overlay, at)
    except LawError:
        raise Refused("web.instruments.refused.holds_no_more") from None
    return overlay


def binding(overlay: Overlay, over: str) -> str:
    """What an approval or a withdrawal is of: the overlay as it was read, the digest of the law ``over`` which it is laid, or from
    which it is taken, what it takes the place of, and the reason of a withdrawal."""
    old = overlay.replaces.digest if overlay.replaces is not None else ""
    shown = [overlay.state, overlay.name, overlay.digest, old, over, overlay.withdrawal_reason]
    return sha256(canonical(shown)).hexdigest()


def approve(by: Any, public_id: Any, shown: str, at: datetime) -> Overlay:
    """Approve what was ``shown`` (:func:`binding`): from now on it is part of the law here. By another officer than proposed it."""
    by = officer(by)
    with transaction.atomic():
        edition = lock()
        overlay = _found(public_id, State.PROPOSED, lock=True)
        if by.pk == overlay.proposed_by_id:
            raise Refused("web.instruments.refused.four_eyes")
        old = _replaceable(overlay.replaces.public_id, at.date()) if overlay.replaces is not None else None
        before, under = _books(overlay)
        if shown != binding(overlay, before.digest):
            raise Refused("web.instruments.refused.changed")
        if overlay.counts is None or overlay.counted_over != before.digest:
            raise Refused("web.instruments.refused.not_counted")
        layer = current.layer(overlay)
        if problems := reading.check(layer, _named(under)):
            raise Refused("web.instruments.refused.holds_no_more", problem=problems[0].text())
        after = law.laid((*under, layer))
        first = reading.first_day(reading.changes(law.laid(under), after))
        if first is None:
            raise Refused("web.instruments.refused.nothing")
        if old is not None:
            _close(old, overlay.proposed_by, by, at, reason=overlay.name)
        last = Overlay.objects.exclude(position=None).order_by("-position").values_list("position", flat=True).first() or 0
        overlay.state, overlay.position = State.APPROVED, last + 1
        overlay.approved_by, overlay.approved_at, overlay.approved_digest = by, at, shown
        overlay.law, overlay.first_day = after.digest, first
        overlay.save()
        _note(overlay, "approve", by, at, before=before.digest, after=after.digest)
        follow.announce_law(str(overlay.public_id), overlay.name, overlay.first_day, at)
        changed(edition)
    _in_force()
    return overlay


def drop(by: Any, public_id: Any, at: datetime) -> Overlay:
    """Give a proposal up. By any officer: nothing was law yet."""
    by = officer(by)
    with transaction.atomic():
        overlay = _found(public_id, State.PROPOSED, lock=True)
        overlay.state, overlay.closed_by, overlay.closed_at = State.DROPPED, by, at
        overlay.save()
        _note(overlay, "drop", by, at)
    return overlay


def ask_withdrawal(by: Any, public_id: Any, reason: str, at: datetime) -> Overlay:
    """Ask that an overlay which is not in force yet be withdrawn, and say why."""
    by = officer(by)
    if not reason.strip():
        raise Refused("web.instruments.refused.reason")
    with transaction.atomic():
        overlay = _found(public_id, State.APPROVED, lock=True)
        _refuse_in_force(overlay, at.date())
        if overlay.withdrawal_by_id is not None:
            raise Refused("web.instruments.refused.asked")
        overlay.withdrawal_by, overlay.withdrawal_at, overlay.withdrawal_reason = by, at, reason.strip()[:300]
        overlay.save()
        _note(overlay, "ask_withdrawal", by, at, reason=overlay.withdrawal_reason)
    return overlay


def keep(by: Any, public_id: Any, at: datetime) -> Overlay:
    """Give a withdrawal up that was asked for: the overlay stays."""
    by = officer(by)
    with transaction.atomic():
        overlay = _found(public_id, State.APPROVED, lock=True)
        if overlay.withdrawal_by_id is None:
            raise Refused("web.instruments.refused.not_asked")
        overlay.withdrawal_by, overlay.withdrawal_at, overlay.withdrawal_reason = None, None, ""
        overlay.save()
        _note(overlay, "keep", by, at)
    return overlay


def withdraw(by: Any, public_id: Any, shown: str, at: datetime) -> Overlay:
    """Withdraw an overlay before it is in force. By another officer than asked for it."""
    by = officer(by)
    with transaction.atomic():
        edition = lock()
        overlay = _found(public_id, State.APPROVED, lock=True)
        if overlay.withdrawal_by_id is None:
            raise Refused("web.instruments.refused.not_asked")
        if by.pk == overlay.withdrawal_by_id:
            raise Refused("web.instruments.refused.withdraw_four_eyes")
        _refuse_in_force(overlay, at.date())
        stand = law.fitting(current.layers())
        before = law.laid(stand)
        if shown != binding(overlay, before.digest):
            raise Refused("web.instruments.refused.changed")
        try:
            after = law.laid(_under(stand, overlay))
        except LawError as wrong:
            raise Refused("web.instruments.refused.stands_on_it", problem=wrong.problems[0].text()) from None
        _close(overlay, overlay.withdrawal_by, by, at, reason=overlay.withdrawal_reason)
        _note(overlay, "withdraw", by, at, before=before.digest, after=after.digest, reason=overlay.withdrawal_reason)
        follow.announce_law(str(overlay.public_id), overlay.name, overlay.first_day, at, withdrawn=True)
        changed(edition)
    _in_force()
    return overlay


# --- helpers ---


def officer(person: Any) -> Any:
    """The person as they stand now, who must be an officer; :class:`Refused` else."""
    found = get_user_model().objects.filter(pk=person.pk, is_active=True, role=OFFICER).first()
    if found is None:
        raise Refused("web.instruments.refused.officer")
    return found


def changed(edition: Edition) -> None:
    """Every process reads law and outages anew."""
    edition.number += 1
    edition.save()


def lock() -> Edition:
    """One change of the law at a time."""
    Edition.objects.get_or_create(pk=1)
    return Edition.objects.select_for_update().get(pk=1)


def _in_force() -> None:
    """After the transaction: this process reads the law anew at once, and the worker decides everybody and tells them."""
    law.forget()
    _defer(catch_up)


def _defer(task: Any, **arguments: Any) -> None:
    try:
        with transaction.atomic():
            task.defer(**arguments)
    except AlreadyEnqueued:
        pass  # the one that waits sees it too


def _close(overlay: Overlay, asked_by: Any, by: Any, at: datetime, *, reason: str) -> None:
    overlay.state = State.WITHDRAWN
    overlay.withdrawal_by, overlay.withdrawal_at = asked_by, overlay.withdrawal_at or at
    overlay.withdrawal_reason = reason
    overlay.closed_by, overlay.closed_at = by, at
    overlay.save()


def _found(public_id: Any, state: str, *, lock: bool = False) -> Overlay:
    rows = Overlay.objects.select_related("replaces")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(public_id=public_id).first()
    if found is None:
        raise Refused("web.instruments.refused.unknown")
    if found.state != state:
        raise Refused("web.instruments.refused.state")
    return found


def _replaceable(public_id: Any, today: date) -> Overlay:
    found = _found(public_id, State.APPROVED)
    _refuse_in_force(found, today)
    return found


def _refuse_in_force(overlay: Overlay, today: date) -> None:
    if overlay.first_day <= today and overlay.name not in law.left_out():
        raise Refused("web.instruments.refused.in_force", day=overlay.first_day)


def _books(overlay: Overlay) -> tuple[LawBook, tuple[Layer, ...]]:
    """The law in force here, and the overlays under a proposed one: without the one it takes the place of."""
    stand = law.fitting(current.layers())
    return law.laid(stand), _under(stand, overlay.replaces)


def _under(stand: Sequence[Layer], without: Overlay | None) -> tuple[Layer, ...]:
    return tuple(one for one in stand if without is None or one.digest != without.digest)


def _named(layers: Sequence[Layer]) -> law.Layers:
    return [*law.directory(), *((one.name, one.raw) for one in layers)]


def _compared(overlay: Overlay) -> tuple[LawBook, LawBook, list[reading.Change]]:
    """The law in force here, the law with a proposed overlay, and how they differ."""
    before, under = _books(overlay)
    after = law.laid((*under, current.layer(overlay)))
    return before, after, reading.changes(before, after)


def _documents(differ: Sequence[reading.Change]) -> set[str]:
    return {one.document for one in differ}


def _count(overlay: Overlay, at: datetime) -> None:
    """Count now, or have the worker count where it is too much for somebody who waits for a page."""
    _, after, differ = _compared(overlay)
    if reckoning.work(_documents(differ), after, at.date()) <= _AT_ONCE:
        count(overlay, at)
    else:
        later(overlay)
    overlay.refresh_from_db()


def _note(overlay: Overlay, action: str, by: Any, at: datetime, *, reason: str = "", before: str = "", after: str = "") -> None:
    audit(
        Done(
            at=at,
            actor=str(by.public_id),
            role=by.role,
            action=f"law.{action}",
            object=f"overlay:{overlay.pk}",
            reason=reason or overlay.name,
            before_hash=before,
            after_hash=after or overlay.digest,
        )
    )
