"""From signing in to the pool by the keyboard alone: Tab, arrows, Enter, Space. The focus is seen, in order, and never lost."""

from __future__ import annotations

import pytest

from openentry_web import clock
from openentry_web.demo.people import moved
from openentry_web.pool import selectors
from tests.browser.test_journey import PASSWORD, somebody
from tests.browser.ways import ways
from tests.web.people import declared, drafting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
_AT = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const line = one.getClientRects()[0] ?? box;  // a link may run on to the next line
  const middle = document.elementFromPoint(line.x + Math.min(line.width / 2, 20), line.y + Math.min(line.height / 2, 12));
  const before = window.openentryLast;
  window.openentryLast = one;
  return {
    tag: one.tagName, id: one.id, words: (one.innerText || one.value || one.id || "").slice(0, 60),
    seen: one === document.body || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    inView: one === document.body || (box.bottom > 0 && box.top < innerHeight && box.width > 0),
    covered: !!middle && one !== document.body && !one.contains(middle) && !middle.contains(one) && middle.tagName !== "LABEL",
    backwards: !!before && before.isConnected && !!(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING),
  };
}"""


class Keys:
    """Somebody at a keyboard."""

    def __init__(self, page, lang, scripts):
        self.page, self.lang, self.scripts = page, lang, scripts

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.type(words)

    def is_at(self, selector):
        return self.page.evaluate("selector => document.activeElement.matches(selector)", selector)

    def tab_to(self, selector, most=150):
        """Tab on, and on, until the focus is there."""
        for _ in range(most):
            self.press("Tab")
            at = self.page.evaluate(_AT)
            for _ in range(10):  # it may still be scrolling there
                if at["inView"] and not at["covered"]:
                    break
                self.page.wait_for_timeout(100)
                at |= {name: self.page.evaluate(_AT)[name] for name in ("inView", "covered")}
            where = f"{self.page.url}: {at}"
            assert at["seen"], f"the focus is not seen: {where}"
            assert at["inView"] and not at["covered"], f"the focus is out of sight: {where}"
            assert not at["backwards"], f"the focus goes backwards: {where}"
            if self.is_at(selector):
                return
        raise AssertionError(f"{selector} is not reached on {self.page.url}")

    def over_the_header(self):
        """The first stop skips to the content."""
        self.press("Tab")
        assert self.is_at("a.skip")
        self.press("Enter")
        assert self.is_at("#main")
        self.page.evaluate(_AT)

    def follow(self, selector):
        """Go to a link or a button, and press it."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.press("Enter")

    def section(self, name):
        self.over_the_header()
        self.follow(f"a[href$='/s/{name}/']")

    def saved(self):
        """What was answered was saved on the way, and the focus is where it was."""
        self.page.locator(".htmx-request").first.wait_for(state="detached")

    def to_the_error(self, field):
        """The summary has the focus, and its link leads to the field."""
        if self.scripts:
            assert self.is_at(".summary-of-errors"), self.page.evaluate(_AT)
            self.page.evaluate(_AT)
        self.tab_to(".summary-of-errors a")
        self.press("Enter")
        assert self.is_at(field), self.page.evaluate(_AT)
        self.page.evaluate(_AT)


def go_all_the_way(keys, person):
    page, lang = keys.page, keys.lang
    page.goto(f"/{lang}/account/login/?next=/{lang}/profile/")
    keys.tab_to("#id_login")
    keys.type(person.email)
    keys.tab_to("#id_password")
    keys.type(PASSWORD)
    with page.expect_navigation():
        keys.press("Enter")
    page.wait_for_url("**/profile/")

    keys.section("family")  # a choice, by arrows; a number, wrong first
    keys.over_the_header()
    keys.tab_to("[name=marital_status]")
    keys.press("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "Space")
    keys.saved()
    assert keys.is_at("[name=marital_status][value=never_married]:checked"), "the focus is kept while the answer is saved"
    keys.follow(".actions button[value=next]")
    keys.over_the_header()
    keys.tab_to("[name=size]")
    keys.type("three")
    with page.expect_navigation():
        keys.press("Enter")
    keys.to_the_error("[name=size]")
    keys.press("Control+A")
    keys.type("1")
    keys.follow(".actions button[value=next]")

    keys.section("who")  # days, in three boxes
    keys.over_the_header()
    keys.follow(".actions button[value=next]")
    keys.over_the_header()
    for box, words in zip("dmy", ("18", "4", "1995"), strict=True):
        keys.tab_to(f"[name='date_of_birth.{box}']")
        keys.type(words)
    keys.follow(".actions button[value=next]")
    if "/passport/" in page.url:
        keys.over_the_header()
        keys.follow(".actions button[value=next]")

    keys.section("work")  # an occupation, found by words in its list
    keys.over_the_header()
    keys.follow("ul.rows a[href*='/work/']")
    keys.over_the_header()
    keys.tab_to("[name='noc.words']")
    keys.type("electrician" if lang == "en" else "électricien")
    if keys.scripts:
        page.locator("#found-noc input").first.wait_for()
        keys.saved()
    else:
        keys.follow("button[value=find]")
        keys.over_the_header()
    keys.tab_to("#found-noc input[type=radio], [name=noc][type=radio]")
    for _ in range(12):
        if keys.is_at("[name=noc][value='72200']"):
            break
        keys.press("ArrowDown")
        keys.saved()
    keys.press("Space")
    keys.saved()
    assert keys.is_at("[name=noc][value='72200']:checked")
    keys.follow(".actions button[value=next]")
    while "/work/work/" in page.url:
        keys.over_the_header()
        if "/job_duties/" in page.url:
            for name in ("lead_statement", "main_duties"):
                keys.tab_to(f"[name={name}]")
                keys.press("Space")
                keys.saved()
        keys.follow(".actions button[value=next]")
    keys.over_the_header()
    keys.follow("main p.actions a:not(.btn)")

    keys.over_the_header()
    keys.follow("p.actions a[href$='/check/']")
    keys.over_the_header()
    keys.follow("a[href$='/profile/submit/']")
    if "reauthenticate" in page.url:
        keys.tab_to("input[name=password]")
        keys.type(PASSWORD)
        with page.expect_navigation():
            keys.press("Enter")
    keys.over_the_header()
    keys.follow("form .actions button")
    keys.to_the_error("#declared")
    keys.press("Space")
    keys.follow("form .actions button")
    page.wait_for_url(lambda url: "/profile/submitted/" in url)
    assert selectors.current(person).state == "IN_POOL"


def almost_ready(lang):
    """A draft that wants a few answers."""
    content = moved(declared("amara-okafor"), clock.today())
    content.pop("family")
    content["person"].pop("date_of_birth")
    for job in content["work"]:
        for key in ("noc", "lead_statement", "main_duties"):
            job.pop(key)
    content["work"] = content["work"][-1:]
    person = somebody(lang)
    drafting(person, content)
    return person


@ways(("en", "desktop", True))
def test_the_keyboard_alone_goes_from_signing_in_to_the_pool(visit, lang, width, scripts):
    person = almost_ready(lang)
    go_all_the_way(Keys(visit(lang, width, scripts=scripts), lang, scripts), person)
