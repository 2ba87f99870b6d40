"""The year in the pool, in a browser: withdraw, why it changed, a permit that ends, a calendar of one's own; in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from openentry import Profile
from openentry_web import clock
from openentry_web.demo.people import moved
from openentry_web.pool import services
from openentry_web.pool.models import Entry
from openentry_web.pool.sweep import sweep
from tests.browser.ways import both
from tests.web import people

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"


def a_life(person, days_ago=130, permit_in=20):
    """Somebody who waits, to whom things have happened, and whose permit ends soon."""
    at = clock.now() - timedelta(days=days_ago)
    content = moved(people.declared("jose-luis-garcia-marquez"), at.date() - timedelta(days=200))
    content["authorization_to_work"]["expires_on"] = (clock.today() + timedelta(days=permit_in)).isoformat()
    services.begin(person, at)
    entry = services.submit(person, Profile.model_validate(content), at)
    services.age([entry.pk], clock.now() - timedelta(days=3))
    services.update(person, Profile.model_validate(content | {"funds_cad": 41_000}), clock.now() - timedelta(days=2))
    sweep(clock.now())
    return entry


@both
@pytest.mark.parametrize("where", ["history", "permit", "calendar", ""])
def test_pages_of_the_year(visit, sign_in, axe, screenshot, candidate, where, lang, width):
    a_life(candidate)
    page = visit(lang, width)
    sign_in(page, candidate)
    page.goto(f"/{lang}/pool/{where}/" if where else f"/{lang}/pool/")
    page.wait_for_load_state("networkidle")
    axe(page, f"{where or 'home'}, {lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    screenshot(page, f"year-{where or 'home'}-{lang}-{width}")


@pytest.mark.parametrize("permit_in", [-20, -120])
def test_a_permit_that_has_ended(visit, sign_in, axe, screenshot, candidate, permit_in):
    a_life(candidate, permit_in=permit_in)
    for where in ("", "permit/"):
        page = visit("en", "phone")
        sign_in(page, candidate)
        page.goto(f"/en/pool/{where}")
        axe(page)
        screenshot(page, f"year-permit{permit_in}-{where.strip('/') or 'home'}")


@pytest.mark.parametrize(("lang", "width", "scripts"), [("en", "desktop", True), ("fr", "phone", True), ("en", "narrow", False)])
def test_withdrawing_with_the_keyboard_alone(visit, sign_in, axe, screenshot, candidate, lang, width, scripts):
    entry = a_life(candidate)
    hold = axe if scripts else lambda *_: None
    page = visit(lang, width, scripts)
    sign_in(page, candidate)
    page.goto(f"/{lang}/pool/")
    page.locator(f'a[href="/{lang}/pool/withdraw/"]').press("Enter")
    page.wait_for_url("**/reauthenticate/**")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url("**/withdraw/")
    hold(page, f"withdraw, {lang}")
    screenshot(page, f"year-withdraw-{lang}-{width}")
    page.locator("button.danger").press("Enter")
    assert re.match(r"Error:|Erreur", page.title())
    hold(page, f"withdraw, error, {lang}")
    screenshot(page, f"year-withdraw-error-{lang}-{width}")
    page.get_by_role("checkbox").press("Space")
    page.locator("button.danger").press("Enter")
    page.wait_for_url(f"**/{lang}/pool/")
    assert Entry.objects.get(pk=entry.pk).state == "WITHDRAWN"
    assert entry.number in page.locator(".notes").inner_text()
    hold(page, f"withdrawn, {lang}")
    page.locator('form[action*="/copy/"] button').press("Enter")
    page.wait_for_url(f"**/{lang}/profile/")


@both
def test_an_address_for_ones_own_calendar(visit, sign_in, axe, screenshot, candidate, lang, width):
    a_life(candidate)
    page = visit(lang, width)
    sign_in(page, candidate)
    page.goto(f"/{lang}/pool/calendar/")
    page.locator(f'a[href="/{lang}/pool/calendar/address/"]').click()
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url("**/calendar/address/")
    axe(page, f"address, {lang}")
    page.locator("button[value=make]").click()
    address = page.locator("code.secret").inner_text()
    axe(page, f"address made, {lang}")
    screenshot(page, f"year-address-{lang}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    read = page.request.get(address)
    assert read.text().startswith("BEGIN:VCALENDAR")
    page.locator("button[value=revoke]").click()
    assert page.request.get(address).status == 404
    axe(page, f"address given up, {lang}")
