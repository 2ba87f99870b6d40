"""Invitations, what was prepared for them, and applications, as somebody takes them along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openentry_web.invited import listing, selectors
from openentry_web.rounds import selectors as rounds


def invitations(person: Any) -> list[dict[str, Any]]:
    """Every invitation of ``person``, the latest first."""
    prepared = {one.invitation_id: one for one in selectors.preparations(person)}
    made = {one.invitation_id: one for one in selectors.applications(person)}
    return [
        {
            "round": one.round.number,
            "class": one.program,
            "score": one.score,
            "issued_at": _moment(one.issued_at),
            "apply_by": _moment(one.apply_by),
            "state": one.state,
            "closed_at": _moment(one.closed_at),
            "prepared": _prepared(prepared[one.pk]) if one.pk in prepared else None,
            "application": _application(made[one.pk]) if one.pk in made else None,
        }
        for one in rounds.invitations(person)
    ]


def _prepared(one: Any) -> dict[str, Any]:
    return {
        "facts_as_they_are_now": one.facts,
        "noted_at": _moment(one.facts_at),
        "no_family": one.alone,
        "members": [listing.member_kept(member) for member in one.members.all()],
        "residences": [listing.residence_kept(lived) for lived in one.residences.all()],
        "checklist": [
            {"item": tick.item, "answer": tick.answer, "explanation": tick.explanation, "at": _moment(tick.at)}
            for tick in one.ticks.all()
        ],
    }


def _application(one: Any) -> dict[str, Any]:
    return {
        "received_at": _moment(one.received_at),
        "class": one.program,
        "state": one.state,
        "closed_at": _moment(one.closed_at),
        "content": one.content,
        "test": one.test,
        "digest": one.digest,
        "law_digest": one.law,
        "library_version": one.library_version,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
