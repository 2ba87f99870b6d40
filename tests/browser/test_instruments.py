"""Law and outages in a browser: a proposal with a mistake, mended, approved by another officer; the banner; both languages, axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from openentry_web import clock
from openentry_web.instruments import outages, overlays
from openentry_web.instruments.models import Overlay
from tests.browser.ways import one_way
from tests.web.console_pages import browser as signed_in
from tests.web.console_pages import prove
from tests.web.round_pools import SOON, Console
from tests.web.test_instruments import age_points, period

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"en": "The power was out in our hall.", "fr": "L’électricité a manqué dans notre salle."}


@pytest.mark.timeout(240)
@one_way
def test_law_and_outages(visit, client, sign_in, axe, screenshot, monkeypatch, lang, width):
    monkeypatch.setattr(clock, "now", lambda: SOON)
    monkeypatch.setattr(clock, "today", lambda: SOON.date())
    console = Console()
    for one in (console.first, console.second):
        signed_in(one)
    overlays.propose(console.second, "age-2027", age_points("2027-01-01"), SOON)
    outages.record(console.first, SOON - timedelta(hours=1), SOON + timedelta(hours=1), WORDS["en"], WORDS["fr"], SOON)
    page = visit(lang, width)
    sign_in(page, console.first)
    prove(client)  # the same session

    page.goto(f"/{lang}/officers/law/propose/")
    axe(page, f"propose, {lang}")
    expect(page.locator(".outage")).to_contain_text(WORDS[lang])
    page.fill("#id_name", "periode-2027")
    page.fill("#id_text", period().replace("evidence: judgement, ", ""))
    page.locator("form.overlay button").click()
    expect(page.locator(".summary-of-errors")).to_contain_text("overlay.yaml 2026-11-25")
    axe(page, f"propose with a mistake, {lang}")
    screenshot(page, f"law-wrong-{lang}-{width}")
    expect(page.locator("#id_text")).to_have_value(period().replace("evidence: judgement, ", ""))
    page.fill("#id_text", period())
    page.locator("form.overlay button").click()
    expect(page.locator("#h-differs")).to_be_visible()
    axe(page, f"proposed, {lang}")
    screenshot(page, f"law-proposed-{lang}-{width}")

    other = Overlay.objects.get(name="age-2027")
    page.goto(f"/{lang}/officers/law/{other.public_id}/")
    axe(page, f"another's, {lang}")
    page.locator(f"form[action$='/{other.public_id}/approve/'] button").click()
    expect(page.locator(".notes .success")).to_be_visible()
    assert Overlay.objects.get(name="age-2027").state == "approved"
    screenshot(page, f"law-approved-{lang}-{width}")
    for address in ("officers/law/", "officers/outages/", "outages/"):
        page.goto(f"/{lang}/{address}")
        axe(page, f"{address}, {lang}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than the window"
        screenshot(page, f"{address.strip('/').replace('/', '-')}-{lang}-{width}")
