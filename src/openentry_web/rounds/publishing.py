"""The public record of a round, and the receipts that are held against it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from openentry.law.sources import Text
from openentry.messages import Message
from openentry.rounds import receipts, write_moment
from openentry_web.follow import services as follow
from openentry_web.follow import topics
from openentry_web.rounds import selecting, snapshots
from openentry_web.rounds.console import words
from openentry_web.rounds.models import Round, SnapshotEntry


def document(round_: Round) -> dict[str, Any]:
    """``round.json``: what is published of a round (DESIGN 7), with its digest."""
    snapshot = round_.snapshot
    if snapshot is None or round_.released_at is None:
        raise ValueError("not released")
    faulty, then = round_.corrects, selecting.law_of(round_)
    found: dict[str, Any] = {
        "format": receipts.ROUND,
        "number": round_.number,
        "moment": write_moment(round_.moment),
        "frozen_at": write_moment(snapshot.taken_at),
        "released_at": write_moment(round_.released_at),
        "instructions": selecting.instructions_of(round_).declared(),
        "text": {"en": round_.text_en, "fr": round_.text_fr},
        "corrects": {"number": faulty.number, "cause": {"en": round_.cause_en, "fr": round_.cause_fr}} if faulty else None,
        "invited": round_.invited,
        "cancelled": round_.cancelled,
        "classes": round_.classes,
        "cut_off": round_.cut_off,
        "at_cut_off": round_.at_cut_off,
        "tie_break": tie_break(round_),
        "eligible": round_.eligible,
        "left_out": round_.left_out,
        "order": list(then.content("programs.order").order),
        "distribution": snapshot.distribution,
        "snapshot": {"leaves": snapshot.entries, "digest": snapshot.digest, "root": snapshot.root},
        "law": {"digest": snapshot.law, "overlays": list(then.book.overlays)},
        "library_version": snapshot.library_version,
    }
    return found | {"digest": receipts.digest(found)}


def announce(round_: Round, at: datetime) -> None:
    """Tell by mail whoever follows rounds, or those for its category, in the transaction of its release."""
    about = [topics.ROUNDS, *([topics.of_category(round_.category)] if round_.category else [])]
    told = {"number": round_.number, "day": at.date().isoformat(), "who": [_kept(one) for one in words.whom(round_)]}
    if round_.corrects is not None:
        kind, figures = "correction", {"faulty": round_.corrects.number, "invited": round_.invited, "cancelled": round_.cancelled}
    elif round_.cut_off is None:
        kind, figures = "nobody", {}
    else:
        kind, figures = "round", {"invited": round_.invited, "lowest": round_.cut_off}
    key = f"round:{round_.number}"
    follow.announce(about, kind, at, key=key, page="our_round", args=[round_.number], **told, **figures)


def _kept(words: Text | Message) -> dict[str, Any]:
    return {"id": words.id, "params": dict(words.params)} if isinstance(words, Message) else {"en": words.en, "fr": words.fr}


def tie_break(round_: Round) -> dict[str, Any] | None:
    """Moment and sequence number of the last person invited."""
    if round_.tie_break_at is None:
        return None
    return {"received_at": write_moment(round_.tie_break_at), "sequence": round_.tie_break_sequence}


def receipt(round_: Round, entry_id: int) -> dict[str, Any] | None:
    """The receipt of an entry for a released round; None for one that was not in the pool then."""
    snapshot = round_.snapshot
    if snapshot is None or not round_.published:
        return None
    row = SnapshotEntry.objects.filter(snapshot=snapshot.pk, entry=entry_id).first()
    if row is None:
        return None
    beside = snapshots.beside(snapshot, row.position)
    return receipts.receipt(json.loads(round_.published), snapshots.record(row), bytes(row.salt), row.position, beside)
