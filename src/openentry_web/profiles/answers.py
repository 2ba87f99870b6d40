"""Answers as they are given: what holds goes into the profile, what does not is kept as it was typed, what is no longer asked is
set aside until it is asked again. Nothing here is lost by an answer to another question.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openentry import Profile
from openentry.decision.document import plain
from openentry.messages import Message
from openentry_web.profiles import kinds, outline
from openentry_web.profiles.content import MISSING, Content, Loc, Trouble, examine, get, loc_of, problem_of, put, take
from openentry_web.profiles.outline import Place
from openentry_web.profiles.questions import Field, Many

#: Under which name in ``typed`` the answers stand that are set aside.
ASIDE = "~aside"
#: What is said of the occupation alone, and must be said again of another one.
_OF_THE_OCCUPATION = ("lead_statement", "main_duties")


@dataclass(slots=True)
class Answered:
    """The answers of one expression of interest, to be worked on; :mod:`services` reads and writes them."""

    content: Content = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)

    @property
    def named(self) -> dict[str, list[str]]:
        """The names of the things in every list as it stands."""
        return outline.named(self.content, self.keys)

    def loc(self, place: Place, of: Field) -> Loc | None:
        """Where an answer stands, or None while its thing is not in the list."""
        start = place.loc(self.named)
        return None if start is None else (*start, *loc_of(of.path))

    def part(self, place: Place) -> Mapping[str, Any]:
        """A page's part of the profile as answered so far."""
        start = place.loc(self.named)
        return {} if start is None else outline.part_of(self.content, start)

    def value(self, place: Place, of: Field) -> Any:
        """The answer that holds, or MISSING."""
        loc = self.loc(place, of)
        return MISSING if loc is None else get(self.content, loc)

    def unread(self, place: Place, of: Field) -> dict[str, Any] | None:
        """What was typed and could not be read, with its error."""
        found: dict[str, Any] | None = self.typed.get(place.id, {}).get(of.id)
        return found

    def raw(self, place: Place, of: Field, lang: str) -> dict[str, Any]:
        """What stands in the boxes of a question."""
        unread = self.unread(place, of)
        if unread:
            return dict(unread["raw"])
        value = self.value(place, of)
        return {} if value is MISSING else kinds.write(of, value, lang)

    def note(self, place: Place, of: Field) -> str:
        """What somebody noted where a question does not fit."""
        return self.notes.get(f"{place.id}.{of.id}", "")


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the boxes hold the same."""
    return _plain(one) == _plain(other)


def mark(raw: Mapping[str, Any]) -> str:
    """A short name for what stood in the boxes: a form brings it back, so that only what was changed in it is written."""
    return hashlib.sha256(json.dumps(_plain(raw), sort_keys=True).encode()).hexdigest()[:12]


def _plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {box: sorted(v) if isinstance(v, list) else str(v).strip() for box, v in raw.items() if v not in ("", [], None)}


def begin_thing(state: Answered, place: Place) -> bool:
    """Put the thing a page is about into its list, if it is not there; False when the list is full."""
    many = place.many
    if many is None or place.loc(state.named) is not None:
        return True
    there = outline.things(state.content, many)
    if len(there) >= many.most:
        return False
    named = state.named[many.path]
    put(state.content, loc_of(many.path), [*there, {}])
    state.keys[many.path] = [*named, place.key]
    return True


def remove_thing(state: Answered, section_id: str, many: Many, key: str) -> None:
    """Take a thing out of its list, with all that was typed and noted of it. The list that is left may be empty: none."""
    named = state.named[many.path]
    if key not in named:
        return
    take(state.content, (*loc_of(many.path), named.index(key)))
    state.keys[many.path] = [one for one in named if one != key]
    start = f"{section_id}/{many.path}/{key}/"
    for kept in (state.typed, state.notes, state.typed.get(ASIDE, {})):
        for name in [name for name in kept if name.startswith(start)]:
            del kept[name]
    state.seen = [name for name in state.seen if not name.startswith(start)]
    if not outline.things(state.content, many):  # whether there are none is another question than whether this one is
        take(state.content, loc_of(many.path))
    settle(state)


def declare_none(state: Answered, many: Many, none: bool) -> None:
    """Say that a list is empty, or take that back. A list with something in it stays as it is."""
    if outline.things(state.content, many):
        return
    if none:
        put(state.content, loc_of(many.path), [])
    else:
        take(state.content, loc_of(many.path))


def answer(state: Answered, place: Place, of: Field, raw: Mapping[str, Any], lang: str) -> None:
    """Take what was typed as the answer to a question."""
    loc = state.loc(place, of)
    if loc is None:
        raise ValueError("the thing is not in its list")
    unread = state.typed.get(place.id, {})
    unread.pop(of.id, None)
    before = get(state.content, loc)
    reading = kinds.read(of, raw, lang)
    if isinstance(reading, kinds.Held) and (problem := problem_of(loc, reading.value)):
        reading = kinds.Wrong(problem)
    if isinstance(reading, kinds.Held):
        if of.gate:
            _open_or_close(state, place, of, loc, reading.value)
        else:
            put(state.content, loc, reading.value)
    else:
        if of.gate and kinds.is_yes(before):
            _set_aside(state, place.id, of.id, before)
        take(state.content, loc)
        if isinstance(reading, kinds.Wrong):
            kept = {"raw": dict(raw), "error": plain(reading.message), "begun": reading.begun}
            state.typed.setdefault(place.id, {})[of.id] = kept
    if not state.typed.get(place.id, True):
        del state.typed[place.id]
    if of.kind == "occupation" and before is not MISSING and get(state.content, loc) != before:
        for name in _OF_THE_OCCUPATION:
            take(state.content, (*loc[:-1], name))


def _open_or_close(state: Answered, place: Place, of: Field, loc: Loc, value: Any) -> None:
    """Answer a question that opens a whole: a no sets aside what was there, a yes brings it back."""
    before = get(state.content, loc)
    if kinds.is_yes(value):
        if not kinds.is_yes(before):
            put(state.content, loc, _take_up(state, place.id, of.id, value))
    else:
        if kinds.is_yes(before):
            _set_aside(state, place.id, of.id, before)
        put(state.content, loc, value)


def _set_aside(state: Answered, place_id: str, name: str, value: Any) -> None:
    state.typed.setdefault(ASIDE, {}).setdefault(place_id, {})[name] = value


def _take_up(state: Answered, place_id: str, name: str, otherwise: Any = MISSING) -> Any:
    """What was set aside, or something else."""
    kept = state.typed.get(ASIDE, {}).get(place_id, {})
    found = kept.pop(name, otherwise)
    if place_id in state.typed.get(ASIDE, {}) and not kept:
        del state.typed[ASIDE][place_id]
        if not state.typed[ASIDE]:
            del state.typed[ASIDE]
    return found


def settle(state: Answered) -> None:
    """Set aside the answers to questions that are no longer asked, and take up those of questions that are asked again."""
    for _ in range(4):  # an answer taken up may open another question
        before = copy.deepcopy(state.content)
        for section in outline.sections():
            for page in section.pages:
                place = Place(section, page)
                if page.when is None:
                    _settle_fields(state, place)
                elif page.part:
                    _settle_part(state, place, bool(page.when(state.content)))
                else:
                    _settle_fields(state, place, asked=bool(page.when(state.content)))
            for many in section.lists:
                for key in state.named[many.path]:
                    for page in many.pages:
                        _settle_fields(state, Place(section, page, many, key))
        if state.content == before:
            return


def _settle_part(state: Answered, place: Place, asked: bool) -> None:
    loc = loc_of(place.page.part)
    if asked:
        if get(state.content, loc) in (MISSING, None, {}):
            kept = _take_up(state, place.id, "")
            if kept is not MISSING:
                put(state.content, loc, kept)
        _settle_fields(state, place)
    elif get(state.content, loc) is not MISSING:
        if kinds.is_yes(get(state.content, loc)):
            _set_aside(state, place.id, "", get(state.content, loc))
        take(state.content, loc)


def _settle_fields(state: Answered, place: Place, asked: bool = True) -> None:
    for of in place.page.fields:
        if of.when is None and asked:
            if place.page.when is not None and not place.page.part:
                _settle_field(state, place, of, True)
        else:
            _settle_field(state, place, of, asked and (of.when is None or bool(of.when(state.part(place)))))


def _settle_field(state: Answered, place: Place, of: Field, asked: bool) -> None:
    loc = state.loc(place, of)
    if loc is None:
        return
    value = get(state.content, loc)
    if not asked and value is not MISSING:
        _set_aside(state, place.id, of.id, take(state.content, loc))
    elif asked and value is MISSING and not state.unread(place, of):
        kept = _take_up(state, place.id, of.id)
        if kept is not MISSING:
            put(state.content, loc, kept)


# --- what holds ---


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right: the sentence, the question (or list) it concerns, and whether it was typed but could not be read."""

    message: Message
    found: outline.Found | None
    unread: bool = False


