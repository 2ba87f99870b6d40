"""The form of a scenario: what is asked, how what is typed is read, and what is said where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from openentry import messages
from openentry.language import check_score
from openentry.law import LawBook
from openentry.law.occupations import is_unit_group, occupation, teer
from openentry.law.places import province_name, provinces
from openentry.law.shapes.language import ABILITIES
from openentry.messages import Message, text
from openentry_web.mine import facts
from openentry_web.mine.facts import Values, test_keys
from openentry_web.ui.templatetags.ui import lang

NAME_LENGTH = 80
_YEARS_AHEAD = 10
_MOST_MONEY = 10**12
_HIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SCORE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?", re.ASCII)
_MONEY = re.compile(r"[0-9][0-9 .,'\u00a0\u202f]*")
_YES_NO = ("yes", "no")
_QUEBEC = "QC"


@dataclass(slots=True)
class Input:
    """One question. ``kind``: choice, day, score, line. ``words`` is the group of the options' words."""

    name: str
    kind: str
    options: tuple[str, ...] = ()
    words: str = ""
    said: str = ""  # what was typed, or stands there
    parts: dict[str, str] = field(default_factory=dict)  # of a day
    error: Message | None = None
    compact: bool = False
    unknown: bool = False  # whether nothing is known of it, which stays an answer

    @property
    def label(self) -> str:
        """The question."""
        return text(f"web.scenario.{self.name}.label", lang())

    @property
    def hint(self) -> str:
        """How to answer, where that needs saying."""
        return _if_any(f"web.scenario.{self.name}.hint")

    @property
    def described(self) -> str:
        """The ids of what describes it, for assistive technology."""
        hint = f"{self.name}-hint" if self.hint else ""
        return f"{hint} {self.name}-error".strip() if self.error else hint

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The options, in words."""
        return [(value, option(self.words, value, lang())) for value in self.options]

    @property
    def at(self) -> str:
        """The id of the box to go to."""
        return f"{self.name}-day" if self.kind == "day" else self.name


@dataclass(frozen=True, slots=True)
class Block:
    """Questions under one heading."""

    id: str
    inputs: tuple[Input, ...]

    @property
    def title(self) -> str:
        """The heading."""
        return text(f"web.scenario.block.{self.id}", lang())

    @property
    def hint_text(self) -> str:
        """What to know, where that needs saying."""
        return _if_any(f"web.scenario.block.{self.id}.hint")


def _if_any(message_id: str) -> str:
    return text(message_id, lang()) if messages.has(message_id, lang()) else ""


def blocks(has_spouse: bool) -> tuple[Block, ...]:
    """What is asked."""
    spouse = (
        Input("spouse_education", "choice", facts.LEVELS, "education"),
        *_test_inputs("spouse"),
        Input("spouse_canada", "choice", tuple(map(str, range(facts.MOST_CANADA + 1))), "web.scenario.years"),
    )
    return (
        Block("when", (Input("day", "day"), Input("birth", "day"))),
        Block("en", _test_inputs("en")),
        Block("fr", (*_test_inputs("fr"), Input("first", "choice", ("en", "fr"), "language"))),
        Block(
            "education",
            (Input("education", "choice", facts.LEVELS, "education"), Input("studied", "choice", _YES_NO, "word")),
        ),
        Block(
            "work",
            (
                Input("noc", "line", compact=True),
                Input("canada", "choice", tuple(map(str, range(facts.MOST_CANADA + 1))), "web.scenario.years"),
                Input("abroad", "choice", tuple(map(str, range(facts.MOST_ABROAD + 1))), "web.scenario.years"),
            ),
        ),
        Block(
            "partner",
            (Input("partner", "choice", facts.PARTNERS, "web.scenario.partner"), *(spouse if has_spouse else ())),
        ),
        Block(
            "more",
            (
                Input("nomination", "choice", ("none", *(p for p in provinces() if p != _QUEBEC)), "province"),
                Input("certificate", "choice", _YES_NO, "word"),
                Input("offer", "choice", _YES_NO, "word"),
                Input("sibling", "choice", _YES_NO, "word"),
                Input("funds", "line", compact=True),
            ),
        ),
    )


def _test_inputs(whose: str) -> tuple[Input, ...]:
    scores = tuple(Input(f"{whose}_{ability}", "score", compact=True) for ability in ABILITIES)
    return (Input(f"{whose}_test", "choice", ("none", *facts.TESTS[whose]), "test"), Input(f"{whose}_on", "day"), *scores)


def option(words: str, value: str, lang: str) -> str:
    """An option in words."""
    if words == "province" and value != "none":
        return province_name(value, lang)
    if words == "web.scenario.years":
        return text("web.scenario.years", lang, n=int(value))
    special = f"web.scenario.option.{words}.{value}"
    return text(special if messages.has(special, lang) else f"{words}.{value}", lang)


class Form:
    """A form filled with what stands (``stands``), or with what was typed (``typed``), which wins and is kept whatever it is. What
    is named in ``without`` is not asked, and stays as it stands."""

    def __init__(
        self, name: str, stands: Values, typed: Mapping[str, str] | None = None, without: frozenset[str] = frozenset()
    ) -> None:
        self.stands, self.without = stands, without
        self.name = Input("name", "line", said=name if typed is None else typed.get("name", ""))
        every = blocks(stands["partner"] not in ("", "none"))
        asked = (Block(one.id, tuple(i for i in one.inputs if i.name not in without)) for one in every)
        self.blocks = tuple(one for one in asked if one.inputs)
        for one in self._inputs():
            standing = stands.get(one.name, "")
            if one.kind == "day":
                one.parts = (
                    _split(standing) if typed is None else {p: typed.get(f"{one.name}-{p}", "") for p in ("day", "month", "year")}
                )
            else:
                one.unknown = not standing
                one.said = standing if typed is None else typed.get(one.name, "")

    def _inputs(self) -> Iterator[Input]:
        for block in self.blocks:
            yield from block.inputs

    def __getitem__(self, name: str) -> Input:
        found = next((one for one in (self.name, *self._inputs()) if one.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    @property
    def errors(self) -> list[Input]:
        """The questions with an error, in the order of the page."""
        return [one for one in (self.name, *self._inputs()) if one.error]

    def read(self, today: date, book: LawBook) -> Values:
        """What was typed, read; the errors stand on the inputs. An emptied box keeps what stands, but for those of a test."""
        found: Values = {name: self.stands.get(name, "") for name in self.without}
        self.name.said, self.name.error = checked_name(self.name.said)
        for one in self._inputs():
            value = getattr(self, f"_{one.kind}")(one)
            of_a_test = one.kind == "score" or one.name.endswith("_on")
            kept = "" if of_a_test or one.name == "day" else self.stands.get(one.name, "")
            found[one.name] = value or kept
        self._check_days(found, today)
        for whose in facts.TESTS:
            if f"{whose}_test" in found:
                self._check_test(whose, found, book)
        self._check_work(found, book, today)
        return found

    # --- one value ---

    def _choice(self, one: Input) -> str:
        if one.said and one.said not in one.options:
            one.error = Message("web.scenario.error.choice")
            return ""
        return one.said

    def _day(self, one: Input) -> str:
        parts = [part.strip() for part in one.parts.values()]
        if not any(parts):
            return ""
        try:
            if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
                raise ValueError
            day, month, year = map(int, parts)
            found = date(year, month, day)
        except ValueError:
            one.error = Message("web.scenario.error.day")
            return ""
        if not 1900 <= found.year <= 2200:
            one.error = Message("web.scenario.error.year")
            return ""
        return found.isoformat()

    def _score(self, one: Input) -> str:
        typed = one.said.strip()
        if typed and not _SCORE.fullmatch(typed):
            one.error = Message("web.scenario.error.score")
            return ""
        return f"{Decimal(typed.replace(',', '.')).normalize():f}" if typed else ""

    def _line(self, one: Input) -> str:
        typed = one.said.strip()
        if one.name == "noc":
            if typed and not (len(typed) == 5 and is_unit_group(typed)):
                one.error = Message("web.scenario.error.noc")
                return ""
            return typed
        if typed and not _MONEY.fullmatch(typed):
            one.error = Message("web.scenario.error.money")
            return ""
        whole = re.sub(r"[.,]\d{2}$", "", typed)
        digits = re.sub(r"\D", "", whole)
        if digits and int(digits) > _MOST_MONEY:
            one.error = Message("web.scenario.error.money_most", {"most": _MOST_MONEY})
            return ""
        return str(int(digits)) if digits else ""

    # --- together ---

    def _check_days(self, found: Values, today: date) -> None:
        if found["day"]:
            day = date.fromisoformat(found["day"])
            last = today.replace(year=today.year + _YEARS_AHEAD, day=min(today.day, 28))
            if not today <= day <= last:
                self["day"].error = Message("web.scenario.error.when", {"first": today, "last": last})
        if found["birth"] and date.fromisoformat(found["birth"]) > today:
            self["birth"].error = Message("web.scenario.error.future", {"day": today})

    def _check_test(self, whose: str, found: Values, book: LawBook) -> None:
        keys = test_keys(whose)
        changed = any(found[key] != self.stands.get(key, "") for key in keys)
        test = found[keys[0]]
        if not changed or test == "none":
            return
        if not test:
            self[keys[0]].error = self[keys[0]].error or Message("web.scenario.error.test")
            return
        on = self[keys[1]]
        if not found[keys[1]]:
            on.error = on.error or Message("web.scenario.error.test_day")
        taken = date.fromisoformat(found[keys[1]]) if found[keys[1]] else None
        for key, ability in zip(keys[2:], ABILITIES, strict=True):
            one = self[key]
            if one.error:
                continue
            if not found[key]:
                one.error = Message("web.scenario.error.score_missing")
            elif problem := check_score(book, test, ability, Decimal(found[key]), taken_on=taken):
                one.error = problem.message

    def _check_work(self, found: Values, book: LawBook, today: date) -> None:
        noc = self["noc"]
        wanted = any(found[key] not in ("", "0", self.stands.get(key, "")) for key in ("canada", "abroad"))
        if not wanted or noc.error:
            return
        if not found["noc"]:
            noc.error = Message("web.scenario.error.noc_missing")
        elif teer(found["noc"]) not in book.on(today).content("definitions").skilled_teer:
            title = occupation(found["noc"])
            noc.error = Message("web.scenario.error.noc_teer", {"noc": found["noc"], "teer": title.teer})


def checked_name(typed: str) -> tuple[str, Message | None]:
    """A name as it is kept, and what is wrong with it."""
    name = typed.strip()
    if not name:
        return typed, Message("web.scenario.error.name")
    if len(name) > NAME_LENGTH:
        return typed, Message("web.scenario.error.name_long", {"most": NAME_LENGTH, "has": len(name)})
    if _HIDDEN.search(name):
        return _HIDDEN.sub("", typed), Message("web.scenario.error.name_characters")
    return name, None


def _split(iso: str) -> dict[str, str]:
    if not iso:
        return {"day": "", "month": "", "year": ""}
    day = date.fromisoformat(iso)
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def differences(base: Values, found: Values, lang: str) -> list[dict[str, Any]]:
    """What a scenario has that the facts have not: the name of each question and the value, in words."""
    rows: list[dict[str, Any]] = []
    for block in blocks(found["partner"] not in ("", "none")):
        tests = [one for one in block.inputs if one.name.endswith("_test")]
        of_tests = {key for one in tests for key in test_keys(one.name.removesuffix("_test"))}
        for one in block.inputs:
            value = found.get(one.name, "")
            if one in tests:
                keys = test_keys(one.name.removesuffix("_test"))
                if any(found.get(key, "") != base.get(key, "") for key in keys) and value:
                    rows.append({"what": _short(one.name), "value": _test_in_words(found, keys, lang)})
            elif one.name not in of_tests and one.name != "day" and value and value != base.get(one.name, ""):
                rows.append({"what": _short(one.name), "value": _in_words(one, value, lang)})
    return rows


def _short(name: str) -> str:
    """The id of what a question is called where there is little room."""
    short = f"web.scenario.{name}.short"
    return short if messages.has(short) else f"web.scenario.{name}.label"


def _test_in_words(found: Values, keys: tuple[str, ...], lang: str) -> str:
    if found[keys[0]] == "none":
        return option("test", "none", lang)
    scores = " · ".join(found[key].replace(".", "," if lang == "fr" else ".") for key in keys[2:])
    return text("web.scenario.test_in_words", lang, test=found[keys[0]], scores=scores)


def _in_words(one: Input, value: str, lang: str) -> str:
    if one.kind == "choice":
        return option(one.words, value, lang)
    if one.kind == "day":
        return messages.write_date(date.fromisoformat(value), lang)
    if one.name == "noc":
        return f"{value} – {occupation(value).title(lang)}"
    return messages.write_money(int(value), lang)
