"""The score tool gives what a profile gives: its form, filled in from the profile, is read and answered by its view."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import RequestFactory

from openentry import Profile, decide, load_book
from openentry.decision.document import facts_row
from openentry.law.domains import ABILITIES
from openentry.pools.population import profiles
from openentry_web import clock
from openentry_web.public.tools import fields, views

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
BOOK = load_book()
#: Drawn anew with another number.
SEED = 20_261_124


@pytest.fixture
def tool(rf: RequestFactory, monkeypatch):
    """Sends a form to the view as the page does while one types; the total on the page that comes back."""
    monkeypatch.setattr(clock, "today", lambda: DAY)

    def send(form):
        request = rf.post("/en/tools/check-your-score/", form)
        request.htmx = True
        page = views.check_score(request).content.decode()
        found = re.search(r"<b>([^<]+)</b>", page)
        assert found, page[:600]
        return int(found[1].replace(",", ""))

    return send


def form_of(profile, row):
    """What somebody with this profile would fill in, and how many of their results as a test's own scores."""
    form = {"age": str(row["age"]), "day": DAY.isoformat()}
    form |= {name: row[name] for name in fields.CHOICES}
    form |= {name: str(min(row[name], most)) for name, most in fields.YEARS.items()}
    form |= {name: "yes" if row[name] else "no" for name in fields.YES_NO}
    spouse = profile.family.spouse if row["accompanying_spouse"] else None
    tests = {whose: [one for one in profile.language_tests if one.test in fields.TESTS[whose]] for whose in ("en", "fr")}
    tests["spouse"] = list(spouse.language_tests) if spouse else []
    scores = 0
    for whose, taken in tests.items():
        levels = {ability: row[f"{whose}_{ability}"] for ability in ABILITIES}
        only = taken[0] if len(taken) == 1 else None
        typed = {ability: getattr(only, ability, None) for ability in ABILITIES}
        if only is not None and all(levels.values()) and None not in typed.values():
            scores += 1
            form |= {f"{whose}_test": only.test, **{f"{whose}_{ability}": str(typed[ability]) for ability in ABILITIES}}
        elif any(levels.values()):
            form |= {f"{whose}_test": "levels", **{f"{whose}_{ability}": str(levels[ability]) for ability in ABILITIES}}
    if form.get("en_test") and form.get("fr_test"):
        form["first_language"] = row["first_language"]
    return form, scores


def compared(tool, people, seed):
    """How many scored the same, how many results were typed as scores, the lowest and the highest score, those with a partner."""
    totals, scores, partners = [], 0, 0
    for one in profiles(people, seed, DAY):
        profile = Profile.model_validate(one)
        decision = decide(profile, DAY, law=BOOK)
        row = facts_row(decision.evaluation.facts)
        assert decision.total is not None and None not in row.values(), "a person of the population is complete"
        form, typed = form_of(profile, row)
        assert tool(form) == decision.total, form
        totals.append(decision.total)
        scores, partners = scores + typed, partners + row["accompanying_spouse"]
    return totals, scores, partners


def test_a_hundred_random_people_score_the_same_in_the_tool(tool):
    totals, scores, partners = compared(tool, 100, SEED)
    assert len(totals) == 100 and scores > 80 and partners > 10


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_ten_thousand_random_people_score_the_same_in_the_tool(tool, proof_figures):
    totals, scores, partners = compared(tool, 10_000, SEED)
    figures = proof_figures("score-tool")
    figures["people drawn for the pool, each decided as a profile and filled into the tool's form"] = len(totals)
    figures["with a total that differs"] = 0
    figures["results typed as scores of a test, read by its table"] = scores
    figures["with an accompanying spouse or partner"] = partners
    figures["totals, lowest to highest"] = f"{min(totals)} to {max(totals):,}"
    figures["different totals among them"] = len(set(totals))
