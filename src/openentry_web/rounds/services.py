"""The verbs of rounds: plan, rehearse, freeze, approve, run, release; abort, correct; decline. Each is one transaction, with its
record.

Four eyes: whoever planned (or last changed) a round does not approve it, here and in the database. An approval is of one plan
and one snapshot, by their digests. A step that finds the approval void, or a check that fails, says so in the round it returns
(``state`` planned or aborted, ``reasons``): then nothing was sent. What an officer must do differently is a :class:`Refused`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from openentry import lifecycle
from openentry.messages import Message
from openentry.rounds import Instructions, receipts, refuse_impossible
from openentry_web.notices.services import tell_many
from openentry_web.pool import law
from openentry_web.pool import selectors as pool_selectors
from openentry_web.pool import services as pool
from openentry_web.pool.services import Refused
from openentry_web.pool.sweep import sweep
from openentry_web.rounds import correcting, publishing, rehearsing, selecting, snapshots
from openentry_web.rounds.invitations import decline, lapse
from openentry_web.rounds.models import Invitation, Rehearsal, Round
from openentry_web.rounds.replaying import replay
from openentry_web.rounds.steps import binding, locked, note, officer, plan_digest, stop, unfreeze, void

__all__ = [
    "Refused",
    "abort",
    "approve",
    "change_plan",
    "correct",
    "decline",
    "freeze",
    "lapse",
    "plan",
    "rehearse",
    "release",
    "replay",
    "run",
]

_OPEN = ("planned", "frozen", "approved", "selected")


def plan(by: Any, order: Instructions, at: datetime, *, text_en: str = "", text_fr: str = "") -> Round:
    """Plan a round. :class:`~openentry.errors.InstructionsError` where the law of its day cannot carry it out."""
    by = officer(by)
    refuse_impossible(order, law.book().on(order.day))
    round_ = Round(planned_by=by, planned_at=at)
    _write(round_, order, text_en, text_fr)
    return _planned(round_, by, at)


def change_plan(number: str, by: Any, order: Instructions, at: datetime, *, text_en: str = "", text_fr: str = "") -> Round:
    """Put another plan in its place: whatever was frozen or approved is void, and whoever changed it cannot approve it."""
    by = officer(by)
    refuse_impossible(order, law.book().on(order.day))
    with transaction.atomic():
        round_ = locked(number, *_OPEN)
        if round_.corrects_id is not None:
            raise Refused("web.rounds.refused.correction")
        unfreeze(round_)
        round_.planned_by, round_.planned_at = by, at
        _write(round_, order, text_en, text_fr)
        _save(round_)
        snapshots.drop(round_)
        note(round_, "change_plan", by, at, after=plan_digest(round_))
    return round_


def correct(by: Any, faulty: str, number: str, at: datetime, *, cause_en: str, cause_fr: str) -> Round:
    """Plan a correction of the released round ``faulty``: what its line gives when it is applied to what is right (A10.2(5)).

    Frozen, approved, run and released like any round; it invites those who were missed and cancels what was issued in error.
    """
    by = officer(by)
    found = Round.objects.filter(number=faulty, state="released").first()
    if found is None:
        raise Refused("web.rounds.refused.not_released", number=faulty)
    if found.corrects_id is not None:
        raise Refused("web.rounds.refused.corrects_original", number=faulty)
    if not cause_en.strip() or not cause_fr.strip():
        raise Refused("web.rounds.refused.cause")
    round_ = Round(planned_by=by, planned_at=at, number=number, kind=found.kind, moment=at, corrects=found)
    round_.programs, round_.category, round_.list_version = found.programs, found.category, found.list_version
    round_.cause_en, round_.cause_fr = cause_en.strip(), cause_fr.strip()
    return _planned(round_, by, at)


def rehearse(by: Any, order: Instructions, at: datetime, number: str | None = None) -> rehearsing.Rehearsed:
    """What a round would come to now. Recorded; nobody is told and nothing is kept but the figures."""
    by = officer(by)
    with transaction.atomic():
        round_ = Round.objects.filter(number=number).first() if number else None
        found = rehearsing.rehearsed(order, at)
        kept = Rehearsal.objects.create(
            round=round_, instructions=order.declared(), by=by, at=at, pool=found.pool, invited=found.invited, cut_off=found.cut_off
        )
        note(round_ or Round(number=f"rehearsal {kept.pk}"), "rehearse", by, at, f"{found.invited} of {found.pool}")
    return found


def freeze(number: str, by: Any, at: datetime) -> Round:
    """Sweep to the moment of the round, then keep everybody in the pool as they are; from the moment on, and on its day.

    Frozen again, an approval is void.
    """
    by = officer(by)
    round_ = Round.objects.filter(number=number).first()
    if round_ is not None and round_.corrects_id is None:
        if at < round_.moment:
            raise Refused("web.rounds.refused.too_early", moment=round_.moment.isoformat(timespec="minutes"))
        if at.date() != round_.moment.date():
            raise Refused("web.rounds.refused.another_day", day=round_.moment.date())
    found = _frozen(number, by, at)
    if found is None and round_ is not None:
        sweep(round_.moment)
        found = _frozen(number, by, at)
    if found is None:
        raise Refused("web.rounds.refused.not_swept")
    return found


def _frozen(number: str, by: Any, at: datetime) -> Round | None:
    """The round with everybody as they are; None where time or law has yet to act on somebody."""
    with transaction.atomic():
        round_ = locked(number, *_OPEN)
        if round_.corrects_id is None and pool_selectors.due(round_.moment):
            return None
        unfreeze(round_)
        round_.law = law.keep(law.digest())
        round_.snapshot = correcting.snapshot(round_, at) if round_.corrects_id else snapshots.take(round_, at)
        round_.library_version = round_.snapshot.library_version
        round_.state = Round.State.FROZEN
        round_.save()
        snapshots.drop(round_)
        note(round_, "freeze", by, at, f"{round_.snapshot.entries} entries, root {round_.snapshot.root}", round_.snapshot.digest)
    return round_


def approve(number: str, by: Any, at: datetime) -> Round:
    """Approve a frozen round: another officer than the one who planned it. Void at once where the pool has changed since."""
    by = officer(by)
    with transaction.atomic():
        round_ = locked(number, "frozen")
        if by.pk == round_.planned_by_id:
            raise Refused("web.rounds.refused.four_eyes")
        if reasons := _stale(round_, at):
            return void(round_, by, at, reasons)
        round_.approved_by, round_.approved_at, round_.approved_digest = by, at, binding(round_)
        round_.state = Round.State.APPROVED
        round_.save()
        note(round_, "approve", by, at, after=round_.approved_digest)
    return round_


def run(number: str, by: Any, at: datetime) -> Round:
    """Select from the snapshot, twice, and check; nothing is sent. A check that fails aborts the round, with its reasons."""
    by = officer(by)
    with transaction.atomic():
        round_ = locked(number, "approved")
        if reasons := _unbound(round_) + _stale(round_, at):
            return void(round_, by, at, reasons)
        found = correcting.chosen(round_) if round_.corrects_id else selecting.chosen(round_)
        if found.failures:
            return stop(round_, by, at, found.failures)
        result = found.result
        round_.eligible, round_.invited, round_.left_out = result.eligible, len(found.places), dict(result.left_out)
        round_.cut_off, round_.at_cut_off = result.cut_off, result.at_cut_off
        if result.tie_break is not None:
            round_.tie_break_at, round_.tie_break_sequence = result.tie_break.received_at, result.tie_break.sequence
        round_.classes = _classes(round_, found.places)
        round_.list_digest = selecting.digest_of(found.places)
        round_.state = Round.State.SELECTED
        round_.save()
        note(round_, "run", by, at, f"{round_.invited} invited of {round_.eligible} ranked", round_.list_digest)
    return round_


def release(number: str, by: Any, at: datetime) -> Round:
    """Invitations, states, notices and the public record, all in one transaction: all of it is true afterwards, or nothing."""
    by = officer(by)
    with transaction.atomic():
        round_ = locked(number, "selected")
        if round_.corrects_id:
            return correcting.release(round_, by, at)
        if reasons := _unbound(round_):
            return void(round_, by, at, reasons)
        order, then = selecting.instructions_of(round_), selecting.law_of(round_)
        places = selecting.by_sql(order, then, snapshot=round_.snapshot_id)
        if selecting.digest_of(places) != round_.list_digest:
            return stop(round_, by, at, [Message("web.rounds.check.list")])
        entries = pool.lock(entry for entry, _, _ in places)  # from here on none of them changes
        if reasons := _stale(round_, at):
            return void(round_, by, at, reasons)
        invite(round_, places, entries, by, at)
        finish(round_, by, at)
    return round_


def abort(number: str, by: Any, at: datetime, reason: str) -> Round:
    """Give a round up for good."""
    by = officer(by)
    if not reason.strip():
        raise Refused("web.rounds.refused.reason")
    with transaction.atomic():
        return stop(locked(number, *_OPEN), by, at, [Message("web.rounds.aborted_by_officer", {"reason": reason.strip()})])


def invite(round_: Round, places: list[selecting.Place], entries: list[Any], by: Any, at: datetime) -> None:
    """Invite the people of a list, whose entries are locked."""
    apply_by = lifecycle.deadline(law.book().on(at.date()), "apply_days", at)
    pool.invite_many(entries, at, actor=str(by.public_id), role=by.role, reason=f"round {round_.number}")
    Invitation.objects.bulk_create(
        (
            Invitation(
                round=round_, entry_id=entry, rank=rank, program=program, score=score, issued_at=at, apply_by=apply_by, state="live"
            )
            for rank, (entry, program, score) in enumerate(places, 1)
        ),
        batch_size=2_000,
    )
    last_day = apply_by.date().isoformat()
    people = [entry.person_id for entry in entries]
    tell_many(people, "invited", at, key=f"round:{round_.number}", link="invitation", round=round_.number, day=last_day)


def finish(round_: Round, by: Any, at: datetime) -> None:
    """Publish."""
    round_.state = Round.State.RELEASED
    round_.released_by, round_.released_at = by, at
    published = publishing.document(round_)
    round_.published = receipts.written(published).decode()
    round_.save()
    note(round_, "release", by, at, f"{round_.invited} invited, {round_.cancelled} cancelled", published["digest"])
    publishing.announce(round_, at)


def _unbound(round_: Round) -> list[Message]:
    return [] if round_.approved_digest == binding(round_) else [Message("web.rounds.void.plan")]


def _stale(round_: Round, at: datetime) -> list[Message]:
    """Why what was frozen is no longer what the round may be held on."""
    if round_.law != law.digest():
        return [Message("web.rounds.void.law")]
    if round_.corrects_id is not None:
        return []  # a correction is of what was right then; whoever has left the pool since is passed over
    if at.date() != round_.moment.date():
        return [Message("web.rounds.void.day", {"day": round_.moment.date()})]
    found = selecting.bearing(round_, at)
    return [Message("web.rounds.void.pool", {"count": len(found), "numbers": found[:5]})] if found else []


def _classes(round_: Round, places: list[selecting.Place]) -> dict[str, int]:
    order = selecting.law_of(round_).content("programs.order").order
    counted = {program: sum(named == program for _, named, _ in places) for program in order}
    return {program: count for program, count in counted.items() if count}


def _planned(round_: Round, by: Any, at: datetime) -> Round:
    with transaction.atomic():
        _save(round_)
        note(round_, "plan", by, at, after=plan_digest(round_))
    return round_


def _save(round_: Round) -> None:
    try:
        with transaction.atomic():
            round_.save()
    except IntegrityError:
        raise Refused("web.rounds.refused.number", number=round_.number) from None


def _write(round_: Round, order: Instructions, text_en: str, text_fr: str) -> None:
    round_.number, round_.kind, round_.moment = order.number, order.kind, order.moment
    round_.programs, round_.category = list(order.programs or ()), order.category or ""
    round_.list_version, round_.size, round_.lowest_score = order.list_version, order.size, order.lowest_score
    round_.name_en, round_.name_fr = (order.name.en, order.name.fr) if order.name else ("", "")
    round_.citation_en, round_.citation_fr = (order.citation.en, order.citation.fr) if order.citation else ("", "")
    round_.text_en, round_.text_fr = text_en, text_fr
