"""The outline of a profile: its sections, lists and pages, where each stands, and which question an answer belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openentry_web.profiles.content import MISSING, Content, Loc, get, loc_of
from openentry_web.profiles.questions import Field, Many, Page, Section

Keys = Mapping[str, list[str]]


def sections() -> tuple[Section, ...]:
    """Every section, in order."""
    from openentry_web.profiles.sections import SECTIONS

    return SECTIONS


@dataclass(frozen=True, slots=True)
class Place:
    """A page as somebody opens it: of a section or, with ``many``, of the thing called ``key`` in a list."""

    section: Section
    page: Page
    many: Many | None = None
    key: str = ""

    @property
    def id(self) -> str:
        """The name of the place in what is stored and in its address."""
        middle = f"/{self.many.path}/{self.key}" if self.many else ""
        return f"{self.section.id}{middle}/{self.page.id}"

    def loc(self, keys: Keys) -> Loc | None:
        """Where the page's part stands in the profile; None while its thing is not in the list."""
        part = loc_of(self.page.part)
        if self.many is None:
            return part
        named = keys.get(self.many.path, [])
        return (*loc_of(self.many.path), named.index(self.key), *part) if self.key in named else None


def section_of(section_id: str) -> Section | None:
    """The section of that name."""
    return next((s for s in sections() if s.id == section_id), None)


def list_of(section: Section, path: str) -> Many | None:
    """The list of a section by its path."""
    return next((many for many in section.lists if many.path == path), None)


def place_of(section_id: str, page_id: str, path: str = "", key: str = "") -> Place | None:
    """The page by its names."""
    section = section_of(section_id)
    if section is None:
        return None
    many = list_of(section, path) if path else None
    if path and many is None:
        return None
    page = next((p for p in (many.pages if many else section.pages) if p.id == page_id), None)
    return Place(section, page, many, key) if page else None


def part_of(content: Content, loc: Loc) -> Mapping[str, Any]:
    """The part of the profile at ``loc`` as a mapping, whatever stands there."""
    found = get(content, loc)
    return found if isinstance(found, Mapping) else {}


def things(content: Content, many: Many) -> list[Any]:
    """What is in a list; nothing where it was not answered."""
    found = get(content, loc_of(many.path))
    return found if isinstance(found, list) else []


def answered(content: Content, many: Many) -> bool:
    """Whether a list was answered, be it with "I have none"."""
    return isinstance(get(content, loc_of(many.path)), list)


def is_asked(section: Section, content: Content) -> bool:
    """Whether a section concerns this person, on what they answered so far."""
    return section.when is None or bool(section.when(content))


def questions(page: Page, part: Mapping[str, Any]) -> tuple[Field, ...]:
    """The questions of a page that are asked, given its part so far."""
    return tuple(field for field in page.fields if field.when is None or field.when(part))


def pages(section: Section, content: Content) -> list[Place]:
    """The pages of a section that are asked, those of lists aside."""
    asked = [page for page in section.pages if page.when is None or page.when(content)]
    return [Place(section, page) for page in asked if questions(page, part_of(content, loc_of(page.part)))]


def pages_of_thing(section: Section, many: Many, key: str, content: Content, keys: Keys) -> list[Place]:
    """The pages of one thing of a list that are asked."""
    named = keys.get(many.path, [])
    among = things(content, many)
    thing = among[named.index(key)] if key in named and named.index(key) < len(among) else {}
    found = []
    for page in many.pages:
        asked = (page.when is None or page.when(content)) and (page.among is None or page.among(thing, among))
        if asked and questions(page, part_of(thing, loc_of(page.part))):
            found.append(Place(section, page, many, key))
    return found


def every_page(section: Section, content: Content, keys: Keys) -> Iterator[Place]:
    """Every page of a section that is asked, those of things in its lists included."""
    yield from pages(section, content)
    for many in section.lists:
        for key in keys.get(many.path, []):
            yield from pages_of_thing(section, many, key, content, keys)


@dataclass(frozen=True, slots=True)
class Found:
    """The question (or the list, where ``field`` is None) an answer belongs to."""

    section: Section
    place: Place | None
    field: Field | None
    many: Many | None = None


def find(loc: Loc, content: Content, keys: Keys) -> Found | None:
    """The question an answer at ``loc`` belongs to; of several, the one that is asked, and the nearest."""
    best: tuple[int, Found] | None = None
    for section in sections():
        asked = is_asked(section, content)
        for place in every_page(section, content, keys):
            start = place.loc(keys) or ()
            part = part_of(content, start)
            for field in place.page.fields:
                closeness = _closeness(loc, (*start, *loc_of(field.path)))
                if closeness and asked and (field.when is None or field.when(part)):
                    best = _better(best, closeness, Found(section, place, field, place.many))
        for many in section.lists:
            if asked and loc[: len(loc_of(many.path))] == loc_of(many.path):
                best = _better(best, 1, Found(section, None, None, many))
    return best[1] if best else None


def _better(best: tuple[int, Found] | None, closeness: int, found: Found) -> tuple[int, Found]:
    return (closeness, found) if best is None or closeness > best[0] else best


def _closeness(loc: Loc, field: Loc) -> int:
    """How well a question fits a place in the profile: its very answer, an answer inside it, or something around it."""
    if loc == field:
        return 1000
    if field == loc[: len(field)]:
        return 100 + len(field)
    return 10 if loc == field[: len(loc)] and loc else 0


def named(content: Content, keys: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of the things in every list, one for each: those given, and numbers where none were."""
    found = {}
    for section in sections():
        for many in section.lists:
            given, number = list(keys.get(many.path, [])), len(things(content, many))
            free = (str(n) for n in range(1, 10_000) if str(n) not in given)
            found[many.path] = (given + [next(free) for _ in range(number - len(given))])[:number]
    return found


def holds_something(section: Section, content: Content) -> bool:
    """Whether any question of a section was answered."""
    if any(answered(content, many) for many in section.lists):
        return True
    return any(
        get(content, (*loc_of(page.part), *loc_of(field.path))) is not MISSING for page in section.pages for field in page.fields
    )
