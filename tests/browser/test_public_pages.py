"""One public page of each kind, in each language, width, with scripts and without: WCAG 2.2 AA, nothing sideways, no third party.

What is tried always of them is in the tests of each room; this is the whole product, for the long suite.
"""

from __future__ import annotations

import pytest

from openentry_web.public.journey import urls as journey
from tests.browser.test_pages import opened
from tests.browser.ways import ways
from tests.web.test_public_weight import ANSWERS

PAGES = [
    "",
    "how/",
    "about/",
    "accessibility/",
    "privacy/",
    "help/",
    *(f"journey/{entry.pattern}" for entry in journey.urlpatterns if "<" not in str(entry.pattern)),
    "questionnaire/",
    "rounds/",
    "rounds/?kind=category",
    "rounds/434/",
    "rounds/1/",
    "rounds/test/",
    "open-data/",
    "law/",
    "law/crs.version/",
    "law/funds.table/",
    "law/programs.order/",
    "law/categories.trades/",
    "law/switch.FRENCH-MIXED/",
    "law/procedure.states/",
    "tools/check-your-score/",
    "tools/language-levels/",
    "tools/settlement-funds/",
    "tools/occupations/?q=nurse",
    "tools/occupations/21232/",
    "follow/?topic=rounds",
    "follow/sent/",
    "follow/confirm/x/",
    "account/login/",
    "account/signup/",
    "account/password/reset/",
    "no-such-page/",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(1200)
@ways()
def test_every_kind_of_public_page(visit, axe, proof_figures, lang, width, scripts):
    page = opened(visit, lang, width, scripts)

    def look(where):
        page.wait_for_load_state("load")
        axe(page, f"{where} {lang} {width} scripts={scripts}")
        assert page.locator("h1").count() == 1, where
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), where

    for path in PAGES:
        page.goto(f"/{lang}/{path}")
        look(path)
    page.goto(f"/{lang}/tools/check-your-score/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for name in ("accompanying_spouse", *ANSWERS):  # its boxes are there once it is chosen
        box = page.locator(f"[name={name}]").first
        if box.evaluate("box => box.type") == "radio":
            page.locator(f"[name={name}][value={ANSWERS[name]}]").check()
        elif box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(ANSWERS[name])
        else:
            box.fill(ANSWERS[name])
    page.locator("#score-form button[type=submit]").click()
    page.wait_for_url("**#result")
    look("score, answered")
    page.goto(f"/{lang}/follow/")
    page.locator("main form .actions button").click()
    page.locator(".summary-of-errors").wait_for()
    look("follow, with errors")
    figures = proof_figures("public-pages-browser")
    figures[f"{lang}, {width}, {'with' if scripts else 'without'} our scripts: pages without a fault of WCAG 2.2 AA"] = (
        len(PAGES) + 2
    )
