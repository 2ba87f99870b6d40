"""The questionnaire in a real browser, without JavaScript: the whole way by clicking, WCAG on every page, nothing in an address."""

from __future__ import annotations

import pytest

from openentry.messages import text
from tests.browser.ways import one_way

#: Every page of questions with something of each kind on it, as somebody answers them.
STEPS = (
    ("who/birth/", {"#f-date_of_birth\\.d": "14", "#f-date_of_birth\\.m": "3", "#f-date_of_birth\\.y": "1996"}),
    ("family/marital/", {"value": "never_married"}),
    ("family/family_size/", {"#f-size": "1"}),
    ("languages/", {"add": "languages"}),
    ("test/", {"value": "ielts_general", "#f-taken_on\\.d": "1", "#f-taken_on\\.m": "6", "#f-taken_on\\.y": "2026"}),
    ("scores/", {"#f-listening": "8", "#f-reading": "7", "#f-writing": "7", "#f-speaking": "99"}),
)


@pytest.mark.django_db(transaction=True)
@one_way
def test_the_questionnaire_by_clicking_without_javascript(visit, axe, screenshot, lang, width):
    # axe is a script itself: it runs in a second browser that has the first one's cookie
    page, checker = visit(lang, width, scripts=False), visit(lang, width)

    def looked_at(name):
        checker.context.add_cookies(page.context.cookies())
        checker.goto(page.url)
        axe(checker, f"questionnaire {lang} {width} {name}")
        screenshot(checker, f"questionnaire-{name}-{lang}-{width}")
        wide = checker.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{name} scrolls sideways"

    page.goto(f"/{lang}/questionnaire/")
    looked_at("start")
    page.get_by_role("button", name=text("web.questionnaire.begin", lang)).click()
    for at, boxes in STEPS:
        assert page.url.endswith(at), page.url
        looked_at(at.strip("/").replace("/", "-"))
        for box, typed in boxes.items():
            if box == "value":
                page.check(f'input[value="{typed}"]')
            elif box == "add":
                page.get_by_role("link", name=text(f"q.section.{typed}.add", lang)).click()
            else:
                page.fill(box, typed)
        if "add" not in boxes:
            page.get_by_role("button", name=text("web.questionnaire.continue", lang)).click()
    assert page.title().startswith(text("web.form.error", lang))  # no speaking score is 99
    looked_at("scores-wrong")
    page.fill("#f-speaking", "7")
    page.get_by_role("button", name=text("web.questionnaire.continue", lang)).click()
    looked_at("languages-one")
    base = f"/{lang}/questionnaire"
    page.goto(f"{base}/work/")
    page.get_by_role("link", name=text("q.section.work.add", lang)).click()
    page.fill("#f-noc\\.words", "nurse")
    page.fill("#f-country", "Canada")
    page.get_by_role("button", name=text("web.occupation.find", lang)).click()
    page.check('input[value="31301"]')
    page.get_by_role("button", name=text("web.questionnaire.continue", lang)).click()
    looked_at("job-time")
    for _ in range(3):
        page.get_by_role("link", name=text("web.questionnaire.skip", lang)).click()
        looked_at(f"job-{page.url.strip('/').split('/')[-1]}")
    for section in ("education", "certificates", "relatives"):
        page.goto(f"{base}/{section}/")
        page.get_by_role("button", name=text(f"q.section.{section}.none", lang)).click()
    page.goto(f"{base}/plans/plans/")
    page.select_option("#f-intends_to_live_in", "NS")
    page.get_by_role("button", name=text("web.questionnaire.continue", lang)).click()
    page.check('input[value="no"]')
    page.get_by_role("button", name=text("web.questionnaire.continue", lang)).click()
    assert page.url.endswith("/questionnaire/result/")
    looked_at("result")
    page.get_by_role("button", name=text("web.questionnaire.code.get", lang)).click()
    assert page.locator(".reference-code").inner_text().startswith("JM ")
    screenshot(page, f"questionnaire-code-{lang}-{width}")
