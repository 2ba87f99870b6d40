"""Every page of the console, and what a person sees of rounds, in a browser: both languages, a phone and a desk, held to WCAG."""

from __future__ import annotations

import pytest

from openentry_web import clock
from openentry_web.rounds import services
from tests.browser.ways import both
from tests.web.console_pages import browser as signed_in
from tests.web.round_pools import MOMENT, SOON, Console, Pool, order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(monkeypatch):
    """A round in every state, and a pool of some forty people."""
    monkeypatch.setattr(clock, "now", lambda: SOON)
    monkeypatch.setattr(clock, "today", lambda: SOON.date())
    pool, console = Pool(), Console()
    programs = ("cec fsw", "fsw", "cec", "fst", "pnp cec")
    entries = [
        pool(f"p{n}", 600 - 7 * n, programs=programs[n % 5], categories="french stem" if n % 3 else "", nominated=n % 5 == 4)
        for n in range(40)
    ]
    text = {"text_en": "The highest-ranked are invited.", "text_fr": "Les mieux classés sont invités."}
    for number in ("planned", "frozen", "aborted"):
        services.plan(console.first, order(number, size=5), MOMENT, **text)
    console.held("released", size=12)
    services.abort("aborted", console.first, SOON, "The instruction was withdrawn.")
    services.freeze("frozen", console.first, SOON)
    services.rehearse(console.first, order("planned", size=5), SOON, "planned")
    console.approved("approved", size=3)
    console.selected("selected", size=3)
    services.replay("released", SOON)
    services.correct(console.first, "released", "released-a", SOON, cause_en="A filter.", cause_fr="Un filtre.")
    signed_in(console.first)
    return console, entries


@pytest.mark.timeout(240)
@both
def test_every_page_of_the_console(visit, sign_in, axe, screenshot, held, lang, width):
    console, _ = held
    page = visit(lang, width)
    sign_in(page, console.first)
    states = ("planned", "frozen", "approved", "selected", "released", "aborted", "released-a")
    addresses = ["", "plan/", "pool/", "rounds/planned/change/", "rounds/planned/rehearse/", "rounds/released/correct/"]
    for address in [*addresses, *(f"rounds/{state}/" for state in states)]:
        page.goto(f"/{lang}/officers/{address}")
        axe(page, f"{address}, {lang}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than the window"
        screenshot(page, f"console-{address.strip('/').replace('/', '-') or 'home'}-{lang}-{width}")
    page.goto(f"/{lang}/officers/rounds/planned/rehearse/")
    page.locator("main form button.btn").click()
    page.locator("table.counted").first.wait_for()
    axe(page, f"rehearsal, {lang}")
    screenshot(page, f"console-rehearsed-{lang}-{width}")
    page.goto(f"/{lang}/officers/plan/")
    page.locator("#id_text_en").fill("x")
    page.locator("#id_number").fill("")
    page.locator("main form button.btn").click()
    page.locator(".summary-of-errors").wait_for()
    axe(page, f"a plan with errors, {lang}")
    screenshot(page, f"console-errors-{lang}-{width}")


@pytest.mark.timeout(240)
@both
def test_what_a_person_sees(visit, sign_in, axe, screenshot, held, lang, width):
    _, entries = held
    for name, entry in (("invited", entries[0]), ("not-invited", entries[30])):
        page = visit(lang, width)
        sign_in(page, entry.person)
        for address in ("invitation/", "invitation/decline/", "invitation/rounds/", "rounds/held/released/"):
            page.goto(f"/{lang}/{address}")
            axe(page, f"{address}, {name}, {lang}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than the window"
            screenshot(page, f"{address.strip('/').replace('/', '-')}-{name}-{lang}-{width}")


def test_the_codes_of_the_demonstration(visit, axe, db):
    for lang in ("en", "fr"):
        page = visit(lang, "phone")
        page.goto(f"/{lang}/demonstration/codes/")
        axe(page, f"codes, {lang}")
        page.goto(f"/{lang}/account/login/")
        assert page.locator("#demonstration a").count() == 1
