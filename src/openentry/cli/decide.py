"""``openentry decide PROFILE.json``: everything a person is told about themselves on one day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openentry.cli.output import AsOf, Form, Format, Lang, Language, LawDirectory, day, tell, write_json
from openentry.cli.speech import said
from openentry.messages import Message

if TYPE_CHECKING:
    from openentry.errors import Problem
    from openentry.law.book import LawBook
    from openentry.profile import LanguageTest, Profile

ProfileFile = Annotated[Path, typer.Argument(metavar="PROFILE.json", help=said("cli.help.profile"))]

#: Days that lie ahead by their nature.
_AHEAD = frozenset({"expires_on", "until", "starts_on"})
_DAYS = frozenset({"date_of_birth", "start", "end", "on"})


def register(app: typer.Typer) -> None:
    """Add the command ``decide`` to ``app``."""
    app.command("decide", help=said("cli.help.decide"))(decide)


def decide(
    profile: ProfileFile,
    as_of: AsOf = None,
    last_changed_on: Annotated[
        date | None, typer.Option("--last-changed-on", parser=day, metavar="DAY", help=said("cli.help.last_changed_on"))
    ] = None,
    law: LawDirectory = None,
    lang: Language = Lang.en,
    form: Form = Format.text,
) -> None:
    """Decide, and print the decision as a letter or as JSON."""
    from openentry.cli.clock import today
    from openentry.decision import decide as decide_profile
    from openentry.law import load_book

    book = load_book(law)
    declared = profile_of(profile, book)
    if as_of is None:
        tell(*after(declared, today()))
    decision = decide_profile(declared, as_of or today(), law=book, last_changed_on=last_changed_on)
    if form is Format.json:
        write_json(decision.model_dump(lang=lang))
        return
    from openentry.cli.letter import letter
    from openentry.cli.page import page_width, show

    show(letter(decision, page_width()))


def profile_of(file: Path, book: LawBook) -> Profile:
    """The profile in a file, or on standard input where the file is ``-``; every score in it is on its test's scale."""
    from openentry.reading import read_profile

    source = sys.stdin.buffer if str(file) == "-" else file
    return read_profile(source, check=lambda profile: _scores(profile, book))


def _scores(profile: Profile, book: LawBook) -> Iterator[Problem]:
    yield from _test_scores(profile.language_tests, "language_tests", book)
    spouse = profile.family.spouse if profile.family else None
    if spouse:
        yield from _test_scores(spouse.language_tests, "family.spouse.language_tests", book)


def _test_scores(tests: tuple[LanguageTest, ...] | None, place: str, book: LawBook) -> Iterator[Problem]:
    from openentry.language import ABILITIES, check_score

    for at, test in enumerate(tests or ()):
        for ability in ABILITIES:
            score = getattr(test, ability)
            if test.test is None or score is None:
                continue
            problem = check_score(book, test.test, ability, score, taken_on=test.taken_on, place=f"{place}[{at}].{ability}")
            if problem:
                yield problem


def after(profile: Profile, today: date) -> list[Message]:
    """A warning for each day declared that has not come yet, of those that would have (contract C19)."""
    found = _days(profile.declared(), "")
    return [Message("warning.after_today", {"place": place, "day": one, "today": today}) for place, one in found if one > today]


def _days(value: Any, place: str) -> Iterator[tuple[str, date]]:
    if isinstance(value, dict):
        for key, part in value.items():
            here = f"{place}.{key}" if place else key
            if isinstance(part, str) and (key in _DAYS or key.endswith("_on")) and key not in _AHEAD:
                yield here, date.fromisoformat(part)
            else:
                yield from _days(part, here)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _days(part, f"{place}[{at}]")
