"""Concerns: opened by one officer, answered by the person, decided by another; and the bar that is recorded.

The determination itself is made under the Act (A40), outside: here it is recorded, with what follows from it. Locks are taken in
the order of the pool: the person, their profiles, the concern.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from openentry import lifecycle
from openentry.errors import OpenEntryError
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.integrity import following, selectors
from openentry_web.integrity.models import Bar, Concern
from openentry_web.notices.services import tell
from openentry_web.pool import disclosed, law
from openentry_web.pool import selectors as pool_selectors
from openentry_web.pool import services as pool
from openentry_web.pool.services import Refused

OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Determination:
    """What was determined under the Act: on which day, inside or outside Canada, and when a removal order was enforced."""

    on: date
    inside: bool
    enforced_on: date | None = None


# --- looking ---


def read(officer: Any, entry: Any, reason: str, at: datetime, what: str = "file") -> None:
    """Record that an officer looked at somebody's file, and why; the person sees it. :class:`Refused` without a reason."""
    _only_officers(officer)
    if not reason.strip():
        raise Refused("web.integrity.refused.reason")
    with transaction.atomic():
        audit(_done(officer, f"integrity.read_{what}", entry, at, reason))


def open_file(officer: Any, number: str, reason: str, at: datetime) -> Any:
    """The profile of that number, for a stated reason. :class:`Refused` where there is none, or no reason."""
    _only_officers(officer)
    entry = disclosed.by_number("".join(number.split()).upper()[:20])
    if entry is None:
        raise Refused("web.integrity.refused.unknown")
    read(officer, entry, reason, at)
    return entry


