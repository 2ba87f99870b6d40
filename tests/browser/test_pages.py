"""The pages on which a profile is filled in, checked and submitted: empty, with errors, full; WCAG 2.2 AA, and 320 pixels."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from openentry_web import clock
from openentry_web.demo.people import moved
from openentry_web.pool import services as pool
from openentry_web.profiles import addresses, outline, selectors, services
from tests.browser.test_journey import PASSWORD, sign_in_by_hand, somebody
from tests.web import nonsense
from tests.web.people import declared, drafting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1500)]
STATES = ("empty", "errors", "full")
#: What a person mistypes, by the kind of question.
WRONG = {
    "text": {"": "x" * 201},
    "day": {"d": "31", "m": "2", "y": "2020"},
    "whole": {"": "three"},
    "money": {"": "a lot"},
    "hours": {"": "-5"},
    "score": {"": "99"},
    "country": {"": "Atlantis"},
    "province": {"": "Atlantis"},
    "occupation": {"": "", "words": "zzzzqq"},
    "yes_no": {"": "perhaps"},
    "choice": {"": "neither"},
    "provinces": {"": "some"},
    "texts": {"": "line\n" * 60},
}


def begun(state, lang):
    """A person with a draft in that state, and the places of their pages."""
    person = somebody(lang)
    content = {} if state == "empty" else moved(nonsense.everything(), clock.today())
    entry = drafting(person, content)
    found = list(places(entry))
    if state == "errors":
        client = Client()
        client.force_login(person)
        for place in found:
            asked = {name: value for of in place.page.fields for name, value in nonsense.named(of, WRONG[of.kind]).items()}
            client.post(address(place, lang), asked)
        found = list(places(entry))
    return person, found


def places(entry):
    """Every kind of page that is asked, once; of a list without things, its first page as it adds one."""
    state = services.state_of(selectors.answers_of(entry))
    seen = set()
    for section in outline.sections():
        if not outline.is_asked(section, state.content):
            continue
        new = [outline.Place(section, many.pages[0], many, "new1") for many in section.lists]
        for place in [*outline.every_page(section, state.content, state.named), *new]:
            if (place.many and place.many.path, place.page.id) not in seen:
                seen.add((place.many and place.many.path, place.page.id))
                yield place


def address(place, lang):
    with translation.override(lang):
        return addresses.of_place(place)


def first_of_each_kind(found):
    """As few pages as show every kind of question."""
    kinds, few = set(), []
    for place in found:
        if {of.kind for of in place.page.fields} - kinds:
            kinds |= {of.kind for of in place.page.fields}
            few.append(place)
    return few


def hold(page, axe, where):
    """What every page is held to."""
    page.wait_for_load_state("load")
    axe(page, where)
    assert page.locator("h1").count() == 1, where
    wide = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
             .map((one) => one.tagName + '.' + one.className).slice(0, 5)"""
    )
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not sideways, f"{where} scrolls sideways at 320: {beyond}"
    page.set_viewport_size(wide)


def gone_through(page, lang, found, look, sections, around=("", "check/", "programs/")):
    """Every page of a draft, each shown to ``look`` with a name."""
    for name in around:
        page.goto(f"/{lang}/profile/{name}")
        look(name.strip("/") or "tasks")
    for section in sections:
        page.goto(f"/{lang}/profile/s/{section}/")
        look(f"section-{section}")
    for place in found:
        page.goto(address(place, lang))
        look(f"{place.section.id}-{place.page.id}")


def a_look(page, axe, screenshot, state, lang, width, pictures=None):
    def look(name):
        where = f"profile-{name}-{state}-{lang}-{width}"
        hold(page, axe, where)
        if pictures is None or name in pictures:
            screenshot(page, where)

    return look


PICTURES = {"tasks", "check", "programs", "who-birth", "work-job", "section-work", "languages-test"}


def test_a_page_of_every_kind_with_errors(visit, sign_in, axe, screenshot):
    person, found = begun("errors", "en")
    page = visit("en", "phone")
    sign_in(page, person)
    look = a_look(page, axe, screenshot, "errors", "en", "phone", PICTURES)
    gone_through(page, "en", first_of_each_kind(found), look, [], ["", "check/"])
    assert page.locator(".summary-of-errors a").count() >= page.locator(".field.wrong").count() > 0
    assert page.title().startswith("Error:")


@pytest.mark.parametrize(("state", "lang", "width"), [("empty", "fr", "phone"), ("full", "fr", "desktop")])
def test_the_pages_around_them(visit, sign_in, axe, screenshot, state, lang, width):
    person, found = begun(state, lang)
    page = visit(lang, width)
    sign_in(page, person)
    look = a_look(page, axe, screenshot, state, lang, width, PICTURES)
    gone_through(page, lang, [one for one in found if one.page.id in ("birth", "job", "test")], look, ["work"])


def beginning_and_submitting(page, axe, screenshot, lang, width):
    """The pages before and after: beginning, a code that is none, the declaration missing, the receipt, a change in the pool."""
    person = somebody(lang)
    look = a_look(page, axe, screenshot, "once", lang, width)
    sign_in_by_hand(page, lang, person)
    page.goto(f"/{lang}/profile/")
    look("without")
    page.goto(f"/{lang}/profile/begin/")
    look("begin")
    page.fill("#code", "JM1234567890")
    page.locator("button[value=code]").click()
    look("begin-code")
    drafting(person, moved(declared("amara-okafor"), clock.today()))
    page.goto(f"/{lang}/profile/submit/")
    if page.locator("input[name=password]:visible").count():
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button[type=submit]:visible").first.click()
        page.wait_for_url("**/profile/submit/")
    look("submit")
    page.locator("main form .actions button").click()
    look("submit-error")
    page.check("#declared")
    page.locator("main form .actions button").click()
    page.wait_for_url("**/profile/submitted/")
    look("submitted")
    page.goto(f"/{lang}/profile/s/funds/")
    page.locator("input[type=text]:visible").first.fill("12")
    page.locator(".actions button[value=next]").click()
    page.goto(f"/{lang}/profile/check/")
    look("check-in-pool")
    page.goto(f"/{lang}/messages/")
    look("messages")
    pool.withdraw(person, clock.now())
    page.goto(f"/{lang}/profile/")
    look("over")


def test_beginning_submitting_and_after(visit, axe, screenshot):
    beginning_and_submitting(visit("fr", "phone"), axe, screenshot, "fr", "phone")


def opened(visit, lang, width, scripts):
    """A browser; where it is to run no scripts, ours are kept from it, so that those of axe still run."""
    page = visit(lang, width)
    if not scripts:
        page.route("**/*.js", lambda route: route.abort())
    return page


@pytest.mark.proof
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize("lang", ["en", "fr"])
class TestEveryPage:
    @pytest.mark.parametrize("state", STATES)
    def test_every_page(self, visit, sign_in, axe, screenshot, state, lang, width, scripts):
        person, found = begun(state, lang)
        page = opened(visit, lang, width, scripts)
        sign_in(page, person)
        pictures = None if scripts else ()
        look = a_look(page, axe, screenshot, state, lang, width, pictures)
        gone_through(page, lang, found, look, [one.id for one in outline.sections() if one.lists])

    def test_beginning_submitting_and_after(self, visit, axe, screenshot, lang, width, scripts):
        beginning_and_submitting(opened(visit, lang, width, scripts), axe, screenshot, lang, width)
