"""The pages around everything: front page and texts, in both languages, on a phone and on a desktop, without scripts too."""

from __future__ import annotations

import pytest

from tests.browser.ways import both

PAGES = ("", "about/", "accessibility/", "privacy/", "help/", "account/login/", "account/signup/", "no-such-page/")


@pytest.mark.django_db(transaction=True)
@both
def test_public_pages_hold_to_wcag(visit, axe, screenshot, lang, width):
    page = visit(lang, width)
    for path in PAGES:
        page.goto(f"/{lang}/{path}")
        axe(page, f"{lang} {width} {path}")
        screenshot(page, f"public-{path.strip('/').replace('/', '-') or 'front'}-{lang}-{width}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{path} scrolls sideways"


@pytest.mark.django_db(transaction=True)
def test_the_toggle_keeps_the_page(visit):
    page = visit("en", scripts=False)
    page.goto("/en/privacy/")
    page.get_by_role("link", name="Français").click()
    assert page.url.endswith("/fr/privacy/")
    assert page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.django_db(transaction=True)
def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit):
    page = visit("en")
    page.goto("/en/help/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
