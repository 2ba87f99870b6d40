"""Two small tools: what a test's scores stand for, and how much money a family must have."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openentry import messages
from openentry.errors import LanguageScoreError
from openentry.language import clb
from openentry.law.domains import ABILITIES
from openentry.messages import Message
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import explained, law
from openentry_web.public.tools.fields import TESTS
from openentry_web.public.typed import Box, clean, day, decimal, whole
from openentry_web.ui.templatetags.ui import lang

MOST_MEMBERS, MOST_FUNDS = 30, 99_999_999


@for_anyone
def convert_language(request: HttpRequest) -> HttpResponse:
    """Scores of a test, and the levels they stand for."""
    book, today = law.book(), clock.today()
    post = request.POST if request.method == "POST" else {}
    test = clean(post.get("test", ""))
    on = day(post.get("day", ""), book.first_day, today, needed=False)
    boxes = {ability: decimal(post.get(ability, "")) for ability in ABILITIES}
    every: dict[str, Box[Any]] = {"day": on, **boxes}
    wrong: dict[str, Message] = {name: box.wrong for name, box in every.items() if box.wrong}
    found = None
    if post:
        given = {str(ability): box.value for ability, box in boxes.items() if box.value is not None}
        if test not in TESTS["spouse"]:
            wrong["test"] = Message("web.language_tool.test.wrong")
        elif not given and not wrong:
            wrong["listening"] = Message("web.language_tool.none")
        if not wrong:
            try:
                found = clb(book.on(today), test, given, on.value)
            except LanguageScoreError as error:
                wrong = {problem.place if problem.place in ABILITIES else "test": problem.message for problem in error.problems}
    tests = [(name, book.documents[f"language.{name}"].versions[-1].content.name) for name in TESTS["spouse"]]
    shown: dict[str, Any] = {
        "test": test,
        "tests": tests,
        "boxes": [(ability, messages.text(f"ability.{ability}", lang()).capitalize(), boxes[ability].raw) for ability in ABILITIES],
        "day": on.raw,
        "wrong": wrong,
        "problems": [(f"id_{name}", said) for name, said in wrong.items()],
        "found": found,
        "today": today,
    }
    if found is not None:
        version = book.documents[f"language.{test}"].need(today)
        shown |= {
            "cited": explained.cite(version.source, lang()),
            "content": version.content,
            "levels": [(messages.text(f"ability.{name}", lang()).capitalize(), one) for name, one in found.abilities.items()],
            "link": f"language.{test}",
            "lowest": min(one.level for one in found.abilities.values()) if len(found.abilities) == len(ABILITIES) else None,
        }
    return render(request, "public/tools/language.html", shown)


@for_anyone
def funds(request: HttpRequest) -> HttpResponse:
    """The money a family must have on a day, the table it comes from, and how that table is made."""
    book, today = law.book(), clock.today()
    document = book.documents["funds.table"]
    post = request.POST if request.method == "POST" else {}
    members: Box[int] = whole(post.get("members", ""), 1, MOST_MEMBERS) if post else Box("")
    has = whole(post.get("has", ""), 0, MOST_FUNDS, needed=False)
    on = day(post.get("day", ""), document.versions[0].in_force, today, needed=False)
    every: dict[str, Box[Any]] = {"members": members, "has": has, "day": on}
    wrong: dict[str, Message] = {name: box.wrong for name, box in every.items() if box.wrong}
    version = document.need(on.value or today)
    table = version.content
    part = book.parts["funds"]
    needed = table.required(members.value) if members.value and not wrong else None
    short = needed - has.value if needed is not None and has.value is not None else None
    shown = {
        "boxes": {"members": members.raw, "has": has.raw, "day": on.raw},
        "wrong": wrong,
        "problems": [(f"id_{name}", said) for name, said in wrong.items()],
        "on": on.value or today,
        "needed": needed,
        "members": members.value,
        "has": has.value,
        "short": short,
        "over": -short if short is not None else None,
        "table": version,
        "cited": explained.cite(version.source, lang()),
        "amounts": list(table.amounts.items()),
        "each": table.each_additional,
        "beyond": members.value - 7 if members.value and members.value > 7 else 0,
        "verified_until": part.verified_until if (on.value or today) > part.verified_until else None,
        "r76": _cited("programs.fsw", "FSW-08") or explained.cite(version.source, lang()),
    }
    return render(request, "public/tools/funds.html", shown)


def _cited(document: str, requirement: str) -> Any:
    found = law.book().on(clock.today()).content(document).requirements.get(requirement)
    return explained.cite(found.source, lang()) if found else None
