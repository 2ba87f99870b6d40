"""What changes somebody's standing. Every verb is one transaction with its audit record and its notice.

Only :func:`move` changes a state, and only along the table of transitions of the law (``procedure.states``).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection, transaction

from openentry import Profile, lifecycle
from openentry.law import Law
from openentry_web.audit.services import Done, hash_of
from openentry_web.audit.services import record as audit
from openentry_web.notices.services import tell
from openentry_web.pool import deciding, law
from openentry_web.pool.models import LIVE, Entry
from openentry_web.profiles.services import keep_version, note_nomination

SYSTEM = "system"


class Refused(Exception):
    """The step cannot be taken: ``message_id`` says why, in words a person can act on."""

    def __init__(self, message_id: str, **params: Any) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.params = params


def move(
    entry: Entry,
    transition: str,
    at: datetime,
    *,
    actor: str,
    role: str,
    reason: str = "",
    notice: str = "",
    since: datetime | None = None,
    **said: Any,
) -> None:
    """Take ``entry`` along a transition of the table, with its audit record and, where there is one, its notice. ``since``: the
    moment from which it holds, where that is time's doing and somebody came by later.

    :class:`Refused` when the entry is not in a state from which the transition leads, or its last moment has passed. The caller
    holds the row's lock and has set on ``entry`` what changes with the state.
    """
    way = lifecycle.transition(_law(at), transition)
    before = entry.state if entry.pk else None
    if (before not in way.from_states) if way.from_states else (before is not None):
        raise Refused("web.refused.state", state=before or "", transition=transition)
    entry.state = way.to
    if lifecycle.state(_law(at), way.to).terminal:
        entry.closed_at = since or at
    entry.save()
    audit(
        Done(
            at=at,
            actor=actor,
            role=role,
            action=f"pool.{transition}",
            object=f"entry:{entry.pk}",
            subject=str(entry.person.public_id),
            reason=reason,
            before_hash=hash_of(before),
            after_hash=hash_of([entry.state, entry.score, entry.programs, entry.version_id]),
        )
    )
    if notice:
        tell(entry.person_id, notice, at, link="home", **said)


def begin(person: Any, at: datetime) -> Entry:
    """A draft for ``person`` (T1): the one they have, or a new one with sixty days to submit it."""
    with transaction.atomic():
        _lock_person(person)
        draft = Entry.objects.filter(person=person, state="DRAFT").first()
        if draft is not None:
            return draft
        _refuse_barred(person, at)
        submit_by = lifecycle.deadline(_law(at), "draft_days", at)
        entry = Entry(person=person, begun_at=at, submit_by=submit_by, remind_on=at.date())
        move(entry, "T1", at, actor=str(person.public_id), role="candidate")
        return entry


def submit(person: Any, profile: Profile, at: datetime) -> Entry:
    """Submit the person's draft (T3) and find out whether a class is met (T4 or T5), at once.

    Whoever submits twice gets the entry of the first time. :class:`Refused` when there is nothing to submit, its sixty days are
    over, another profile of theirs is live (A10.1(5)), or they are barred (A10.1(4)).
    """
    with transaction.atomic():
        _lock_person(person)
        entry = Entry.objects.select_for_update(of=("self",)).filter(person=person, state="DRAFT").first()
        if entry is None:
            live = Entry.objects.filter(person=person, state__in=LIVE).order_by("-received_at").first()
            if live is not None:
                return live
            raise Refused("web.refused.no_draft")
        if at > entry.submit_by:
            raise Refused("web.refused.draft_over", day=entry.submit_by.date())
        if Entry.objects.filter(person=person, state__in=LIVE).exists():
            raise Refused("web.refused.another_live")
        _refuse_barred(person, at)
        who: dict[str, Any] = {"actor": str(person.public_id), "role": "candidate"}
        entry.received_at = at
        entry.expires_at = lifecycle.deadline(_law(at), "pool_years", at)
        entry.sequence, entry.number = _numbers()
        entry.validation_code = f"{secrets.randbelow(10_000):04d}"
        entry.last_changed_on = at.date()
        entry.version = keep_version(entry, profile, at)
        move(entry, "T3", at, **who)
        decision = deciding.decide_entry(entry, profile, at)
        deciding.keep(entry, decision, at, cause="T4" if decision.eligible else "T5")
        if decision.eligible:
            move(entry, "T4", at, **who, notice="in_pool", number=entry.number, score=entry.score)
        else:
            move(entry, "T5", at, **who, notice="ineligible", number=entry.number)
        return entry


def update(person: Any, profile: Profile, at: datetime) -> Entry:
    """Put a changed profile in the place of the one in the pool (T6): decided anew; received_at and the year stay (R9.3(1))."""
    with transaction.atomic():
        _lock_person(person)
        entry = Entry.objects.select_for_update(of=("self",)).filter(person=person, state="IN_POOL").first()
        if entry is None:
            raise Refused("web.refused.not_in_pool")
        profile = _with_settled_nomination(entry, profile, at)
        entry.version = keep_version(entry, profile, at)
        entry.last_changed_on = at.date()
        _redecide(entry, profile, at, "T6", actor=str(person.public_id), role="candidate")
        return entry


def set_nomination(
    entry: Entry, nomination: Mapping[str, Any] | None, at: datetime, cause: str, *, actor: str, role: str, reason: str = ""
) -> None:
    """Write into the profile a nomination that was accepted, or None where it is gone (``cause``: the transition of its own table),
    and decide anew at once.

    The caller holds the entry's locks. In the pool: a new version, T6, and T8 where no class is met any more; the moment of receipt
    stays, and so does the day of the last change, for nobody changed what they declare. While invited the profile is locked: the
    new version waits, and is decided when the entry comes back. A profile that is over stays as it is.
    """
    if entry.version is None or entry.state not in ("IN_POOL", "INVITED"):
        return
    profile = Profile.model_validate({**entry.version.content, "nomination": nomination})
    entry.version = keep_version(entry, profile, at)
    if entry.state == "INVITED":
        entry.changes_on = at.date()
        entry.save(update_fields=["version", "changes_on"])
        return
    note_nomination(entry, nomination, at)
    decision = deciding.decide_entry(entry, profile, at)
    deciding.keep(entry, decision, at, cause=cause)
    move(entry, "T6", at, actor=actor, role=role, reason=reason)
    if not decision.eligible:
        move(entry, "T8", at, actor=SYSTEM, role=SYSTEM, notice="no_longer_eligible", number=entry.number)


def _with_settled_nomination(entry: Entry, profile: Profile, at: datetime) -> Profile:
    """The profile with the nomination as it stands: what a province offered and a person accepted is no answer to a question, so an
    update neither makes one nor takes it away."""
    before = entry.version.content.get("nomination") if entry.version is not None else None
    after = profile.declared().get("nomination")
    if before == after or not any(one and one.get("status") in ("offered", "accepted") for one in (before, after)):
        return profile
    note_nomination(entry, before, at)
    return Profile.model_validate({**profile.declared(), "nomination": before})


def withdraw(person: Any, at: datetime) -> Entry:
    """Take the person's profile out of the pool for good (T10)."""
    with transaction.atomic():
        _lock_person(person)
        entry = Entry.objects.select_for_update(of=("self",)).filter(person=person, state="IN_POOL").first()
        if entry is None:
            raise Refused("web.refused.not_in_pool")
        move(entry, "T10", at, actor=str(person.public_id), role="candidate", notice="withdrawn", number=entry.number)
        return entry


