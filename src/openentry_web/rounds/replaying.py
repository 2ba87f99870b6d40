"""Holding a released round again, from its stored snapshot: the same list, root and published record, or an alarm."""

from __future__ import annotations

import json
from datetime import datetime

import structlog
from django.db import transaction

from openentry.messages import Message
from openentry.rounds import receipts
from openentry_web.pool.services import Refused
from openentry_web.rounds import correcting, selecting, snapshots
from openentry_web.rounds.models import Invitation, Replay, Round
from openentry_web.rounds.steps import as_json, note

log = structlog.get_logger()


def replay(number: str, at: datetime) -> Replay:
    """Replay one round and keep what came out; a difference is logged as an error, recorded, and shown by ``readyz``."""
    round_ = Round.objects.filter(number=number, state="released").first()
    if round_ is None:
        raise Refused("web.rounds.refused.not_released", number=number)
    differences = list(_differences(round_))
    with transaction.atomic():
        kept = Replay.objects.create(round=round_, at=at, holds=not differences, differences=[as_json(one) for one in differences])
        said = "; ".join(one.text() for one in differences)
        note(round_, "replay" if kept.holds else "replay_differs", None, at, said)
    if differences:
        log.error("replay_differs", round=number, differences=[one.id for one in differences])
    return kept


def _differences(round_: Round) -> list[Message]:
    if round_.snapshot is None:
        raise ValueError("a released round has its snapshot")
    found, snapshot = [], round_.snapshot
    sealed = snapshots.seals(snapshot.pk)
    if (sealed.entries, sealed.digest) != (snapshot.entries, snapshot.digest):
        found.append(Message("web.rounds.replay.digest"))
    if sealed.root != snapshot.root or b"".join(sealed.blocks) != bytes(snapshot.blocks):
        found.append(Message("web.rounds.replay.root"))
    issued = list(Invitation.objects.filter(round=round_).order_by("rank").values_list("entry_id", "program", "score"))
    if round_.corrects_id is not None:
        right = set(correcting.within(round_))
        if not set(issued) <= right:
            found.append(Message("web.rounds.replay.list"))
    else:
        chosen = selecting.chosen(round_)
        if selecting.digest_of(chosen.places) != round_.list_digest or chosen.places != issued:
            found.append(Message("web.rounds.replay.list"))
        found += chosen.failures
        tie = chosen.result.tie_break
        line = (chosen.result.cut_off, tie.received_at if tie else None, tie.sequence if tie else None)
        if line != (round_.cut_off, round_.tie_break_at, round_.tie_break_sequence):
            found.append(Message("web.rounds.replay.line"))
    published = json.loads(round_.published)
    stands_for = {"leaves": snapshot.entries, "digest": snapshot.digest, "root": snapshot.root}
    if receipts.digest(published) != published["digest"] or published["snapshot"] != stands_for:
        found.append(Message("web.rounds.replay.published"))
    return found