def facts(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything that was declared, each with its path (``work[0].start``)."""
    match content:
        case dict() if content:
            for key, value in content.items():
                yield from facts(value, f"{path}.{key}" if path else key)
        case list() if content and isinstance(content[0], dict):
            for at, value in enumerate(content):
                yield from facts(value, f"{path}[{at}]")
        case _:
            yield path, content


# --- a concern ---


def open_concern(officer: Any, entry_id: int, field: str, text: str, at: datetime) -> Concern:
    """Open a concern about a declared fact: the person is told, and has a stated time to answer."""
    _only_officers(officer)
    with transaction.atomic():
        entry = _locked(entry_id)
        declared = dict(facts(entry.version.content)) if entry is not None and entry.version is not None else {}
        if field not in declared:
            raise Refused("web.integrity.refused.field")
        if not text.strip():
            raise Refused("web.integrity.refused.text")
        reply_by = datetime.combine(at.date() + timedelta(days=settings.INTEGRITY_REPLY_DAYS), time.max, tzinfo=UTC)
        made = Concern.objects.create(
            entry=entry, field=field, declared=declared[field], text=text, opened_by=officer, opened_at=at, reply_by=reply_by
        )
        audit(_done(officer, "integrity.concern", entry, at, about=made))
        tell(entry.person_id, "concern", at, link="concerns", number=entry.number, day=reply_by.date().isoformat())
    return made


def reply(person: Any, public_id: Any, text: str, at: datetime) -> Concern:
    """What the person answers, once and in time. :class:`Refused` afterwards."""
    with transaction.atomic():
        concern, entry = _concern(public_id)
        if entry.person_id != person.pk:
            raise Refused("web.integrity.refused.no_concern")
        if concern.state != Concern.State.OPEN:
            raise Refused("web.integrity.refused.decided")
        if concern.replied_at is not None:
            raise Refused("web.integrity.refused.answered")
        if at > concern.reply_by:
            raise Refused("web.integrity.refused.too_late", day=concern.reply_by.date())
        if not text.strip():
            raise Refused("web.integrity.refused.reply")
        concern.reply, concern.replied_at = text, at
        concern.save()
        audit(
            Done(
                at=at,
                actor=str(person.public_id),
                role="candidate",
                action="integrity.reply",
                object=f"concern:{concern.pk}",
                subject=str(person.public_id),
            )
        )
    return concern


def give_time(officer: Any, public_id: Any, until: datetime, reason: str, at: datetime) -> Concern:
    """More time to answer, for a stated reason (an outage of ours, for one). Never less."""
    _only_officers(officer)
    with transaction.atomic():
        concern, entry = _concern(public_id)
        if concern.state != Concern.State.OPEN or until <= concern.reply_by or not reason.strip():
            raise Refused("web.integrity.refused.time")
        concern.reply_by = until
        concern.save()
        audit(_done(officer, "integrity.more_time", entry, at, reason, about=concern))
        tell(entry.person_id, "concern_time", at, link="concerns", number=entry.number, day=until.date().isoformat())
    return concern


def close(officer: Any, public_id: Any, reason: str, at: datetime) -> Concern:
    """Close a concern: nothing follows. By an officer who did not open it."""
    with transaction.atomic():
        concern, entry = _to_decide(officer, public_id, reason, at)
        _decide(concern, Concern.State.CLOSED, officer, reason, at)
        audit(_done(officer, "integrity.closed", entry, at, reason, about=concern))
        tell(entry.person_id, "concern_closed", at, link="concerns", number=entry.number)
    return concern


def record_determination(officer: Any, public_id: Any, determined: Determination, reason: str, at: datetime) -> Bar:
    """Record that misrepresentation was determined under the Act. By an officer who did not open the concern.

    Every profile of the person that is not over is closed (T19), an invitation is cancelled; five years run from the determination
    or, in Canada, from the enforcement of the removal order, and have no end before it (A40(2)(a)).
    """
    _check(determined, at)
    with transaction.atomic():
        concern, entry = _to_decide(officer, public_id, reason, at)
        _decide(concern, Concern.State.FOUND, officer, reason, at)
        bar = Bar.objects.create(
            person=entry.person,
            concern=concern,
            determined_on=determined.on,
            inside=determined.inside,
            enforced_on=determined.enforced_on,
            until=_until(determined),
            recorded_by=officer,
            recorded_at=at,
        )
        audit(_done(officer, "integrity.determination", entry, at, reason, about=concern))
        ends = lifecycle.transition(law.book().on(at.date()), "T19").from_states
        for one in _all_locked(entry.person, ends):
            following.before(one, at)
            pool.move(one, "T19", at, actor=str(officer.public_id), role=OFFICER, reason=f"concern {concern.public_id}")
        _tell(bar, entry, at)
    return bar


def record_enforcement(officer: Any, public_id: Any, on: date, at: datetime) -> Bar:
    """Record on which day the removal order was enforced: the five years run from then."""
    _only_officers(officer)
    with transaction.atomic():
        concern, entry = _concern(public_id)
        bar = Bar.objects.select_for_update(of=("self",)).filter(concern=concern).first()
        if bar is None or not bar.inside or bar.enforced_on is not None:
            raise Refused("web.integrity.refused.no_removal")
        determined = Determination(bar.determined_on, True, on)
        _check(determined, at)
        bar.enforced_on, bar.until = on, _until(determined)
        bar.save()
        audit(_done(officer, "integrity.enforced", entry, at, on.isoformat(), about=concern))
        _tell(bar, entry, at)
    return bar


# --- helpers ---


def _until(determined: Determination) -> date | None:
    """The last day of a bar: none before a removal order is enforced."""
    begins = determined.enforced_on if determined.inside else determined.on
    if begins is None:
        return None
    moment = datetime.combine(begins, time.min, tzinfo=UTC)
    return lifecycle.deadline(law.book().on(begins), "misrepresentation_years", moment).date()


def _check(determined: Determination, at: datetime) -> None:
    if determined.on > at.date():
        raise Refused("web.integrity.refused.future")
    if determined.enforced_on is not None:
        if not determined.inside:
            raise Refused("web.integrity.refused.outside")
        if determined.enforced_on > at.date():
            raise Refused("web.integrity.refused.future")
        if determined.enforced_on < determined.on:
            raise Refused("web.integrity.refused.before")
    try:
        _until(determined)
        law.book().on(determined.on)
    except OpenEntryError:
        raise Refused("web.integrity.refused.too_old") from None


def _to_decide(officer: Any, public_id: Any, reason: str, at: datetime) -> tuple[Concern, Any]:
    """An open concern that this officer may decide now, locked: not their own, nor before the person answered or could."""
    _only_officers(officer)
    concern, entry = _concern(public_id)
    if concern.state != Concern.State.OPEN:
        raise Refused("web.integrity.refused.decided")
    if concern.opened_by_id == officer.pk:
        raise Refused("web.integrity.refused.four_eyes")
    if concern.replied_at is None and at <= concern.reply_by:
        raise Refused("web.integrity.refused.too_early", day=concern.reply_by.date())
    if not reason.strip():
        raise Refused("web.integrity.refused.reason")
    return concern, entry


def _decide(concern: Concern, state: str, officer: Any, reason: str, at: datetime) -> None:
    concern.state, concern.decided_by, concern.decided_at, concern.reason = state, officer, at, reason
    concern.save()


def _concern(public_id: Any) -> tuple[Concern, Any]:
    """A concern and its profile, locked."""
    found = selectors.concern(public_id)
    if found is None:
        raise Refused("web.integrity.refused.no_concern")
    entry = _locked(found.entry_id)
    return Concern.objects.select_for_update(of=("self",)).get(pk=found.pk), entry


def _locked(entry_id: int) -> Any:
    found = pool.lock([entry_id])
    return found[0] if found else None


def _all_locked(person: Any, states: Any) -> list[Any]:
    """Every profile of a person in one of ``states``. Whoever calls this holds the person's lock, so that none is begun meanwhile;
    and they are locked from the first to the last, as the sweep does."""
    return [one for one in pool.lock([one.pk for one in pool_selectors.all_of(person)]) if one.state in states]


def _only_officers(officer: Any) -> None:
    if officer.role != OFFICER:
        raise Refused("web.integrity.refused.officer")


def _tell(bar: Bar, entry: Any, at: datetime) -> None:
    if bar.until is None:
        tell(entry.person_id, "barred_no_end", at, link="home", day=bar.determined_on.isoformat())
    else:
        tell(entry.person_id, "barred", at, link="home", day=bar.determined_on.isoformat(), until=bar.until.isoformat())


def _done(officer: Any, action: str, entry: Any, at: datetime, reason: str = "", *, about: Concern | None = None) -> Done:
    return Done(
        at=at,
        actor=str(officer.public_id),
        role=OFFICER,
        action=action,
        object=f"concern:{about.pk}" if about else f"entry:{entry.pk}",
        subject=str(entry.person.public_id),
        reason=reason.strip()[:400],
    )