def standing(state: Answered, today: date) -> tuple[Profile, list[Problem]]:
    """The profile that always stands, and everything that has to be put right for all the answers to stand."""
    profile, troubles = examine(state.content, today)
    named = state.named
    problems = [Problem(_placed(trouble, state), outline.find(trouble.loc, state.content, named)) for trouble in troubles]
    return profile, _unread(state, named) + problems


def _unread(state: Answered, named: dict[str, list[str]]) -> list[Problem]:
    from openentry_web.ui.templatetags.ui import stored

    found = []
    for section in outline.sections():
        if not outline.is_asked(section, state.content):
            continue
        for place in outline.every_page(section, state.content, named):
            for of in outline.questions(place.page, state.part(place)):
                unread = state.unread(place, of)
                if unread:
                    where = outline.Found(section, place, of, place.many)
                    found.append(Problem(stored(unread["error"]), where, unread=True))
    return found


def _placed(trouble: Trouble, state: Answered) -> Message:
    """The sentence of a trouble, its ``work[1]`` written as the thing that is meant."""
    from openentry_web.profiles.content import in_our_words
    from openentry_web.profiles.wording import thing_at

    def said(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return [said(one) for one in value]
        return thing_at(value, state.content) if isinstance(value, str) else value

    return in_our_words(Message(trouble.message.id, {name: said(value) for name, value in trouble.message.params.items()}))
