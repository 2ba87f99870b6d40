"""Everything the service holds about a person, to take along: the facts, and the record."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from openentry import messages
from openentry.version import VERSION
from openentry_web.accounts.services import note
from openentry_web.audit import selectors as audit
from openentry_web.integrity import selectors as integrity
from openentry_web.invited import exporting as invited
from openentry_web.mine import scenarios
from openentry_web.notices import selectors as notices
from openentry_web.partners import selectors as partners
from openentry_web.pool import selectors as pool

#: More records than anybody has.
_ALL = 1_000_000


def facts_json(profile: Any) -> bytes:
    """The profile as ``openentry decide`` reads it."""
    return _json(profile.declared())


def record(person: Any, at: datetime, lang: str) -> bytes:
    """What was submitted, decided, told and recorded, and what is being drafted."""
    return _json(
        {
            "made_at": at.isoformat(),
            "openentry": VERSION,
            "account": {
                "id": str(person.public_id),
                "email": person.email,
                "language": person.language,
                "joined_at": _moment(person.joined_at),
            },
            "profiles": [_entry(entry) for entry in pool.all_of(person)],
            "scenarios": [
                {
                    "name": one.name,
                    "facts": one.content,
                    "day": one.day.isoformat() if one.day else None,
                    "made_at": _moment(one.made_at),
                }
                for one in scenarios.of(person)
            ],
            "invitations": invited.invitations(person),
            "nominations": [_nomination(one) for one in partners.nominations_of(person)],
            "interest_of_provinces": [
                {"province": one.partner.province, "profile": one.entry.number, "at": _moment(one.at)}
                for one in partners.interests_in(person)
            ],
            "concerns": [_concern(one) for one in integrity.concerns_of(person)],
            "bars": [_bar(one) for one in integrity.bars(person)],
            "messages": [_notice(one, lang) for one in notices.of(person.pk)],
            "log": [_logged(one, str(person.public_id)) for one in audit.about(str(person.public_id), _ALL)],
        }
    )


def note_export(person: Any, what: str, at: datetime) -> None:
    """Record that the person took something along: if it was not them, they can see it."""
    with transaction.atomic():
        note(person, f"mine.export.{what}", at)


def _entry(entry: Any) -> dict[str, Any]:
    answers = getattr(entry, "answers", None)
    decisions = pool.decisions(entry)
    versions = {one.version_id: one.version for one in reversed(decisions)}
    return {
        "number": entry.number,
        "state": entry.state,
        "begun_at": _moment(entry.begun_at),
        "submit_by": _moment(entry.submit_by),
        "received_at": _moment(entry.received_at),
        "expires_at": _moment(entry.expires_at),
        "closed_at": _moment(entry.closed_at),
        "job_seeker_validation_code": entry.validation_code,
        "answers": {
            "facts": answers.content,
            "not_read_yet": answers.typed,
            "notes": answers.notes,
            "saved_at": _moment(answers.saved_at),
        }
        if answers
        else None,
        "versions": [{"number": one.number, "at": _moment(one.at), "facts": one.content} for one in versions.values()],
        "decisions": [
            {
                "number": one.number,
                "as_of": one.as_of.isoformat(),
                "at": _moment(one.at),
                "cause": one.cause,
                "because": one.because,
                "version": versions[one.version_id].number,
                "last_changed_on": one.last_changed_on.isoformat() if one.last_changed_on else None,
                "law_digest": one.law_id,
                "library_version": one.library_version,
                "outcome": one.outcome,
            }
            for one in decisions
        ],
    }


def _nomination(one: Any) -> dict[str, Any]:
    """Of the province, not of who acted for it."""
    return {
        "id": str(one.public_id),
        "province": one.partner.province,
        "profile": one.entry.number,
        "state": one.state,
        "offered_at": _moment(one.offered_at),
        "answer_by": _moment(one.answer_by),
        "answered_at": _moment(one.answered_at),
        "closed_at": _moment(one.closed_at),
        "given_up": one.given_up,
    }


def _concern(one: Any) -> dict[str, Any]:
    """What was doubted, what the person answered and what came of it; which officers, nobody is told."""
    return {
        "id": str(one.public_id),
        "profile": one.entry.number,
        "field": one.field,
        "declared": one.declared,
        "text": one.text,
        "state": one.state,
        "opened_at": _moment(one.opened_at),
        "reply_by": _moment(one.reply_by),
        "reply": one.reply or None,
        "replied_at": _moment(one.replied_at),
        "decided_at": _moment(one.decided_at),
        "reason": one.reason or None,
    }


def _bar(one: Any) -> dict[str, Any]:
    return {
        "concern": str(one.concern.public_id),
        "determined_on": one.determined_on.isoformat(),
        "inside_canada": one.inside,
        "removal_enforced_on": one.enforced_on.isoformat() if one.enforced_on else None,
        "until": one.until.isoformat() if one.until else None,
        "recorded_at": _moment(one.recorded_at),
    }


def _notice(one: Any, lang: str) -> dict[str, Any]:
    said = {"at": _moment(one.at), "read_at": _moment(one.read_at), "kind": one.kind, "params": one.params}
    for part in ("title", "body"):
        message_id = f"notice.{one.kind}.{part}"
        said[part] = messages.text(message_id, lang, **one.params) if messages.has(message_id, lang) else None
    return said


def _logged(one: Any, me: str) -> dict[str, Any]:
    """A record without who else it was: by role only."""
    return {
        "number": one.seq,
        "at": _moment(one.at),
        "by": "me" if one.actor == me else one.role,
        "action": one.action,
        "object": one.object,
        "reason": one.reason,
        "hash": one.hash,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
