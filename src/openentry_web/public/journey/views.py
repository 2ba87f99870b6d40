"""Who can apply, check your score, documents, create your profile, rounds, apply, after you apply."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openentry.law import Law
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import law

#: The steps, in order; each is a page.
STEPS = ("who", "score", "documents", "profile", "rounds", "apply", "after")
_PROGRAMS = ("cec", "fsw", "fst", "pnp")


@for_anyone
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step, with the ones before and after it."""
    today = clock.today()
    on = law.book().on(today)
    at = STEPS.index(name)
    shown = {
        "step": name,
        "steps": STEPS,
        "before": STEPS[at - 1] if at else "",
        "after": STEPS[at + 1] if at + 1 < len(STEPS) else "",
        "today": today,
        "parts": [law.book().parts[key] for key in ("programs", "crs", "funds", "language")],
    }
    if name == "who":
        shown["programs"] = [_program(on, program) for program in _PROGRAMS]
    return render(request, f"public/journey/{name}.html", shown)


def _program(on: Law, name: str) -> dict[str, Any]:
    """A program: what the law calls it, and what it requires, each with its section."""
    rules = on.content(f"programs.{name}").requirements
    named = on.content("programs.order").names[name]
    listed = [(number, rule) for number, rule in rules.items() if not rule.informative]
    return {"id": name, "name": named, "requirements": listed}
