"""Improve my score, scenarios, what is one's own: in a browser, in both languages, with and without scripts."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress

from openentry import Profile
from openentry_web import clock
from openentry_web.mine import advising, facts, scenarios
from openentry_web.mine.models import Scenario
from openentry_web.pool.models import Entry
from tests.browser.ways import both, one_way
from tests.web import people
from tests.web.test_mine import looked_at_by_an_officer

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = sorted(path.stem for path in people.EXAMPLES.glob("*.json"))


def couple():
    """Somebody whose spouse or partner comes along."""
    return next(name for name in NAMES if facts.other_order(Profile.model_validate(people.declared(name))))


def no_sideways(page):
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), page.url


def look(page, axe, screenshot, name):
    page.wait_for_load_state("networkidle")
    axe(page, name)
    no_sideways(page)
    screenshot(page, name)


@both
def test_improve(visit, sign_in, axe, screenshot, candidate, lang, width):
    advising._kept.clear()
    people.in_pool(candidate, couple())
    page = visit(lang, width)
    sign_in(page, candidate)
    page.goto(f"/{lang}/mine/improve/")
    page.locator("ol.advice h3").first.wait_for()
    look(page, axe, screenshot, f"improve-{lang}-{width}")


@pytest.mark.parametrize("begun", [False, True])
def test_improve_with_little_to_go_on(visit, sign_in, axe, screenshot, candidate, begun):
    if begun:
        people.drafting(candidate)
    page = visit("fr", "phone")
    sign_in(page, candidate)
    page.goto("/fr/mine/improve/?now=1")
    look(page, axe, screenshot, f"improve-{'draft' if begun else 'none'}-fr-phone")


def test_improve_and_scenarios_without_scripts(visit, sign_in, axe, candidate):
    advising._kept.clear()
    people.in_pool(candidate, couple())
    page = visit("en", "phone", scripts=False)
    sign_in(page, candidate)
    page.goto("/en/mine/improve/")
    page.get_by_role("link", name="Show what would help").click()
    page.locator("ol.advice > li").first.get_by_role("button", name="Try it in a scenario").click()
    assert "This is a scenario, not your profile" in page.content()
    page.get_by_label("Nomination by a province").select_option("NS")
    page.get_by_role("button", name="Save and work it out").click()
    assert "Saved and worked out again" in page.content()
    page.get_by_role("link", name="Compare side by side").click()
    assert page.locator("table.compare").count() == 1
    page.goto("/en/mine/who-looked/")
    assert "The profile was submitted" in page.content()


@one_way
def test_scenarios(visit, sign_in, axe, screenshot, candidate, lang, width):
    people.in_pool(candidate, couple())
    page = visit(lang, width)
    sign_in(page, candidate)
    page.goto(f"/{lang}/mine/scenarios/")
    look(page, axe, screenshot, f"scenarios-empty-{lang}-{width}")
    page.locator("#name").fill("")
    page.locator("form:has(#name) button").click()
    look(page, axe, screenshot, f"scenarios-error-{lang}-{width}")
    for number, name in enumerate(("Français 7 😀", "x" * scenarios.SIDE_BY_SIDE * 20)):
        page.locator("#name").fill(name)
        page.locator("#start").select_option(index=number)
        page.locator("form:has(#name) button").click()
        page.wait_for_url("**/scenarios/*/")
        if number == 0:
            look(page, axe, screenshot, f"scenario-same-{lang}-{width}")
            page.locator("#nomination").select_option("NS")
            page.locator("#education").select_option("doctorate")
            page.locator("#day-day").fill("1")
            page.locator("#day-month").fill("3")
            page.locator("#day-year").fill(str(clock.today().year + 2))
            page.locator("form.scenario button").click()
            look(page, axe, screenshot, f"scenario-changed-{lang}-{width}")
            page.locator("#en_listening").fill("seven")
            page.locator("#birth-day").fill("77")
            page.locator("#noc").fill("<b>")
            page.locator("form.scenario button").click()
            assert page.locator("#en_listening").input_value() == "seven"
            assert page.evaluate("document.activeElement.className") == "summary-of-errors"
            look(page, axe, screenshot, f"scenario-errors-{lang}-{width}")
        page.goto(f"/{lang}/mine/scenarios/")
    look(page, axe, screenshot, f"scenarios-{lang}-{width}")
    page.goto(f"/{lang}/mine/compare/")
    look(page, axe, screenshot, f"compare-{lang}-{width}")


@both
def test_mine(visit, sign_in, axe, screenshot, candidate, lang, width):
    people.in_pool(candidate, couple())
    looked_at_by_an_officer(candidate)
    page = visit(lang, width)
    sign_in(page, candidate)
    page.goto(f"/{lang}/mine/export/")
    look(page, axe, screenshot, f"export-{lang}-{width}")
    with page.expect_download() as download:
        page.locator("a.btn").first.click()
    assert json.loads(download.value.path().read_text(encoding="utf-8"))["person"]
    page.goto(f"/{lang}/mine/who-looked/")
    look(page, axe, screenshot, f"who-{lang}-{width}")


@one_way
def test_delete_my_account(visit, axe, screenshot, candidate, lang, width):
    EmailAddress.objects.create(user=candidate, email=candidate.email, verified=True, primary=True)
    people.in_pool(candidate)
    Scenario.objects.create(person=candidate, name="x", content={}, made_at=clock.now())
    page = visit(lang, width)
    page.goto(f"/{lang}/account/login/?next=/{lang}/mine/delete-account/")
    page.locator("#id_login").fill(candidate.email)
    page.locator("#id_password").fill("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/delete-account/")
    look(page, axe, screenshot, f"delete-{lang}-{width}")
    page.locator(".btn.danger").click()
    look(page, axe, screenshot, f"delete-error-{lang}-{width}")
    page.locator("#understood").check()
    page.locator(".btn.danger").click()
    page.wait_for_url("**/account-deleted/")
    look(page, axe, screenshot, f"deleted-{lang}-{width}")
    candidate.refresh_from_db()
    assert candidate.deleted_at and Entry.objects.get(person=candidate).state == "WITHDRAWN"


@one_way
def test_how_it_decides(visit, axe, screenshot, lang, width):
    page = visit(lang, width)
    for path in ("", "how/", "about/", "privacy/", "accessibility/", "help/"):
        page.goto(f"/{lang}/{path}")
        look(page, axe, screenshot, f"public-{path.strip('/') or 'front'}-{lang}-{width}")
