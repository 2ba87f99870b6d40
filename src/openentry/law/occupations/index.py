"""Finding unit groups by the words of their titles.

The index lists, for every stem, the titles that have it. It is made beforehand by ``scripts/build_occupations.py`` and read
when somebody first searches. Scores are whole numbers, so that the order is the same on every machine.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from openentry.law.occupations.words import stems

HERE = Path(__file__).parent

EXACT, BEGINNING, MISSPELT = 100, 75, 65
"""How much a word counts when it is the title's own word, its beginning, or one letter away from it, in hundredths."""

COVERED, PRECISE, COMMON, NAMED = 650, 350, 150, 60
"""The shares of a score: how much of what was asked the title says; how much of the title was asked; how many of the unit
group's titles say it too; whether the unit group's own title does."""

UNKNOWN = 900
"""What a word that no title has weighs: as much as one that a single unit group has."""

MOST_WORDS, MOST_LETTERS, MOST_ENDINGS = 8, 200, 60
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Match:
    """A unit group found: the title whose words matched best, that title's language, and the score (higher is nearer)."""

    code: str
    example_title: str
    example_lang: str
    score: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The titles of one unit group in one language; ``titles[0]`` is the unit group's own."""

    code: str
    lang: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """``titles_with[i]`` are the numbers of the titles that have ``stems[i]`` (sorted), whose rarity is ``rarity[i]``."""

    shelves: tuple[Shelf, ...]
    first_title: tuple[int, ...]
    shelf_of: tuple[int, ...]
    stand_in: dict[int, int]
    stems: list[str]
    place: dict[str, int]
    rarity: list[int]
    titles_with: list[list[int]]
    total_rarity: list[int]


def find(words: str, limit: int) -> list[Match]:
    """The unit groups whose titles are nearest to ``words`` (of either language), best first, at most ``limit``."""
    index = load()
    wanted = stems(words[:MOST_LETTERS])[:MOST_WORDS]
    found: dict[int, int] = {}
    full = 0
    for position, word in enumerate(wanted):
        meant = _meant(index, word, unfinished=position == len(wanted) - 1)
        own = [index.rarity[i] for i, quality in meant if quality == EXACT] or [index.rarity[i] for i, _ in meant]
        most = max(own, default=UNKNOWN)
        full += most
        points: dict[int, int] = {}
        for i, quality in meant:
            points.update(dict.fromkeys(index.titles_with[i], min(index.rarity[i], most) * quality))
        for title, value in points.items():
            found[title] = found.get(title, 0) + value
    return _best(index, found, full, limit)


def _meant(index: Index, word: str, *, unfinished: bool) -> list[tuple[int, int]]:
    """The stems that ``word`` may stand for, as (place, quality), the best last."""
    exact = index.place.get(word)
    meant = [] if exact is None else [(exact, EXACT)]
    if len(word) > 1 and (unfinished or not meant):
        start = bisect_left(index.stems, word)
        endings = islice(range(start, len(index.stems)), MOST_ENDINGS)
        meant = [(i, BEGINNING) for i in endings if i != exact and index.stems[i].startswith(word)] + meant
    if not meant and len(word) > 3:
        meant = [(index.place[near], MISSPELT) for near in sorted(_one_letter_away(word)) if near in index.place]
    return meant


def _one_letter_away(word: str) -> set[str]:
    halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in halves if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    changed = {a + c + b[1:] for a, b in halves if b for c in _LETTERS}
    added = {a + c + b for a, b in halves for c in _LETTERS}
    return left_out | swapped | changed | added


def _best(index: Index, found: dict[int, int], full: int, limit: int) -> list[Match]:
    best: dict[int, tuple[int, int]] = {}
    saying: dict[int, int] = {}
    for title, value in found.items():
        number = index.shelf_of[title]
        score = COVERED * value // (full * 100) + PRECISE * value // (index.total_rarity[title] * 100)
        if value * 2 > full * 100:
            saying[number] = saying.get(number, 0) + 1
        if number not in best or score > best[number][0]:
            best[number] = (score, title)
    matches: dict[str, Match] = {}
    for number, (score, title) in best.items():
        shelf = index.shelves[number]
        named = NAMED if found.get(index.first_title[number], 0) * 2 > full * 100 else 0
        score += named + COMMON * saying.get(number, 0) // len(shelf.titles)
        if shelf.code not in matches or score > matches[shelf.code].score:
            shown = index.stand_in.get(title, title) - index.first_title[number]
            matches[shelf.code] = Match(shelf.code, shelf.titles[shown], shelf.lang, score)
    nearest = sorted(matches.values(), key=lambda m: (-m.score, m.code))
    return [m for m in nearest if m.score * 2 > nearest[0].score][: max(0, limit)]


@cache
def titles() -> dict[str, dict[str, list[str]]]:
    """For each unit group and language its titles: its own, then the examples in the order of the classification."""
    found: dict[str, dict[str, list[str]]] = _read("titles.json.gz")
    return found


@cache
def load() -> Index:
    """The index, read once."""
    data = _read("index.json.gz")
    shelves = tuple(Shelf(code, lang, tuple(named)) for code, both in titles().items() for lang, named in both.items())
    first_title: list[int] = []
    shelf_of: list[int] = []
    for number, shelf in enumerate(shelves):
        first_title.append(len(shelf_of))
        shelf_of += [number] * len(shelf.titles)
    stand_in = {len(shelf_of) + i: title for i, title in enumerate(data["stand_in"])}
    shelf_of += [shelf_of[title] for title in data["stand_in"]]
    return Index(
        shelves=shelves,
        first_title=tuple(first_title),
        shelf_of=tuple(shelf_of),
        stand_in=stand_in,
        stems=data["stems"],
        place={word: i for i, word in enumerate(data["stems"])},
        rarity=data["rarity"],
        titles_with=data["titles_with"],
        total_rarity=data["total_rarity"],
    )


def _read(name: str) -> Any:
    with gzip.open(HERE / name, "rt", encoding="utf-8") as file:
        return json.load(file)
