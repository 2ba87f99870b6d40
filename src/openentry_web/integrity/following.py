"""What a determination means for what an invitation began. The seam: whatever comes to follow an invitation is ended here."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def before(entry: Any, at: datetime) -> None:
    """End what rests on a profile that is about to be closed by T19; the caller holds its locks.

    An invitation that is live is cancelled; an application (state APPLIED) is marked as refused.
    """
    from openentry_web.invited import services as invited
    from openentry_web.rounds import invitations, selectors

    if entry.state == "APPLIED":
        invited.refuse(entry, at)

    invitation = selectors.invitation(entry.person) if entry.state == "INVITED" else None
    if invitation is not None and invitation.entry_id == entry.pk:
        invitations.close(invitation, "cancelled", at)
