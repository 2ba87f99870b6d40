"""Deciding an entry with the library, and keeping what it said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from openentry import Decision as Decided
from openentry import Profile, decide
from openentry.decision.document import message
from openentry.profile.person import Bar
from openentry.version import VERSION
from openentry_web.integrity import selectors as integrity
from openentry_web.pool import law
from openentry_web.pool.compact import Compact, compact, member_of, met, sections
from openentry_web.pool.models import Decision, Entry

#: What a decision is made for when the law that is in force here became another one.
BY_LAW: dict[str, Any] = {"id": "web.cause.law", "params": {}}
#: ... or when the profile is another because a nomination was settled while it could not be decided.
BY_NOMINATION: dict[str, Any] = {"id": "web.nominations.cause", "params": {}}


def profile_of(entry: Entry) -> Profile:
    """The profile an entry stands on: as submitted, or as last updated."""
    if entry.version is None:
        raise ValueError("a draft has no version")
    return Profile.model_validate(entry.version.content)


def barred(person: Any, day: date) -> Bar | None:
    """The bar that keeps ``person`` from submitting a profile on ``day``, as the library finds it (GEN-01); the last one to end."""
    known = integrity.bars_declared(person)
    if not known:
        return None
    profile = Profile.model_validate({"bars": known})
    general = decide(profile, day, law=law.book()).evaluation.general
    if all(finding.met is not False for finding in general.findings):
        return None
    return max(profile.bars or (), key=lambda one: one.until or date.max)


def decide_entry(entry: Entry, profile: Profile, at: datetime) -> Decided:
    """The decision of that day, by the rules for a profile last changed when this one was (contract C17)."""
    return decide(profile, at.date(), law=law.book(), last_changed_on=entry.last_changed_on)


def keep(entry: Entry, decided: Decided, at: datetime, *, cause: str, because: list[dict[str, Any]] | None = None) -> Decision:
    """Store a decision and, on the entry, what rounds, rank and the sweep ask of it. The entry itself is saved by ``move``."""
    if entry.version is None:
        raise ValueError("a draft is not decided for good")
    outcome = compact(decided)
    last = entry.decision  # the caller holds the entry's lock
    digest = decided.evaluation.law.digest
    kept = Decision.objects.create(
        entry=entry,
        number=(last.number if last else 0) + 1,
        as_of=decided.as_of,
        at=at,
        cause=cause,
        because=because or [],
        version=entry.version,
        last_changed_on=entry.last_changed_on,
        law_id=digest if last is not None and last.law_id == digest else law.keep(digest),
        library_version=decided.library_version,
        outcome=outcome,
    )
    entry.decision = kept
    entry.score = outcome["score"][0]  # what is not known earns nothing
    entry.core, entry.spouse, entry.transferability, entry.additional = sections(outcome)
    entry.programs = met(outcome)
    entry.categories = member_of(outcome)
    entry.nominated = outcome["factors"].get("nomination", [0])[0] > 0
    entry.decided_on = decided.as_of
    entry.changes_on = decided.changes_on
    entry.remind_on = decided.as_of  # what is to be told in advance is worked out anew
    return kept


def steps(entry: Entry, until: date) -> Iterator[tuple[Decided, list[dict[str, Any]]]]:
    """Each day up to ``until`` on which time alone changed the decision an entry stands on, in order, and why: under the law that
    decision was made under. None where the entry stands on a version that was not decided yet."""
    kept = entry.decision
    if kept is None or entry.version is None or kept.version_id != entry.version_id:
        return
    if entry.changes_on is None or entry.changes_on > until:
        return
    kept.version = entry.version
    current = again(kept)
    while (change := current.change_by(until)) is not None:
        current = current.with_evaluation(change.evaluation)
        yield current, [message(said, "en") | {"on": change.on.isoformat()} for said in change.because]


def why(entry: Entry, today: date) -> list[dict[str, Any]]:
    """Everything that happened to an entry since its last decision, as messages with ids and parameters."""
    said = [one for _, because in steps(entry, today) for one in because]
    if entry.decision is not None and entry.decision.version_id != entry.version_id:
        said.append(BY_NOMINATION)
    if entry.decision is not None and entry.decision.law_id != law.digest():
        said.append(BY_LAW)
    return said


def again(kept: Decision) -> Decided:
    """The decision made anew from what is stored: profile, day, law."""
    profile = Profile.model_validate(kept.version.content)
    return decide(profile, kept.as_of, law=law.of(kept.law_id), last_changed_on=kept.last_changed_on)


def anew(decision_ids: Sequence[int], day: date, *, everyone: bool) -> Iterator[tuple[int, Compact]]:
    """The same profiles decided again as of ``day``, under the law and by the library in force now; without ``everyone`` only those
    that were decided under another law or by another version of the library."""
    kept = Decision.objects.filter(pk__in=decision_ids).select_related("version").order_by("pk")
    if not everyone:
        kept = kept.exclude(law_id=law.digest(), library_version=VERSION)
    for one in kept.iterator(chunk_size=500):
        profile = Profile.model_validate(one.version.content)
        yield one.pk, compact(decide(profile, day, law=law.book(), last_changed_on=one.last_changed_on))
