"""Improve my score: the library's advice as a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openentry import Advice
from openentry.advice import Suggestion
from openentry.advice.lever import figure
from openentry.errors import OpenEntryError
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.mine import advising, words
from openentry_web.mine.standing import Standing, standing
from openentry_web.ui.templatetags.ui import lang

#: Not changes to make: what the other answer to a question of fact would do, and who of a couple is the principal applicant.
FACTS = ("question", "other_order")
_MOST_QUESTIONS = 8


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion as it is shown."""

    one: Suggestion

    @property
    def low(self) -> int:
        """Points gained at least."""
        return min(self.one.gain)

    @property
    def high(self) -> int:
        """Points gained at most."""
        return max(self.one.gain)

    @property
    def before(self) -> Any:
        """The score without it, a figure or a range."""
        return figure(self.one.score_before)

    @property
    def after(self) -> Any:
        """The score with it."""
        return figure(self.one.score_after)

    @property
    def opens(self) -> list[str]:
        """The programs and categories it opens, by name."""
        return [self.one.names[name].in_(lang()) for name in (*self.one.opens_programs, *self.one.opens_categories)]

    @property
    def factors(self) -> list[dict[str, Any]]:
        """The factors that move."""
        return [{"title": f.title.in_(lang()), "before": figure(f.before), "after": figure(f.after)} for f in self.one.factors]

    @property
    def sources(self) -> list[dict[str, str]]:
        """Where in the law it stands."""
        return [{"cite": source.cite(lang()), "url": source.url} for source in self.one.sources]


def improve(request: HttpRequest) -> HttpResponse:
    """Each change that raises the score or opens something. The page comes at once and fetches the figures; without a script a link
    does it."""
    day = clock.today()
    found = standing(person(request))
    asked: dict[str, Any] = {"day": day, "standing": found}
    if found is not None:
        asked |= _advised(request, found, day)
    return render(request, "mine/improve.html", asked)


def _advised(request: HttpRequest, found: Standing, day: date) -> dict[str, Any]:
    try:
        now = "now" in request.GET
        advice = advising.advice(found.profile, day) if now else advising.known(found.profile, day)
    except OpenEntryError as error:
        return {"problems": [problem.message for problem in error.problems]}
    return {"waiting": True} if advice is None else told(advice)


def told(advice: Advice) -> dict[str, Any]:
    """Advice as the template shows it."""
    questions = [words.field(question.field, lang()) for question in advice.questions]
    able = [one for one in advice if one.kind not in FACTS]
    # Whoever is not eligible sees first what would make them so, whatever points it gives.
    opening = [one for one in (*able, *advice.pairs) if one.eligible_after and advice.decision.eligible is not True]
    return {
        "state": {True: "eligible", False: "not_eligible", None: "unknown"}[advice.decision.eligible],
        "score": figure(advice.decision.score_range),
        "opening": [Card(one) for one in opening],
        "able": [Card(one) for one in able if one not in opening],
        "pairs": [Card(one) for one in advice.pairs if one not in opening],
        "facts": [Card(one) for one in advice if one.kind in FACTS],
        "questions": questions[:_MOST_QUESTIONS],
        "more_questions": max(0, len(questions) - _MOST_QUESTIONS),
        "notes": advice.notes,
    }
