"""Somebody who has a profile in their head and types it in, page by page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from openentry_web.profiles import kinds, outline
from openentry_web.profiles.content import MISSING, get, loc_of

_PAGE = re.compile(r"/profile/s/(?P<section>[^/]+)(?:/(?P<path>[^/]+)/(?P<key>[^/]+))?/(?P<page>[^/]+)/$")


class Filling:
    """Fills the pages of a profile in a browser. ``scripts``: whether the browser runs them."""

    def __init__(self, page, lang, content, scripts=True):
        self.page, self.lang, self.content, self.scripts = page, lang, content, scripts
        self.seen = []

    def everything(self, look=lambda page: None):
        """Every section of the task list, in its order; ``look`` is called at each page as it is first shown."""
        for section in outline.sections():
            if outline.is_asked(section, self.content):
                self.section(section, look)

    def section(self, section, look=lambda page: None):
        """One section: its pages, then its lists."""
        for place in outline.pages(section, self.content):
            self.page.goto(f"/{self.lang}/profile/s/{section.id}/{place.page.id}/")
            look(self.page)
            self.fill(place.page, outline.part_of(self.content, place.loc({})))
        for many in section.lists:
            things = outline.things(self.content, many)
            if not things:
                if outline.answered(self.content, many):
                    self.page.goto(f"/{self.lang}/profile/s/{section.id}/")
                    self.page.locator(f"form[action$='/{many.path}/none/'] button").click()
                continue
            for thing in things:
                self.page.goto(f"/{self.lang}/profile/s/{section.id}/")
                self.page.locator(f"a.btn[href*='/{many.path}/']").first.click()
                look(self.page)
                while found := _PAGE.search(urlsplit(self.page.url).path):
                    if not found["key"]:
                        break
                    of = next(one for one in many.pages if one.id == found["page"])
                    self.fill(of, thing)

    def fill(self, of, part):
        """One page: every question there is an answer to, until the page lets us go on."""
        here = self.page.url
        done = set()
        for _ in range(4):
            for field in of.fields:
                value = get(part, loc_of(field.path))
                shown = self.page.locator(f"#slot-{field.id}")
                if field.id not in done and value is not MISSING and shown.count():
                    self.answer(field, value)
                    done.add(field.id)
            with self.page.expect_navigation():
                self.page.locator(".actions button[name=_to][value=next]").click()
            if self.page.url.split("#")[0] != here.split("#")[0]:
                return
            wrong = self.page.locator(".summary-of-errors")
            assert not wrong.count(), wrong.inner_text()
        raise AssertionError(f"the page does not let us go on: {here}")

    def answer(self, field, value):
        """One question."""
        if field.kind == "occupation":
            return self.occupation(field, value)
        for box, raw in kinds.write(field, value, self.lang).items():
            name = f"{field.id}.{box}" if box else field.id
            boxes = self.page.locator(f"[name='{name}']:visible")
            kind = boxes.first.get_attribute("type")
            if box == "null":
                boxes.first.check()
            elif box == "some":
                for one in raw:
                    self.page.locator(f"[name='{name}'][value='{one}']").check()
            elif kind == "radio":
                self.page.locator(f"[name='{name}'][value='{raw}']").check()
            elif boxes.first.evaluate("box => box.tagName") == "SELECT":
                boxes.first.select_option(raw)
            else:
                boxes.first.fill(raw)
        if self.scripts:
            self.page.locator("body").click(position={"x": 1, "y": 1})
            self.saved()
        return None

    def saved(self):
        """What was answered has been saved on the way."""
        self.page.locator(".htmx-request").first.wait_for(state="detached")

    def occupation(self, field, code):
        """Found by its number here; by words in the tests of the search."""
        self.page.locator(f"[name='{field.id}.words']").fill(code)
        if self.scripts:
            choice = self.page.locator(f"#found-{field.id} input[value='{code}']")
        else:
            choice = self.page.locator(f"[name='{field.id}'][value='{code}']").first
            with self.page.expect_navigation():
                self.page.locator("button[value=find]").first.click()
        choice.wait_for()
        choice.check()
        if self.scripts:
            self.saved()
