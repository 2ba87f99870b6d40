"""What every step of a round shares: who may take it, the lock, the record, and how an approval or a round comes to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model

from openentry.messages import Message
from openentry.rounds import write_moment
from openentry.rounds.receipts import canonical
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.pool import law
from openentry_web.pool.services import Refused
from openentry_web.rounds import snapshots
from openentry_web.rounds.models import Round

OFFICER = "officer"
#: The columns that are the plan: what an approval is of.
PLAN = (
    "number kind programs category list_version size lowest_score name_en name_fr text_en text_fr citation_en citation_fr"
    " corrects_id cause_en cause_fr"
).split()


def officer(person: Any) -> Any:
    """The person as they stand now, who must be an officer; :class:`Refused` else."""
    found = get_user_model().objects.filter(pk=person.pk, is_active=True, role=OFFICER).first()
    if found is None:
        raise Refused("web.rounds.refused.officer")
    return found


def locked(number: str, *states: str) -> Round:
    """The round of that number, locked, in one of ``states``; :class:`Refused` else."""
    snapshots.room()
    law.forget()  # a step of a round is taken under the law of this moment, whatever another process approved a second ago
    found = Round.objects.select_for_update(of=("self",)).filter(number=number).first()
    if found is None:
        raise Refused("web.rounds.refused.unknown", number=number)
    if found.state not in states:
        raise Refused("web.rounds.refused.state", number=number, state=Message(f"web.rounds.state.{found.state}"))
    return found


def plan_digest(round_: Round) -> str:
    """What stands for the plan of a round."""
    plan = {name: getattr(round_, name) for name in PLAN} | {"moment": write_moment(round_.moment)}
    plan["list_version"] = round_.list_version.isoformat() if round_.list_version else None
    return sha256(canonical(plan)).hexdigest()


def binding(round_: Round) -> str:
    """What an approval is of: the plan, and the snapshot by its digest and root."""
    if round_.snapshot is None:
        raise ValueError("not frozen")
    return sha256(canonical([plan_digest(round_), round_.snapshot.digest, round_.snapshot.root])).hexdigest()


def note(round_: Round, action: str, by: Any, at: datetime, reason: str = "", after: str = "") -> None:
    """Record a step."""
    who = {"actor": str(by.public_id), "role": by.role} if by is not None else {"actor": "system", "role": "system"}
    audit(Done(at=at, action=f"round.{action}", object=f"round:{round_.number}", reason=reason[:400], after_hash=after, **who))


def void(round_: Round, by: Any, at: datetime, reasons: Sequence[Message]) -> Round:
    """Give up an approval, or a snapshot, and say why: the round is a plan again."""
    unfreeze(round_)
    round_.reasons = [as_json(one) for one in reasons]
    round_.save()
    snapshots.drop(round_)
    note(round_, "void", by, at, "; ".join(one.text() for one in reasons))
    return round_


def unfreeze(round_: Round) -> None:
    """A plan again, without snapshot, approval and result; not yet saved."""
    round_.state = Round.State.PLANNED
    round_.snapshot = None
    round_.approved_by, round_.approved_at, round_.approved_digest = None, None, ""
    round_.law = round_.library_version = round_.list_digest = ""
    round_.eligible = round_.invited = round_.cut_off = round_.at_cut_off = None
    round_.tie_break_at = round_.tie_break_sequence = None
    round_.left_out, round_.classes, round_.reasons, round_.cancelled = {}, {}, [], 0


def stop(round_: Round, by: Any, at: datetime, reasons: Sequence[Message]) -> Round:
    """Abort a round for good: nothing is sent, the reasons stay on the record."""
    round_.state = Round.State.ABORTED
    round_.reasons = [as_json(one) for one in reasons]
    round_.save()
    note(round_, "abort", by, at, "; ".join(one.text() for one in reasons))
    return round_


def as_json(message: Message) -> dict[str, Any]:
    """A message as it is stored: its sentence is written in both languages at once, because it is a record."""
    return {"id": message.id, "en": message.text("en"), "fr": message.text("fr")}
