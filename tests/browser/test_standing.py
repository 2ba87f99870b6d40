"""Where I stand, the decision of a day, the calendar and the rounds: in a browser, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from openentry import Profile
from openentry_web import clock
from openentry_web.pool import services
from openentry_web.pool.models import Entry
from tests.browser.ways import both
from tests.web import people

pytestmark = pytest.mark.django_db(transaction=True)


def _in_pool(person):
    people.in_pool(person, "rafael-santos", 30)


def _not_known(person):
    content = people.declared("rafael-santos")
    for key in ("certificates_of_qualification", "relatives_in_canada", "nomination"):
        content.pop(key, None)
    services.begin(person, clock.now())
    services.submit(person, Profile.model_validate(content), clock.now())


def _draft(person):
    people.drafting(person, people.declared("li-wei"))


def _not_eligible(person):
    people.in_pool(person, "arjun-mehta", 3)


def _withdrawn(person):
    _in_pool(person)
    services.withdraw(person, clock.now())


def _state(state, closed):
    def put(person):
        _in_pool(person)
        Entry.objects.filter(person=person).update(state=state, closed_at=clock.now() - timedelta(days=1) if closed else None)

    return put


STATES = {
    "in-pool": _in_pool,
    "not-known": _not_known,
    "draft": _draft,
    "no-profile": lambda person: None,
    "not-eligible": _not_eligible,
    "withdrawn": _withdrawn,
    "invited": _state("INVITED", closed=False),
    "barred": _state("BARRED", closed=True),
}


@both
@pytest.mark.parametrize("state", STATES)
def test_where_i_stand(visit, sign_in, axe, screenshot, candidate, state, lang, width):
    STATES[state](candidate)
    page = visit(lang, width)
    sign_in(page, candidate)
    page.goto(f"/{lang}/pool/")
    page.wait_for_load_state("networkidle")
    axe(page, f"home, {state}, {lang}")
    screenshot(page, f"home-{state}-{lang}-{width}")


@both
@pytest.mark.parametrize("where", ["decision", "decisions", "calendar", "rounds"])
def test_pages_about_a_profile(visit, sign_in, axe, screenshot, candidate, where, lang, width):
    _in_pool(candidate)
    page = visit(lang, width)
    sign_in(page, candidate)
    page.goto(f"/{lang}/pool/" + (f"decisions/{clock.today()}/" if where == "decision" else f"{where}/"))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    axe(page, f"{where}, {lang}")
    screenshot(page, f"{where}-{lang}-{width}")


def test_nothing_needs_a_script(visit, sign_in, candidate):
    _in_pool(candidate)
    page = visit("en", "narrow", scripts=False)
    sign_in(page, candidate)
    page.goto("/en/pool/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_text("Skill transferability").click()
    page.get_by_role("link", name="See what would raise your score").click()
    assert page.locator("h1").count() == 1


def test_the_moment_of_receipt_is_said_in_ones_own_time_too(visit, sign_in, candidate):
    _in_pool(candidate)
    page = visit("en")
    sign_in(page, candidate)
    page.goto("/en/pool/")
    assert re.search(r"for you: .* E[DS]T", page.locator("[data-moment]").first.inner_text())


def test_what_would_help_comes_after_the_page(visit, sign_in, candidate):
    _in_pool(candidate)
    page = visit("en")
    sign_in(page, candidate)
    page.goto("/en/pool/")
    page.locator("#help li").first.wait_for()
    assert "+" in page.locator("#help").inner_text()
