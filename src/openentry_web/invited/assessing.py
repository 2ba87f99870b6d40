"""The test of section 11.2, with both days: the library's, of what the round was held on and of the facts as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from openentry import Profile, after
from openentry.decision.document import plain
from openentry_web.invited.models import Preparation
from openentry_web.pool import law

_STATE = {True: "yes", False: "no", None: "unknown"}


def profile_then(entry: Any) -> Profile:
    """The profile as it was invited: the one its last decision was made of. A nomination settled since is in a later version."""
    return Profile.model_validate(entry.decision.version.content)


def profile_now(kept: Preparation | None, entry: Any) -> Profile:
    """The facts as they are now: what the person noted since, else the profile. A nomination is what was settled with its province,
    whatever is noted."""
    content = dict(entry.version.content)
    if kept is not None and kept.facts is not None:
        content = {**kept.facts, "nomination": content.get("nomination")}
        if "nomination" not in entry.version.content:
            del content["nomination"]
    return Profile.model_validate(content)


def test(invitation: Any, kept: Preparation | None, day: date) -> after.Standing:
    """The test as it comes out on ``day``: today as a forecast, or the day the application is received."""
    entry, round_ = invitation.entry, invitation.round.corrects or invitation.round
    return after.standing(
        profile_then(entry),
        invitation.issued_at.date(),
        profile_now(kept, entry),
        day,
        law=law.book(),
        line=invitation.score if round_.cut_off is None else round_.cut_off,
        class_id=invitation.program,
        category=round_.category or None,
        last_changed_on=entry.last_changed_on,
    )


def stored(found: after.Standing) -> dict[str, Any]:
    """The test as it is kept with an application: sentences by their ids, both days, both scores."""
    made: dict[str, Any] = plain(
        {
            "keeps": found.keeps,
            "says": found.says,
            "invited_on": found.invited_on,
            "day": found.day,
            "line": found.line,
            "score_then": found.then.score_range,
            "score_now": found.now.score_range,
            "loses_on": found.loses_on,
            "loses_because": found.loses_because,
            "findings": [
                {
                    "id": one.id,
                    "on": one.on,
                    "met": one.met,
                    "forgiven": one.forgiven,
                    "title": one.title,
                    "message": one.message,
                    "source": {lang: one.source.cite(lang) for lang in ("en", "fr")},
                }
                for one in found.findings
            ],
            "warnings": [
                {"message": one.message, "source": {lang: one.source.cite(lang) for lang in ("en", "fr")}} for one in found.warnings
            ],
        }
    )
    return made


def told(made: dict[str, Any], lang: str) -> dict[str, Any]:
    """A kept test as a page shows it."""
    findings = [
        {**one, "state": _STATE[one["met"]], "title": one["title"][lang], "cited": one["source"][lang]} for one in made["findings"]
    ]
    return {**made, "findings": findings, "warnings": [{**one, "cited": one["source"][lang]} for one in made["warnings"]]}
