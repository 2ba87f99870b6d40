"""Check your score: the ranking system on the same engine as a profile, without an account. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page

from openentry import messages
from openentry.law.domains import ABILITIES
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import explained, law
from openentry_web.public.tools import fields, scoring
from openentry_web.public.tools.fields import Answers
from openentry_web.ui.templatetags.ui import lang


@dataclass(frozen=True, slots=True)
class Control:
    """A box as the page shows it: its name, what stands in it, its choices, what is wrong with it."""

    name: str
    label: str
    value: str
    choices: list[tuple[str, str]]
    wrong: Any
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a language: whose, which test, and the four boxes."""

    whose: str
    legend: str
    test: Control
    scores: list[Control]
    levels: list[str]


@for_anyone
@gzip_page
def check_score(request: HttpRequest) -> HttpResponse:
    """The form, and the score of what was sent. As one types, only the result is sent back.

    Sent compressed: its answer is long, is sent at each key, and holds nothing that another site could guess at by its length,
    because it says only what the same form has just sent.
    """
    book, today = law.book(), clock.today()
    sent = request.method == "POST"
    answers = fields.read(request.POST.dict(), book, today) if sent else fields.blank(today)
    shown: dict[str, Any] = {"answers": answers, "sent": sent, "live": bool(getattr(request, "htmx", False))}
    if answers.row is not None and sent:
        shown |= _result(answers)
    if shown["live"]:
        return render(request, "public/tools/_score_live.html", shown)
    return render(request, "public/tools/score.html", shown | _form(answers))


def _result(answers: Answers) -> dict[str, Any]:
    assert answers.row is not None
    book = law.book()
    then = book.on(answers.day)
    scored = scoring.Scored(then, answers.row)
    crs_part = book.parts["crs"]
    shown: dict[str, Any] = {
        "scored": scored,
        "line": explained.tree(scored.tree, _instrument(scored), answers.row, lang()),
        "raises": scoring.raises(scored),
        "since": then.versions["crs"],
        "verified_until": crs_part.verified_until if answers.day > crs_part.verified_until else None,
        "told": _told(answers),
        "digest": book.digest[:12],
    }
    if answers.other is not None:
        other = scoring.Scored(book.on(answers.other), answers.row)
        shown |= {
            "versus": other,
            "versus_since": other.law.versions["crs"],
            "beside": scoring.side_by_side(scored, other),
            "difference": scored.total - other.total,
            "apart": abs(scored.total - other.total),
        }
    return shown


def _instrument(scored: scoring.Scored) -> Any:
    from openentry.crs import instrument

    return instrument(scored.law)


# --- the form ---


def _say(message: str, **params: Any) -> str:
    return messages.text(message, lang(), **params)


def _form(answers: Answers) -> dict[str, Any]:
    raw, wrong = answers.raw, answers.wrong

    def control(name: str, choices: list[tuple[str, str]] | None = None) -> Control:
        hint = f"web.score_tool.{name}.hint"
        return Control(
            name,
            _say(f"web.score_tool.{name}"),
            raw[name],
            choices or [],
            wrong.get(name),
            _say(hint) if messages.has(hint) else "",
        )

    controls = {"age": control("age"), "day": control("day"), "other": control("other", _versions())}
    for name, values in fields.CHOICES.items():
        of = name.removeprefix("spouse_")
        controls[name] = control(name, [(value, _capital(_say(scoring.word(of, value)))) for value in values])
    for name, most in fields.YEARS.items():
        controls[name] = control(name, [(str(n), _years(n, most)) for n in range(most + 1)])
    for name in fields.YES_NO:
        controls[name] = control(name, [("no", _say("web.score_tool.no")), ("yes", _say("web.score_tool.yes"))])
    controls["first_language"] = control(
        "first_language",
        [("", _say("web.score_tool.first.choose")), ("en", _say("web.score_tool.english")), ("fr", _say("web.score_tool.french"))],
    )
    results = {whose: _results(answers, whose) for whose in fields.TESTS}
    return {"form": controls, "results": results, "versions": _versions(), "first_day": law.book().first_day}


def _results(answers: Answers, whose: str) -> Results:
    book = law.book()
    tests = [("", _say("web.score_tool.test.none"))]
    tests += [(name, book.documents[f"language.{name}"].versions[-1].content.name) for name in fields.TESTS[whose]]
    tests.append((fields.LEVELS, _say(f"web.score_tool.test.levels.{whose}")))
    name = f"{whose}_test"
    test = Control(name, _say("web.score_tool.test"), answers.raw[name], tests, answers.wrong.get(name))
    scores = [
        Control(key, _capital(_say(f"ability.{ability}")), answers.raw[key], [], answers.wrong.get(key))
        for ability in ABILITIES
        if (key := f"{whose}_{ability}")
    ]
    read = answers.levels.get(whose, {})
    levels = [_say("web.score_tool.level_of", ability=_say(f"ability.{name}"), level=level) for name, level in read.items()]
    return Results(whose, _say(f"web.score_tool.results.{whose}"), test, scores, levels)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _years(n: int, most: int) -> str:
    return _say("web.score_tool.years_or_more" if n == most else "web.score_tool.years", n=n)


def _versions() -> list[tuple[str, str]]:
    """Every version of the ranking system, the newest first, by its first day."""
    versions = reversed(law.book().documents["crs.version"].versions)
    return [("", _say("web.score_tool.other.none"))] + [
        (version.in_force.isoformat(), _say("web.score_tool.version", day=version.in_force)) for version in versions
    ]


def _told(answers: Answers) -> list[tuple[str, str]]:
    """What was answered, for a page that is printed."""
    form = _form(answers)
    said = []
    for control in form["form"].values():
        if control.name in ("day", "other") or (control.name.startswith("spouse") and answers.raw["accompanying_spouse"] != "yes"):
            continue
        words = dict(control.choices).get(control.value, control.value)
        if control.name != "first_language" or control.value:
            said.append((control.label, words))
    for whose, results in form["results"].items():
        if results.test.value and (whose != "spouse" or answers.raw["accompanying_spouse"] == "yes"):
            scores = [f"{box.label} {box.value}" for box in results.scores]
            said.append(
                (results.legend, f"{dict(results.test.choices)[results.test.value]}: {messages.write_list(scores, lang())}")
            )
    return said
