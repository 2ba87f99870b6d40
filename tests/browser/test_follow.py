"""Updates by mail in a browser: ask, confirm, change, stop; WCAG 2.2 AA, and with or without scripts the same."""

from __future__ import annotations

import pytest

from openentry_web.follow import tokens
from openentry_web.follow.models import Ask, Follower
from tests.browser.ways import ways

SAID = {
    "en": {"sent": "Look at your mail", "confirmed": "Your address is confirmed", "stopped": "You get no more mails"},
    "fr": {"sent": "Consultez votre courriel", "confirmed": "Votre adresse est confirmée", "stopped": "Vous ne recevez plus"},
}


@pytest.mark.django_db(transaction=True)
@ways(("en", "desktop", True), ("fr", "phone", False))
def test_ask_confirm_change_stop(visit, axe, screenshot, lang, width, scripts):
    page = visit(lang, width, scripts=scripts)

    def look(name):
        if scripts:
            axe(page, f"follow {name} {lang} {width}")
        screenshot(page, f"follow-{name}-{lang}-{width}")
        assert page.locator("h1").count() == 1
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), name

    page.goto(f"/{lang}/law/")
    page.locator("main a[href*='/follow/']").first.click()
    assert page.locator("input[value=law]").is_checked()
    look("ask")
    page.uncheck("input[value=law]")
    page.fill("input[name=email]", "nobody at all")
    page.locator("main form .actions button").click()
    assert page.locator(".summary-of-errors a").count() == 2
    assert page.input_value("input[name=email]") == "nobody at all"
    look("errors")
    page.fill("input[name=email]", "amara@example.org")
    page.check("input[value=rounds]")
    page.check("input[value=law]")
    page.locator("main form .actions button").click()
    page.wait_for_url("**/follow/sent/")
    assert SAID[lang]["sent"] in page.locator("h1").inner_text()
    look("sent")
    page.goto(f"/{lang}/follow/confirm/{tokens.made(tokens.CONFIRM, Ask.objects.get().key)}/")
    look("confirm")
    page.locator("main form .actions button").click()
    page.wait_for_url("**/follow/mine/**")
    assert SAID[lang]["confirmed"] in page.locator(".note.success").inner_text()
    page.uncheck("input[value=rounds]")
    page.locator("main form .actions button").first.click()
    page.wait_for_url("**?changed")
    look("mine")
    found = Follower.objects.get()
    assert (found.topics, found.language) == (["law"], lang)
    page.goto(f"/{lang}/follow/stop/{tokens.made(tokens.STOP, found.key)}/")
    look("stop")
    page.locator("main form .actions button").click()
    assert SAID[lang]["stopped"] in page.locator("h1").inner_text()
    look("stopped")
    page.goto(f"/{lang}/follow/confirm/x/")
    look("over")
    assert not Follower.objects.exists()
