"""A page as it is shown, and a page as it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, Protocol

from openentry.law import occupations
from openentry.messages import Message
from openentry_web.profiles import answers, kinds, outline, wording
from openentry_web.profiles.answers import Answered, Problem
from openentry_web.profiles.content import MISSING
from openentry_web.profiles.names import countries_by_name, provinces_by_name
from openentry_web.profiles.outline import Place
from openentry_web.profiles.questions import Field

#: What browsers call a person's own facts, so that they can fill them in (WCAG 1.3.5).
_AUTOCOMPLETE = {
    ("person", "family_name"): "family-name",
    ("person", "given_names"): "given-name",
    ("person", "date_of_birth"): "bday",
    ("person", "country_of_residence"): "country-name",
}
MOST_FOUND = 8


class Post(Protocol):
    """What Django and what was kept of an unsent form have in common."""

    def get(self, key: str) -> Any: ...
    def getlist(self, key: str) -> list[Any]: ...
    def __contains__(self, key: str) -> bool: ...


class Kept:
    """A form that was kept, to be read like one that was just sent."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        self.lists = lists

    def get(self, key: str) -> str | None:
        return next(reversed(self.lists.get(key, [])), None)

    def getlist(self, key: str) -> list[str]:
        return list(self.lists.get(key, []))

    def __contains__(self, key: str) -> bool:
        return key in self.lists


@dataclass(frozen=True, slots=True)
class Posted:
    """What came back: what stood in the boxes of each question, and what had stood there when the page was shown."""

    raws: dict[str, dict[str, Any]]
    was: dict[str, str]
    notes: dict[str, str]
    notes_were: dict[str, str]


def posted(place: Place, post: Post) -> Posted:
    """The answers in a form; a question that was not in it is not in them."""
    raws: dict[str, dict[str, Any]] = {}
    was, notes, notes_were = {}, {}, {}
    for of in place.page.fields:
        names = {box: f"{of.id}.{box}" if box else of.id for box in kinds.boxes(of)}
        if f"was.{of.id}" in post:
            was[of.id] = clean(post.get(f"was.{of.id}"))
        if of.id in was or any(name in post for name in names.values()):
            raws[of.id] = {
                box: [clean(one) for one in post.getlist(name)] if box == "some" else clean(post.get(name))
                for box, name in names.items()
                if name in post
            }
        if f"note.{of.id}" in post:
            notes[of.id] = clean(post.get(f"note.{of.id}"))
            if f"note-was.{of.id}" in post:
                notes_were[of.id] = clean(post.get(f"note-was.{of.id}"))
    return Posted(raws, was, notes, notes_were)


def clean(words: Any) -> str:
    """Words as they can be stored: no NUL, no halves of characters, one way to break a line, and not without end."""
    safe = str(words or "")[: kinds.MOST_TYPED].encode("utf-8", "replace").decode()
    return safe.replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True)
class Written:
    """What a form changed: the questions, those that somebody else had changed meanwhile (with what stood there), and whether the
    list was full."""

    changed: list[Field] = made(default_factory=list)
    meanwhile: list[tuple[Field, dict[str, Any]]] = made(default_factory=list)
    opened: list[Field] = made(default_factory=list)
    noted: bool = False
    full: bool = False
    again: bool = False  # another occupation: its lead statement and duties must be confirmed again

    @property
    def any(self) -> bool:
        """Whether anything was."""
        return bool(self.changed) or self.noted


def write(state: Answered, place: Place, given: Posted, lang: str) -> Written:
    """Take the answers of a form into ``state``: only those that were changed in it, whatever was saved elsewhere meanwhile."""
    done = Written()
    fields = {of.id: of for of in place.page.fields}
    shown = {of.id for of in outline.questions(place.page, state.part(place))}
    changed = []
    for name, raw in given.raws.items():
        now, was = state.raw(place, fields[name], lang), given.was.get(name)
        if (was is not None and answers.mark(raw) == was) or answers.same(raw, now):
            continue
        if was is not None and answers.mark(now) != was:
            done.meanwhile.append((fields[name], now))
        changed.append((fields[name], raw))
    if changed and not answers.begin_thing(state, place):
        done.full = True
        return done
    for of, raw in changed:
        duties = {name: state.part(place).get(name) for name in ("lead_statement", "main_duties")}
        answers.answer(state, place, of, raw, lang)
        done.changed.append(of)
        done.again |= duties != {name: state.part(place).get(name) for name in duties} and of.kind == "occupation"
    done.noted = _note(state, place, given, fields)
    answers.settle(state)
    done.opened = [of for of in outline.questions(place.page, state.part(place)) if of.id not in shown | set(given.raws)]
    return done


def _note(state: Answered, place: Place, given: Posted, fields: Mapping[str, Field]) -> bool:
    noted = False
    for name, words in given.notes.items():
        note, was = words.strip(), given.notes_were.get(name)
        if (was is not None and answers.mark({"": note}) == was) or note == state.note(place, fields[name]):
            continue
        if note:
            state.notes[f"{place.id}.{name}"] = note
        else:
            state.notes.pop(f"{place.id}.{name}", None)
        noted = True
    return noted


# --- showing ---


