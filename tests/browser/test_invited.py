"""An invited person in a browser: from the invitation to the application, in both languages, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from openentry_web import clock
from openentry_web.invited import listing, selectors, services
from openentry_web.invited.models import Application
from openentry_web.rounds import selectors as rounds
from tests.browser.ways import both, ways
from tests.web.round_pools import SOON, Console
from tests.web.test_invited import DAY, PASSWORD, in_pool, prepare

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(monkeypatch):
    """Somebody invited yesterday."""
    person = in_pool()
    Console().held(size=5)
    monkeypatch.setattr(clock, "now", lambda: SOON + DAY)
    return person


@both
def test_the_pages_of_the_invited(visit, sign_in, axe, screenshot, ana, lang, width):
    prepare(ana)
    page = visit(lang, width)
    sign_in(page, ana)
    for where in ("", "checklist/", "family/add/", "facts/"):
        page.goto(f"/{lang}/invitation/{where}")
        axe(page, f"invitation/{where}, {lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], where
        screenshot(page, f"invited-{where.strip('/').replace('/', '-') or 'page'}-{lang}-{width}")


@pytest.mark.proof
@both
def test_the_other_pages_of_the_invited(visit, sign_in, axe, screenshot, ana, lang, width):
    page = visit(lang, width)
    sign_in(page, ana)
    for where in ("family/", "residences/", "residences/add/", "decline/"):
        page.goto(f"/{lang}/invitation/{where}")
        axe(page, f"invitation/{where}, {lang}")
        screenshot(page, f"invited-{where.strip('/').replace('/', '-')}-{lang}-{width}")


@ways(("fr", "phone", False))
def test_from_the_invitation_to_the_application(visit, sign_in, axe, screenshot, ana, lang, width, scripts):
    hold = axe if scripts else lambda *_: None
    page = visit(lang, width, scripts)
    sign_in(page, ana)
    page.goto(f"/{lang}/invitation/family/")
    page.locator('button[name=alone][value="yes"]').click()
    page.goto(f"/{lang}/invitation/residences/add/")
    page.get_by_role("textbox", name="Country" if lang == "en" else "Pays").fill("Nigéria" if lang == "fr" else "Nigeria")
    page.locator("#id_since").fill("1990-01-01")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("1990")
    page.goto(f"/{lang}/invitation/checklist/")
    screenshot(page, f"invited-checklist-open-{lang}-{width}")
    page.locator('button[name=answer][value="ready"]').first.click()
    expect(page.locator("main .tag.ok")).to_have_count(1)
    for row in listing.rows(selectors.preparation(rounds.invitation(ana)), clock.today()):
        services.tick(ana, row.id, "ready", clock.now())
    page.goto(f"/{lang}/invitation/apply/")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url("**/invitation/apply/")
    page.locator("main form button[type=submit]").click()
    assert page.title().startswith(("Error:", "Erreur"))
    hold(page, f"apply, error, {lang}")
    screenshot(page, f"invited-apply-{lang}-{width}")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/invitation/application/")
    hold(page, f"application, {lang}")
    screenshot(page, f"invited-application-{lang}-{width}")
    assert Application.objects.count() == 1
