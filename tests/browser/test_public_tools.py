"""The public tools, rounds and law in a real browser: WCAG, no third party, a live total, a link that keeps answers to itself."""

from __future__ import annotations

import pytest

from tests.browser.ways import one_way

PAGES = (
    "rounds/",
    "rounds/434/",
    "rounds/test/",
    "open-data/",
    "law/",
    "law/funds.table/",
    "law/categories.trades/",
    "law/switch.FRENCH-MIXED/",
    "law/procedure.states/",
    "tools/check-your-score/",
    "tools/language-levels/",
    "tools/settlement-funds/",
    "tools/occupations/?q=nurse",
    "tools/occupations/21232/",
)


@pytest.mark.django_db(transaction=True)
@one_way
def test_public_tools_hold_to_wcag(visit, axe, screenshot, live_server, lang, width):
    page = visit(lang, width)
    strangers = []
    page.on("request", lambda asked: None if asked.url.startswith(live_server.url) else strangers.append(asked.url))
    for path in PAGES:
        page.goto(f"/{lang}/{path}")
        axe(page, f"{lang} {width} {path}")
        screenshot(page, f"public-{path.strip('/').replace('/', '-').replace('?', '-')}-{lang}-{width}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{path} scrolls sideways"
    assert not strangers


@pytest.mark.django_db(transaction=True)
def test_the_total_is_live_and_its_link_stays_in_the_browser(visit, axe):
    page = visit("en")
    page.goto("/en/tools/check-your-score/")
    page.fill("#id_age", "29")
    page.select_option("#id_education", "master")
    page.locator("#total b", has_text="245").wait_for()
    page.select_option("#id_other", "2015-01-01")
    page.locator("#h-beside").wait_for()
    axe(page, "score, filled in")
    page.click("#share")
    page.locator("#share-said", has_text="address").wait_for()
    assert "#answers?age=29&education=master" in page.url
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    address = page.url
    page.goto("/en/law/")
    page.goto(address)
    page.locator("#total b", has_text="245").wait_for()
    assert page.input_value("#id_age") == "29"
    assert not any("answers" in url or "29" in url.rpartition("/")[2] for url in asked if "#" not in url)


@pytest.mark.django_db(transaction=True)
def test_everything_works_without_scripts(visit):
    page = visit("fr", "phone", scripts=False)
    page.goto("/fr/tools/check-your-score/")
    page.fill("#id_age", "29")
    page.select_option("#id_education", "master")
    page.locator("#score-form button[type=submit]").click()
    assert page.locator("#total b").inner_text() == "245"
    assert not page.locator("#share").is_visible()
    page.goto("/fr/rounds/test/")
    page.fill("#id_score", "516")
    page.check("#id_programs_cec")
    page.locator("main button[type=submit]").click()
    assert page.locator("#answer table").is_visible()