@dataclass(slots=True)
class Shown:
    """A question as a template shows it."""

    place: Place
    field: Field
    lang: str
    raw: dict[str, Any]
    was: str
    errors: list[Message]
    note: str
    note_was: str
    said: list[Message] = made(default_factory=list)

    @property
    def id(self) -> str:
        """The id of its first box, to which an error leads."""
        first = f"{self.field.id}.d" if self.field.kind == "day" else self.field.id
        if self.field.kind == "occupation":
            first = f"{self.field.id}.words"
        if self.field.kind in ("yes_no", "provinces") or (self.field.kind == "choice"):
            first = f"{self.field.id}-0"
        return f"f-{first}"

    @property
    def kind(self) -> str:
        """The template that shows it."""
        return "choice" if self.field.kind == "yes_no" else self.field.kind

    @property
    def label(self) -> str:
        """The question."""
        return wording.label(self.place.page, self.field, self.lang)

    @property
    def hint(self) -> str:
        """How to answer."""
        return wording.word(f"q.{self.place.page.id}.{self.field.id}.hint", self.lang)

    @property
    def why(self) -> str:
        """Why it is asked."""
        return wording.word(f"q.{self.place.page.id}.{self.field.id}.why", self.lang)

    @property
    def unit(self) -> str:
        """The unit of a number."""
        return wording.unit(self.field, self.lang)

    @property
    def null(self) -> str:
        """The words beside the box for "there is none", where it has a box of its own."""
        return wording.null(self.place.page, self.field, self.lang) if "null" in kinds.boxes(self.field) else ""

    @property
    def main(self) -> str:
        """What stands in the main box."""
        return str(self.raw.get("", ""))

    @property
    def autocomplete(self) -> str:
        """What a browser may fill in."""
        return _AUTOCOMPLETE.get((self.place.page.part, self.field.path), "") if self.place.many is None else ""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """The choices: value, words, whether chosen. Once one is chosen, it can be taken back."""
        chosen = self.raw.get("", "")
        if self.field.kind == "yes_no":
            found = [(value, wording.word(f"web.word.{value}", self.lang)) for value in ("yes", "no")]
        else:
            found = [(value, wording.option(self.field, value, self.lang)) for value in self.field.options]
        if self.field.nullable:
            found.append((kinds.NULL, wording.null(self.place.page, self.field, self.lang)))
        if chosen:
            found.append((kinds.LATER, wording.word("web.word.later", self.lang)))
        return [(value, words, value == chosen) for value, words in found]

    @property
    def provinces(self) -> list[tuple[str, str, bool]]:
        """Every province: code, name, whether chosen."""
        chosen = self.raw.get("some", []) if self.field.kind == "provinces" else [self.raw.get("")]
        return [(code, name, code in chosen) for code, name in provinces_by_name(self.lang)]

    @property
    def countries(self) -> tuple[tuple[str, str], ...]:
        """Every country: code, name."""
        return countries_by_name(self.lang)

    @property
    def occupation(self) -> Chosen | None:
        """The occupation that is chosen."""
        return chosen(self.main, self.lang)

    @property
    def found(self) -> list[Chosen]:
        """The occupations found by the words that were typed."""
        return find(str(self.raw.get("words", "")), self.lang)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit group as a page shows it."""

    code: str
    title: str
    teer: int
    lead: str
    example: str = ""
    example_lang: str = ""
    titles: tuple[str, ...] = ()


def chosen(code: str, lang: str) -> Chosen | None:
    """A unit group by its code."""
    if not occupations.is_unit_group(code):
        return None
    group = occupations.occupation(code)
    return Chosen(code, group.title(lang), group.teer, group.lead_statement(lang).text, titles=group.example_titles(lang)[:8])


def find(words: str, lang: str) -> list[Chosen]:
    """The unit groups nearest to some words, in either language."""
    if not words.strip():
        return []
    return [
        Chosen(hit.code, hit.title, int(hit.code[1]), hit.lead_statement.text, hit.example_title.text, hit.example_title.lang)
        for hit in occupations.search(words, lang, limit=MOST_FOUND)
    ]


def show(state: Answered, place: Place, lang: str, problems: Iterable[Problem], given: Posted | None = None) -> list[Shown]:
    """The questions of a page that are asked. With ``given``, what somebody had typed stands in the boxes, saved or not."""
    errors: dict[str, list[Message]] = {}
    for problem in problems:
        found = problem.found
        if found and found.place and found.place.id == place.id and found.field:
            errors.setdefault(found.field.id, []).append(problem.message)
    rows = []
    for of in outline.questions(place.page, state.part(place)):
        raw, note = state.raw(place, of, lang), state.note(place, of)
        shown = Shown(place, of, lang, raw, answers.mark(raw), errors.get(of.id, []), note, answers.mark({"": note}))
        if given:
            if not answers.same(given.raws.get(of.id, raw), raw):
                shown.raw, shown.errors = given.raws[of.id], []
            shown.note = given.notes.get(of.id, shown.note)
        rows.append(shown)
    return rows


def errors_of(rows: Sequence[Shown]) -> list[tuple[Shown, Message]]:
    """Every error of a page, in its order."""
    return [(row, message) for row in rows for message in row.errors]


def told(state: Answered, place: Place, of: Field, lang: str) -> str:
    """An answer in words, or what was typed where it does not hold; nothing where there is no answer."""
    unread = state.unread(place, of)
    if unread:
        raw = unread["raw"]
        return " ".join(str(v) for v in raw.values() if isinstance(v, str))[:200]
    value = state.value(place, of)
    if value is MISSING:
        return ""

    def words(what: str, value: str) -> str:
        match what:
            case "option":
                return wording.option(of, value, lang)
            case "unit":
                return wording.unit(of, lang, one=value == "one")
        return wording.null(place.page, of, lang)

    return kinds.told(of, value, words, lang)
