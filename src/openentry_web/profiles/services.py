"""Writing answers, versions and reference codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction

from openentry import Profile, lifecycle
from openentry_web.audit.services import hash_of
from openentry_web.pool import law
from openentry_web.profiles import answers, codes, forms
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.models import Answers, ReferenceCode, Unsent, Version
from openentry_web.profiles.outline import Place
from openentry_web.profiles.questions import Many, Section

T = TypeVar("T")

#: How long a form that could not be saved waits for its person.
UNSENT_DAYS = 7
#: Under which name in ``keys`` those of what was submitted stand.
SUBMITTED = "~submitted"


class Locked(Exception):
    """The answers can no longer be changed: the draft is over, or the profile is invited on."""


class CodeRefused(Exception):
    """A reference code that gives nothing; ``message_id`` says why."""

    def __init__(self, message_id: str, **params: Any) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.params = params


def keep_version(entry: Any, profile: Profile, at: datetime) -> Version:
    """Keep a profile as it is submitted or updated, for good."""
    content = profile.declared()
    last = Version.objects.filter(entry=entry).order_by("-number").first()
    return Version.objects.create(
        entry=entry, number=(last.number if last else 0) + 1, content=content, digest=hash_of(content), at=at
    )


def open_answers(entry: Any, at: datetime, content: dict[str, Any] | None = None) -> Answers:
    """The answers of an entry: those it has, or new ones that begin with ``content``, or else with its version."""
    with transaction.atomic():
        begin_with = content if content is not None else entry.version.content if entry.version_id else {}
        found, _ = Answers.objects.get_or_create(entry=entry, defaults={"content": begin_with, "saved_at": at})
    return found


def state_of(kept: Answers) -> Answered:
    """The answers, to be worked on."""
    return Answered(kept.content, kept.typed, kept.notes, kept.seen, kept.keys)


@dataclass(frozen=True, slots=True)
class Saved:
    """The answers after a save, and what the form changed."""

    kept: Answers
    state: Answered
    written: forms.Written


def save_page(entry: Any, place: Place, given: forms.Posted, at: datetime, lang: str, *, finished: bool = True) -> Saved:
    """Save what was changed in a form, whatever was saved in another window meanwhile. :class:`Locked` when nothing may be.

    ``finished`` when the person sent the form, rather than went on to the next question in it.
    """

    def write(state: Answered) -> forms.Written:
        written = forms.write(state, place, given, lang)
        if finished and place.id not in state.seen:
            state.seen.append(place.id)
        return written

    kept, written = _change(entry, at, write)
    return Saved(kept, state_of(kept), written)


def remove_thing(entry: Any, section: Section, many: Many, key: str, at: datetime) -> None:
    """Take a thing out of a list."""
    _change(entry, at, lambda state: answers.remove_thing(state, section.id, many, key))


def declare_none(entry: Any, many: Many, none: bool, at: datetime) -> None:
    """Say that there is nothing of a kind, or take that back."""
    _change(entry, at, lambda state: answers.declare_none(state, many, none))


def _change(entry: Any, at: datetime, change: Callable[[Answered], T]) -> tuple[Answers, T]:
    """Change the answers of an entry, one window at a time; nothing is written where nothing changed."""
    open_answers(entry, at)
    with transaction.atomic():
        kept = Answers.objects.select_for_update(of=("self",)).select_related("entry").get(entry=entry)
        if kept.entry.state not in ("DRAFT", "IN_POOL") or (kept.entry.state == "DRAFT" and at > kept.entry.submit_by):
            raise Locked
        before = hash_of([kept.content, kept.typed, kept.notes, kept.seen, kept.keys])
        state = state_of(kept)
        done = change(state)
        state.keys |= {path: named for path, named in state.named.items() if named}
        if hash_of([state.content, state.typed, state.notes, state.seen, state.keys]) != before:
            kept.content, kept.typed, kept.notes = state.content, state.typed, state.notes
            kept.seen, kept.keys = state.seen, state.keys
            kept.saved_at, kept.edition = at, kept.edition + 1
            kept.save()
        return kept, done


# --- answers that come from elsewhere ---


def copy_answers(old: Any, draft: Any, at: datetime) -> bool:
    """Copy everything answered, typed and noted in an entry that is over into an empty draft; False when the draft is not empty."""
    source = Answers.objects.filter(entry=old).first()
    version = {} if source or not old.version_id else old.version.content
    open_answers(draft, at)
    with transaction.atomic():
        kept = Answers.objects.select_for_update(of=("self",)).get(entry=draft)
        if kept.content or kept.typed or kept.notes:
            return False
        kept.content = _without_nomination(source.content if source else version)
        if source:
            kept.typed, kept.notes, kept.seen, kept.keys = source.typed, source.notes, source.seen, source.keys
        kept.saved_at, kept.edition = at, kept.edition + 1
        kept.save()
    return True


def _without_nomination(content: dict[str, Any]) -> dict[str, Any]:
    """Without a nomination of another profile: a province confirms one for a profile number, and a new profile has a new number."""
    named = content.get("nomination")
    if not named or named.get("status") in (None, "declared"):
        return content
    kept = {key: value for key, value in content.items() if key != "nomination"}
    if named["status"] in ("offered", "accepted"):
        kept["nomination"] = {key: value for key, value in named.items() if key != "on"} | {"status": "declared"}
    return kept


def note_nomination(entry: Any, nomination: Mapping[str, Any] | None, at: datetime) -> None:
    """Put a nomination that was accepted, or None, among the working answers: they and what was submitted say the same."""
    with transaction.atomic():
        kept = Answers.objects.select_for_update(of=("self",)).filter(entry=entry).first()
        if kept is None:
            return
        kept.content["nomination"] = dict(nomination) if nomination else None
        kept.typed = {place: typed for place, typed in kept.typed.items() if not place.startswith("nomination")}
        kept.saved_at, kept.edition = at, kept.edition + 1
        kept.save()


def make_code(content: dict[str, Any], at: datetime) -> ReferenceCode:
    """Keep answers under a new personal reference code, for as long as the law's data say (``procedure.reference_code_days``)."""
    ends_at = lifecycle.deadline(law.book().on(at.date()), "reference_code_days", at)
    while True:
        code = codes.make()
        made, new = ReferenceCode.objects.get_or_create(code=code, defaults={"content": content, "made_at": at, "ends_at": ends_at})
        if new:
            return made