def lapse(entry_id: int, at: datetime) -> None:
    """Close a draft whose sixty days are over (T2); nothing when somebody else did."""
    with transaction.atomic():
        entry = Entry.objects.select_for_update(of=("self",)).filter(pk=entry_id, state="DRAFT", submit_by__lt=at).first()
        if entry is not None:
            day = entry.submit_by.date().isoformat()
            move(entry, "T2", at, actor=SYSTEM, role=SYSTEM, since=entry.submit_by, notice="draft_over", day=day)


def age(entry_ids: Sequence[int], at: datetime) -> None:
    """Let time act on entries in the pool: their year ends (T9), or they are decided anew (T7, T8). Safe to call twice.

    All of them in one transaction, each under its own lock; those that somebody else is at work on are waited for.
    """
    with transaction.atomic():
        entries = Entry.objects.select_for_update(of=("self",)).filter(pk__in=entry_ids, state="IN_POOL").order_by("pk")
        for entry in entries.select_related("person", "version", "decision"):
            _let_time_act(entry, at)


def _let_time_act(entry: Entry, at: datetime) -> None:
    """What time and law did to an entry in the pool, each on its own day and in order, however late somebody comes by: whoever met
    no program on one of those days left the pool on it, though they would meet one again today."""
    over = entry.expires_at if entry.expires_at is not None and at > entry.expires_at else None
    if over is None and not _is_due(entry, at):
        return
    last = (over or at).date()
    another_law = over is None and entry.decision is not None and entry.decision.law_id != law.digest()
    before = (entry.score, list(entry.programs))
    for decision, because in deciding.steps(entry, last):
        deciding.keep(entry, decision, at, cause="T7", because=because)
        move(entry, "T7", at, actor=SYSTEM, role=SYSTEM)
        if not decision.eligible and not (another_law and decision.as_of == last):
            _leave(entry, at, since=_midnight(decision.as_of))
            return
    if over is not None:
        move(entry, "T9", at, actor=SYSTEM, role=SYSTEM, since=over, notice="expired", number=entry.number)
        return
    if another_law or _is_due(entry, at):
        decision = deciding.decide_entry(entry, deciding.profile_of(entry), at)
        deciding.keep(entry, decision, at, cause="T7", because=deciding.why(entry, at.date()))
        move(entry, "T7", at, actor=SYSTEM, role=SYSTEM)
        if not decision.eligible:
            _leave(entry, at)
            return
    if (entry.score, entry.programs) != before:
        tell(entry.person_id, "changed", at, link="home", number=entry.number, score=entry.score)


