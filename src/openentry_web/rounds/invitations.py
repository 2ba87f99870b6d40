"""What becomes of an invitation before an application: declined by its person, or lapsed in silence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from openentry_web.pool import selectors, services
from openentry_web.pool.services import SYSTEM, Refused
from openentry_web.rounds.models import Invitation


def decline(person: Any, at: datetime) -> Invitation:
    """Decline the invitation of ``person`` (T12, A10.1(7)): back in the pool with the same moment of receipt, if a class is
    still met and the year is not over. :class:`Refused` where there is none, or its last moment has passed."""
    with transaction.atomic():
        invitation, entry = _live(person)
        if at > invitation.apply_by:
            raise Refused("web.rounds.refused.invitation_over", day=invitation.apply_by.date())
        close(invitation, Invitation.State.DECLINED, at)
        who = {"actor": str(person.public_id), "role": "candidate"}
        services.bring_back(entry, ["T12"], at, **who, notice="declined", number=entry.number, reason=f"round {invitation.round}")
    return invitation


def lapse(at: datetime) -> int:
    """Close the invitations whose last moment has passed without an application (T14, A10.1(6)). Returns how many."""
    over = Invitation.objects.filter(state="live", apply_by__lt=at).order_by("pk").values_list("pk", "entry_id")
    done = 0
    for pk, entry_id in over:
        with transaction.atomic():
            (entry,) = services.lock([entry_id])
            invitation = Invitation.objects.select_for_update(of=("self",)).filter(pk=pk, state="live").first()
            if invitation is None:
                continue
            close(invitation, Invitation.State.LAPSED, at)
            services.move(entry, "T14", at, actor=SYSTEM, role=SYSTEM, notice="invitation_lapsed", number=entry.number)
            done += 1
    return done


def live(entry: Any) -> Invitation | None:
    """The live invitation on an entry whose locks the caller holds, locked too."""
    found = Invitation.objects.select_for_update(of=("self",)).filter(entry_id=entry.pk, state="live")
    return found.select_related("round").first()


def close(invitation: Invitation, state: str, at: datetime) -> None:
    """It is live no more."""
    invitation.state, invitation.closed_at = state, at
    invitation.save(update_fields=["state", "closed_at", "cancelled_by"])


def _live(person: Any) -> tuple[Invitation, Any]:
    current = selectors.live(person)
    if current is not None:
        (entry,) = services.lock([current.pk])
        found = live(entry)
        if found is not None:
            return found, entry
    raise Refused("web.rounds.refused.no_invitation")