def use_code(person: Any, typed: str, draft: Any, at: datetime) -> None:
    """Begin the answers of an empty draft with those under a code, which is then used. :class:`CodeRefused` says why not."""
    code = codes.normal(typed)
    if not codes.holds(code):
        raise CodeRefused("web.code.mistyped")
    with transaction.atomic():
        found = ReferenceCode.objects.select_for_update().filter(pk=code).first()
        kept = Answers.objects.select_for_update(of=("self",)).get(entry=draft)
        if found is None:
            raise CodeRefused("web.code.unknown")
        if found.used_at is not None:
            raise CodeRefused("web.code.used_by_you" if found.used_by_id == person.pk else "web.code.used")
        if at > found.ends_at:
            raise CodeRefused("web.code.expired", day=found.ends_at.date())
        if kept.content or kept.typed:
            raise CodeRefused("web.code.draft_not_empty")
        found.used_at, found.used_by = at, person
        found.save()
        kept.content, kept.saved_at, kept.edition = found.content, at, kept.edition + 1
        kept.save()


# --- forms that could not be saved ---


def keep_unsent(person_id: int, place: str, lists: Mapping[str, list[str]], at: datetime) -> None:
    """Keep a form for its person, instead of an earlier one of the same page; forget those that waited too long."""
    Unsent.objects.filter(at__lt=at - timedelta(days=UNSENT_DAYS)).delete()
    posted = {
        name: [forms.clean(one) for one in values]
        for name, values in lists.items()
        if name != "csrfmiddlewaretoken" and not name.startswith("_")
    }
    Unsent.objects.update_or_create(person_id=person_id, place=place, defaults={"posted": posted, "at": at})


def forget_unsent(person: Any, place: str) -> None:
    """It was saved, or its person does not want it."""
    Unsent.objects.filter(person=person, place=place).delete()


def mark_submitted(entry: Any) -> None:
    """Remember which things of lists are which, so that what is changed later can be laid beside what was submitted."""
    with transaction.atomic():
        kept = Answers.objects.select_for_update(of=("self",)).get(entry=entry)
        kept.keys = {**kept.keys, SUBMITTED: state_of(kept).named}
        kept.save(update_fields=["keys"])


def as_submitted(entry: Any, kept: Answers) -> Answered:
    """What was submitted or updated last, its things called as they are in the working answers."""
    return Answered(content=entry.version.content, keys=kept.keys.get(SUBMITTED, {}))


def take_back_changes(entry: Any, at: datetime) -> None:
    """Put the answers of a profile in the pool back to what was submitted last."""
    with transaction.atomic():
        kept = Answers.objects.select_for_update(of=("self",)).get(entry=entry)
        kept.content, kept.typed, kept.keys = entry.version.content, {}, kept.keys.get(SUBMITTED, {})
        kept.saved_at, kept.edition = at, kept.edition + 1
        kept.save()