def _leave(entry: Entry, at: datetime, since: datetime | None = None) -> None:
    """Out of the pool, because no program is met any more (T8)."""
    move(entry, "T8", at, actor=SYSTEM, role=SYSTEM, since=since, notice="no_longer_eligible", number=entry.number)


def _midnight(day: date) -> datetime:
    """The moment at which a day begins here."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def lock(entry_ids: Iterable[int]) -> list[Entry]:
    """These entries, locked in the order in which every other step locks: persons, then entries, by their ids."""
    wanted = sorted(entry_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id FROM accounts_user u JOIN pool_entry e ON e.person_id = u.id WHERE e.id = ANY(%s)"
            " ORDER BY u.id FOR NO KEY UPDATE OF u",
            [wanted],
        )
    return list(Entry.objects.select_for_update(of=("self",)).filter(pk__in=wanted).select_related("person").order_by("pk"))


def invite_many(entries: Sequence[Entry], at: datetime, *, actor: str, role: str, reason: str) -> None:
    """Take all of them along T11 at once, as :func:`move` would one by one: their states and their records, no notices.

    The caller holds their locks. :class:`Refused` when one is not in the pool: then none is moved.
    """
    way = lifecycle.transition(_law(at), "T11")
    for entry in entries:
        if entry.state not in way.from_states:
            raise Refused("web.refused.state", state=entry.state, transition="T11")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pool_entry SET state = %s WHERE id = ANY(%s) AND state = ANY(%s)",
            [way.to, [entry.pk for entry in entries], list(way.from_states)],
        )
        if cursor.rowcount != len(entries):
            raise RuntimeError("entries changed under their locks")
    before = {state: hash_of(state) for state in way.from_states}
    done = []
    for entry in entries:
        was, entry.state = entry.state, way.to
        done.append(
            Done(
                at=at,
                actor=actor,
                role=role,
                action="pool.T11",
                object=f"entry:{entry.pk}",
                subject=str(entry.person.public_id),
                reason=reason,
                before_hash=before[was],
                after_hash=hash_of([entry.state, entry.score, entry.programs, entry.version_id]),
            )
        )
    audit(*done)


def bring_back(
    entry: Entry, ways: Sequence[str], at: datetime, *, actor: str, role: str, reason: str = "", notice: str = "", **said: Any
) -> Entry:
    """Take an invited entry back to the pool (T12; or T13 and T13a), with the same moment of receipt. Where its year is over, T9
    follows; else it is decided anew if time or law changed anything meanwhile (T7), and T8 follows where no class is met."""
    for way in ways[:-1]:
        move(entry, way, at, actor=actor, role=role, reason=reason)
    move(entry, ways[-1], at, actor=actor, role=role, reason=reason, notice=notice, **said)
    if entry.expires_at is not None and at > entry.expires_at:
        move(entry, "T9", at, actor=SYSTEM, role=SYSTEM, notice="expired", number=entry.number)
    elif _is_due(entry, at):
        _redecide(entry, deciding.profile_of(entry), at, "T7", actor=SYSTEM, role=SYSTEM)
    return entry


def _is_due(entry: Entry, at: datetime) -> bool:
    behind = entry.decision is None or entry.decision.law_id != law.digest()
    return behind or (entry.changes_on is not None and entry.changes_on <= at.date())


def _redecide(entry: Entry, profile: Profile, at: datetime, cause: str, *, actor: str, role: str) -> None:
    before = (entry.score, list(entry.programs))
    decision = deciding.decide_entry(entry, profile, at)
    because = deciding.why(entry, at.date()) if cause == "T7" else []
    deciding.keep(entry, decision, at, cause=cause, because=because)
    told = cause == "T7" and (entry.score, entry.programs) != before
    said: dict[str, Any] = {"notice": "changed", "number": entry.number, "score": entry.score} if told else {}
    move(entry, cause, at, actor=actor, role=role, **said)
    if not decision.eligible:
        move(entry, "T8", at, actor=actor, role=role, notice="no_longer_eligible", number=entry.number)


def _law(at: datetime) -> Law:
    return law.book().on(at.date())


def _refuse_barred(person: Any, at: datetime) -> None:
    """Nobody who is barred begins or submits a profile (A10.1(4)). The bar ends by itself, on its day."""
    bar = deciding.barred(person, at.date())
    if bar is None:
        return
    if bar.until is None:
        raise Refused("web.refused.barred_no_end")
    raise Refused("web.refused.barred", day=bar.until)


def _lock_person(person: Any) -> None:
    """One step at a time for one person, whatever windows they have open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE id = %s FOR NO KEY UPDATE", [person.pk])


def _numbers() -> tuple[int, str]:
    """The next sequence number, and a profile number that says nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('pool_sequence')")
        (sequence,) = cursor.fetchone()
    while True:
        number = f"E{secrets.randbelow(10**9):09d}"
        if not Entry.objects.filter(number=number).exists():
            return sequence, number
